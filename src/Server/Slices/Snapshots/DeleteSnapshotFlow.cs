using Abaca.Server.Messages;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>From "deleting" to gone, or to "error_deleting".</summary>
public sealed class DeleteSnapshotFlow(SnapshotDrivers drivers, SnapshotRemoval removal, SnapshotStore snapshots, FollowingReplicas followers, MessageStore messages)
    : RemovalFlow<DeleteSnapshotState, Snapshot>(
        new(
            "drop the snapshot", drivers.Remove, snapshots.Find, SnapshotSubjects.Message,
            async (tx, snapshot, ct) =>
            {
                await snapshots.Move(tx, snapshot.Id, SnapshotStatus.ErrorDeleting, [SnapshotStatus.Deleting], null, ct);
                await followers.Become(tx, snapshot, SnapshotStatus.ErrorDeleting, ct);
            },
            async (tx, snapshot, ct) =>
            {
                await removal.RemoveHere(tx, snapshot, ct);
                if (snapshot.IsReplicated) await followers.Look(tx, snapshot, ct);
            }),
        messages);

/// <summary>Takes a snapshot out of every ledger: quota and rows.</summary>
public sealed class SnapshotRemoval(SnapshotStore snapshots, ReplicaSnapshots replicas, ShareStore shares, QuotaLedger quotas)
{
    /// <summary>Removes a snapshot that its backend has let go of; one of a replicated share is gone when it is gone from every replica.</summary>
    public async Task RemoveHere(Tx tx, Snapshot snapshot, CancellationToken ct)
    {
        if (!snapshot.IsReplicated)
        {
            await Remove(tx, snapshot, ct);
            return;
        }
        await replicas.SetStatus(tx, snapshot, SnapshotStatus.Deleted, ct);
        await RemoveGone(tx, snapshot.ShareId, ct);
    }

    /// <summary>Removes the snapshots of a replicated share that have gone from all its replicas.</summary>
    public async Task RemoveGone(Tx tx, ShareId share, CancellationToken ct)
    {
        foreach (var id in await replicas.Gone(tx, share, ct))
        {
            if (await snapshots.Find(tx, id, ct) is { } gone) await Remove(tx, gone, ct);
        }
    }

    /// <summary>Removes the snapshot, in the caller's transaction.</summary>
    public async Task Remove(Tx tx, Snapshot snapshot, CancellationToken ct)
    {
        var share = await shares.Find(tx, snapshot.ShareId, ct);
        await quotas.Take(tx, SnapshotSubjects.CostOf(snapshot, share).Negated, ct);
        await snapshots.Remove(tx, snapshot.Id, ct);
    }
}
