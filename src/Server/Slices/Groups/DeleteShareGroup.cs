namespace Abaca.Server.Groups;

/// <summary>DELETE /share-groups/{id} and the action force_delete: not while the group has shares or snapshots.</summary>
public sealed class DeleteShareGroup(Visible<ShareGroup> visible, ShareGroupStore groups, GroupSnapshotStore snapshots, GroupRemoval removal, GroupWork work)
{
    /// <summary>Deletes a group that is at rest.</summary>
    public async Task<Reply> Handle(Call call) => await Begin(call, await visible.ToChange(call, call["id"], "share_group:delete"), force: false);

    /// <summary>Deletes a group whatever it is doing.</summary>
    public async Task<Reply> Force(Call call) => await Begin(call, await visible.ToChange(call, call["id"], "share_group:force_delete"), force: true);

    async Task<Reply> Begin(Call call, ShareGroup group, bool force) => await work.Db.Transaction(async tx =>
    {
        var now = await groups.Find(tx, group.Id, call.Aborted) ?? throw Refusals.NotFound("Share group", group.Id.Text);
        if (!force && now.Host is not null && !GroupStatus.Deletable.Contains(now.Status))
        {
            throw Refusals.Conflict($"Share group {now.Id} is {now.Status}; to be deleted it must be {string.Join(" or ", GroupStatus.Deletable.Order(StringComparer.Ordinal))}.");
        }
        if (await groups.HasShares(tx, now.Id, call.Aborted)) throw Refusals.Conflict($"Share group {now.Id} has shares; delete them first.");
        if (await snapshots.Any(tx, now.Id, call.Aborted)) throw Refusals.Conflict($"Share group {now.Id} has group snapshots; delete them first.");
        // What makes the group, if anything does, has not begun on a backend when there is no host, and is not to begin any more.
        if (force || now.Host is null) await work.Operations.Cancel(tx, now.Id.Text, "deleted", call.Aborted);
        if (now.Host is null && !force)
        {
            await removal.Remove(tx, now, call.Aborted);
            return Reply.Accepted;
        }
        if (!await groups.Move(tx, now.Id, GroupStatus.Deleting, [now.Status], call.Aborted)) throw Refusals.Conflict($"Share group {now.Id} has just changed.");
        var lane = Lanes.Of(now.ServiceHost);
        await work.Operations.Start(tx, new DeleteShareGroupState(now.Id.Text, force), GroupSubjects.Of(now, call.Caller), lane, call.Aborted);
        return Reply.Accepted;
    }, call.Aborted);
}
