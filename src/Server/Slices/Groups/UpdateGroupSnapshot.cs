namespace Abaca.Server.Groups;

/// <summary>PUT /share-group-snapshots/{id}: name and description; and the action reset_status.</summary>
public sealed class UpdateGroupSnapshot(Visible<GroupSnapshot> visible, GroupSnapshotStore snapshots) : IUpdateOf<GroupSnapshot>, IStatusResetOf<GroupSnapshot>
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Resettable => GroupStatus.Resettable;

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("share_group_snapshot").Only("name", "description");

    /// <inheritdoc/>
    public Task<GroupSnapshot> ToUpdate(Call call) => visible.ToChange(call, call["id"], "share_group_snapshot:update");

    /// <inheritdoc/>
    public ValueTask<GroupSnapshot?> Now(Tx tx, GroupSnapshot seen, CancellationToken ct) => snapshots.Find(tx, seen.Id.Text, ct);

    /// <inheritdoc/>
    public GroupSnapshot Changed(Call call, Fields asked, GroupSnapshot now) =>
        now with { Name = asked.TextOr("name", now.Name), Description = asked.TextOr("description", now.Description) };

    /// <inheritdoc/>
    public Task Save(Tx tx, GroupSnapshot changed, CancellationToken ct) => snapshots.Describe(tx, changed, ct);

    /// <inheritdoc/>
    public Task<Reply> Shown(Call call, GroupSnapshot changed) => Task.FromResult(Reply.One(new GroupSnapshotView(changed)));

    /// <inheritdoc/>
    public Task<GroupSnapshot> ToReset(Call call) => visible.ToChange(call, call["id"], "share_group_snapshot:reset_status");

    /// <inheritdoc/>
    public Task Reset(Tx tx, GroupSnapshot resource, string status, CancellationToken ct) => snapshots.Reset(tx, resource.Id, status, ct);
}
