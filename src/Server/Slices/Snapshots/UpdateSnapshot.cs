namespace Abaca.Server.Snapshots;

/// <summary>PUT /snapshots/{id}: name and description; and the action reset_status.</summary>
public sealed class UpdateSnapshot(Visible<Snapshot> visible, SnapshotStore snapshots) : IUpdateOf<Snapshot>, IStatusResetOf<Snapshot>
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Resettable => SnapshotStatus.Resettable;

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("snapshot", missing: 422);

    /// <inheritdoc/>
    public Task<Snapshot> ToUpdate(Call call) => visible.ToChange(call, call["id"], "share:snapshot_update");

    /// <inheritdoc/>
    public ValueTask<Snapshot?> Now(Tx tx, Snapshot seen, CancellationToken ct) => snapshots.Find(tx, seen.Id.Text, ct);

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
        Reply.One(SnapshotView.Of(await snapshots.Find(changed.Id.Text, call.Aborted) ?? changed));

    /// <inheritdoc/>
    public Task<Snapshot> ToReset(Call call) => visible.ToChange(call, call["id"], "share_snapshot:reset_status");

    /// <inheritdoc/>
    public Task Reset(Tx tx, Snapshot resource, string status, CancellationToken ct) => snapshots.Reset(tx, resource.Id, status, ct);
}
