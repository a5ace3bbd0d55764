using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>The action unmanage: the service lets go of a snapshot, which stays where it is.</summary>
public sealed class UnmanageSnapshot(Visible<Snapshot> visible, ShareStore shares, SnapshotStore snapshots, SnapshotRemoval removal, SnapshotWork work)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var snapshot = await visible.ToChange(call, call["id"], "share_snapshot:unmanage_snapshot");
        MustRest(snapshot);
        await work.Db.Transaction(async tx =>
        {
            var now = await snapshots.Find(tx, snapshot.Id, call.Aborted) ?? throw Refusals.NotFound("Snapshot", snapshot.Id.Text);
            MustRest(now);
            if (await shares.Find(tx, now.ShareId, call.Aborted) is not { ServiceHost.Length: > 0 } share)
            {
                await removal.Remove(tx, now, call.Aborted);
                return;
            }
            if (share.HasReplicas) throw Refusals.Conflict($"Share {share.Id} has replicas; its snapshots cannot be let go of.");
            ShareTask.MustRest(share);
            await snapshots.Move(tx, now.Id, SnapshotStatus.UnmanageStarting, [now.Status], null, call.Aborted);
            var state = new UnmanageSnapshotState(now.Id.Text, now.Size > 0);
            await work.Operations.Start(tx, state, SnapshotSubjects.Of(now, call.Caller), share.ServiceHost, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    static void MustRest(Snapshot snapshot)
    {
        if (!SnapshotStatus.Transitional.Contains(snapshot.Status)) return;
        throw Refusals.NotAllowed($"Snapshot {snapshot.Id} is {snapshot.Status}; it can be unmanaged when that is over.");
    }
}
