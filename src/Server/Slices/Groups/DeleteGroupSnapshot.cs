namespace Abaca.Server.Groups;

/// <summary>DELETE /share-group-snapshots/{id} and the action force_delete.</summary>
public sealed class DeleteGroupSnapshot(Visible<GroupSnapshot> visible, ShareGroupStore groups, GroupSnapshotStore snapshots, GroupRemoval removal, GroupWork work)
{
    /// <summary>Deletes a group snapshot that is at rest and no group's source.</summary>
    public async Task<Reply> Handle(Call call) =>
        await Begin(call, await visible.ToChange(call, call["id"], "share_group_snapshot:delete"), force: false);

    /// <summary>
    /// Deletes a group snapshot whatever it is doing. What is under way on its group is not disturbed: the deletion waits for its turn.
    /// </summary>
    public async Task<Reply> Force(Call call) =>
        await Begin(call, await visible.ToChange(call, call["id"], "share_group_snapshot:force_delete"), force: true);

    async Task<Reply> Begin(Call call, GroupSnapshot snapshot, bool force) => await work.Db.Transaction(async tx =>
    {
        var now = await snapshots.Find(tx, snapshot.Id, call.Aborted) ?? throw Refusals.NotFound("Share group snapshot", snapshot.Id.Text);
        if (!force && !GroupStatus.Deletable.Contains(now.Status))
        {
            throw Refusals.Conflict(
                $"Share group snapshot {now.Id} is {now.Status}; to be deleted it must be {string.Join(" or ", GroupStatus.Deletable.Order(StringComparer.Ordinal))}.");
        }
        if (await groups.IsSource(tx, now.Id.Text, call.Aborted))
        {
            throw Refusals.Conflict($"Share group snapshot {now.Id} is the source of share groups; delete them first.");
        }
        if (await groups.Find(tx, now.GroupId, call.Aborted) is not { ServiceHost.Length: > 0 } group)
        {
            await removal.Remove(tx, now, call.Aborted);
            return Reply.Accepted;
        }
        if (!await snapshots.Move(tx, now.Id, GroupStatus.Deleting, [now.Status], call.Aborted)) throw Refusals.Conflict($"Share group snapshot {now.Id} has just changed.");
        await work.Operations.Start(tx, new DeleteGroupSnapshotState(now.Id.Text, force), GroupSubjects.Of(now, call.Caller), group.ServiceHost, call.Aborted);
        return Reply.Accepted;
    }, call.Aborted);
}
