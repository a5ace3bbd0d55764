namespace Abaca.Server.Shares;

/// <summary>DELETE /shares/{id} and the action force_delete.</summary>
public sealed class DeleteShare(
    Visible<Share> visible, ShareStore shares, ShareDependents dependents, ShareRemoval removal, OperationQueue operations, ShareNotifications told, Db db)
{
    /// <summary>Deletes a share that is at rest.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:delete");
        if (!ShareStatus.Deletable.Contains(share.Status))
        {
            throw Refusals.NotAllowed($"Share {share.Id} is {share.Status}; to be deleted it must be {string.Join(" or ", ShareStatus.Deletable.Order(StringComparer.Ordinal))}.");
        }
        ShareTask.MustRest(share);
        if (call.Expects(Behaviour.SharesInGroups)) CheckGroup(share, call.Query.Text("share_group_id"));
        await Begin(call, share, ShareStatus.Deletable, force: false);
        return Reply.Accepted;
    }

    /// <summary>Deletes a share whatever it is doing.</summary>
    public Task<Reply> Force(Call call) => Force(call, call["id"]);

    /// <summary>Deletes the named share whatever it is doing.</summary>
    internal async Task<Reply> Force(Call call, string id)
    {
        var share = await visible.ToRead(call, id);
        await Begin(call, share, [share.Status], force: true);
        return Reply.Accepted;
    }

    // Who deletes a share of a group says so, by naming the group.
    static void CheckGroup(Share share, string? named)
    {
        if (share.GroupId is not { } group || named == group) return;
        throw string.IsNullOrEmpty(named)
            ? Refusals.Bad($"Share {share.Id} is in share group {group}; name it in the query: share_group_id={group}.")
            : Refusals.BadField("share_group_id", $"share {share.Id} is in share group {group}.");
    }

    async Task Begin(Call call, Share share, IReadOnlyCollection<string> from, bool force) => await db.Transaction(async tx =>
    {
        await dependents.CheckLeaving(tx, share, Leaving.Deleted, call.Aborted);
        // What is on no backend has nothing to be waited for.
        if (force || share.Host is null or "") await operations.Cancel(tx, share.Id.Text, force ? "force-deleted" : "deleted", call.Aborted);
        var now = await shares.Find(tx, share.Id, call.Aborted) ?? throw Refusals.NotFound("Share", share.Id.Text);
        if (now.HasReplicas) throw Refusals.Conflict($"Share {share.Id} has replicas; delete them first.");
        if (now.Host is null or "" && !force)
        {
            await removal.Remove(tx, now, call.Aborted);
            return;
        }
        if (!await shares.Move(tx, share.Id, ShareStatus.Deleting, force ? [now.Status] : from, null, call.Aborted))
        {
            throw Refusals.Conflict($"Share {share.Id} has just become {now.Status}.");
        }
        await told.Tell(tx, "delete.start", share.Id, call.Aborted, call.Caller);
        var lane = Lanes.Of(now.ServiceHost);
        await operations.Start(tx, new DeleteShareState(share.Id.Text, force), ShareSubjects.Of(now, call.Caller), lane, call.Aborted);
    }, call.Aborted);
}
