using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>DELETE /snapshots/{id} and the action force_delete.</summary>
public sealed class DeleteSnapshot(
    Visible<Snapshot> visible, ShareStore shares, SnapshotStore snapshots, FollowingReplicas followers, SnapshotRemoval removal, SnapshotWork work)
{
    /// <summary>Deletes a snapshot that is at rest.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var snapshot = await visible.ToChange(call, call["id"], "share:delete_snapshot");
        if (!SnapshotStatus.Deletable.Contains(snapshot.Status))
        {
            throw Refusals.Bad(
                $"Invalid snapshot: snapshot {snapshot.Id} is {snapshot.Status}; to be deleted it must be {string.Join(" or ", SnapshotStatus.Deletable.Order(StringComparer.Ordinal))}.");
        }
        await Begin(call, snapshot, force: false);
        return Reply.Accepted;
    }

    /// <summary>
    /// Deletes a snapshot whatever it is doing, unless it moves with its share. What is under way on its share or the other snapshots is
    /// not disturbed: the deletion waits for its turn.
    /// </summary>
    public async Task<Reply> Force(Call call)
    {
        await Begin(call, await visible.ToChange(call, call["id"], "share_snapshot:force_delete"), force: true);
        return Reply.Accepted;
    }

    async Task Begin(Call call, Snapshot snapshot, bool force) => await work.Db.Transaction(async tx =>
    {
        var now = await snapshots.Find(tx, snapshot.Id, call.Aborted) ?? throw Refusals.NotFound("Snapshot", snapshot.Id.Text);
        if (await shares.Find(tx, now.ShareId, call.Aborted) is not { ServiceHost.Length: > 0 } share)
        {
            await removal.Remove(tx, now, call.Aborted);
            return;
        }
        ShareTask.MustRest(share);
        if (!await snapshots.Move(tx, now.Id, SnapshotStatus.Deleting, force ? [now.Status, SnapshotStatus.Deleted] : SnapshotStatus.Deletable, null, call.Aborted))
        {
            throw Refusals.Conflict($"Snapshot {now.Id} has just become {now.Status}.");
        }
        await followers.Become(tx, now, SnapshotStatus.Deleting, call.Aborted);
        await work.Operations.Start(
            tx, new DeleteSnapshotState(now.Id.Text, force), SnapshotSubjects.Of(now, call.Caller), share.ServiceHost, call.Aborted);
    }, call.Aborted);
}
