using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>What snapshots are composed of: lists, updates of name and description, resets of the status, and metadata.</summary>
public sealed class SnapshotParts(Visible<Snapshot> visible, SnapshotStore snapshots, ShareSettings settings)
    : IListOf<Snapshot, SnapshotView>, IUpdateOf<Snapshot>, IStatusResetOf<Snapshot>, IMetadataOfResource<Snapshot>
{
    /// <inheritdoc/>
    public Visible<Snapshot> Visible => visible;

    /// <inheritdoc/>
    public ValueTask<Snapshot?> Now(Tx tx, Snapshot seen, CancellationToken ct) => snapshots.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public Listing Listing => SnapshotListing.Listing;

    /// <inheritdoc/>
    public Columns<Snapshot> Columns => SnapshotRows.Columns;

    /// <inheritdoc/>
    public SnapshotView View(Snapshot resource) => SnapshotView.Of(resource);

    /// <inheritdoc/>
    public string Id(SnapshotView view) => view.Snapshot.Id.Text;

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("snapshot", missing: 422);

    /// <inheritdoc/>
    public Snapshot Changed(Call call, Fields asked, Snapshot now) => now with
    {
        Name = asked.TextOr("display_name", now.Name),
        Description = asked.TextOr("display_description", now.Description),
    };

    /// <inheritdoc/>
    public Task Save(Tx tx, Snapshot changed, CancellationToken ct) => snapshots.Describe(tx, changed, ct);

    /// <inheritdoc/>
    public async Task<Reply> Shown(Call call, Snapshot changed) =>
        Reply.One(View(await snapshots.Find(changed.Id, call.Aborted) ?? changed));

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Resettable => SnapshotStatus.Resettable;

    /// <inheritdoc/>
    public Task Reset(Tx tx, Snapshot resource, string status, CancellationToken ct) => snapshots.Reset(tx, resource.Id, status, ct);

    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(Snapshot resource) => resource.Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, Snapshot resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        snapshots.SetMetadata(tx, resource.Id, items, ct);
}
