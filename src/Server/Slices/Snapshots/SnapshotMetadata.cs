using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>The metadata of snapshots.</summary>
public sealed class SnapshotMetadata(Visible<Snapshot> visible, SnapshotStore snapshots, ShareSettings settings) : IMetadataOf<Snapshot>
{
    /// <inheritdoc/>
    public MetadataPolicy Policy => settings.ForAdmins;

    /// <inheritdoc/>
    public Task<Snapshot> ToRead(Call call) => visible.ToRead(call, call["id"], call.Endpoint.Policy!);

    /// <inheritdoc/>
    public Task<Snapshot> ToChange(Call call) => visible.ToChange(call, call["id"], call.Endpoint.Policy!);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Items(Snapshot resource) => resource.Metadata;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> Items(Tx tx, Snapshot resource, CancellationToken ct) =>
        (await snapshots.Find(tx, resource.Id.Text, ct) ?? throw Refusals.NotFound("Snapshot", resource.Id.Text)).Metadata;

    /// <inheritdoc/>
    public Task Save(Tx tx, Snapshot resource, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        snapshots.SetMetadata(tx, resource.Id, items, ct);
}
