using Abaca.Server.Messages;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>From "deleting" to gone, or to "error_deleting"; with force the rows go in any case.</summary>
public sealed class DeleteSnapshotFlow(
    SnapshotDrivers drivers, SnapshotRemoval removal, SnapshotStore snapshots, ReplicaSnapshots replicas, FollowingReplicas followers, MessageStore messages)
    : ResourceFlow<DeleteSnapshotState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<DeleteSnapshotState>> Steps { get; } =
    [
        new Step<DeleteSnapshotState>.Act("drop the snapshot", async (state, ct) => (await drivers.Remove(state.SnapshotId, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<DeleteSnapshotState> end, CancellationToken ct)
    {
        if (await snapshots.Find(tx, end.State.SnapshotId, ct) is not { } snapshot) return;
        if (end.Refused is { } refused)
        {
            await messages.Write(tx, MessageAction.Delete, SnapshotSubjects.Message(snapshot, end.RequestId), refused.Detail, ct);
            if (!end.State.Force)
            {
                await snapshots.Move(tx, snapshot.Id, SnapshotStatus.ErrorDeleting, [SnapshotStatus.Deleting], null, ct);
                await followers.Become(tx, snapshot, SnapshotStatus.ErrorDeleting, ct);
                return;
            }
        }
        if (snapshot.IsReplicated)
        {
            // It is gone when it is gone from every replica.
            await replicas.SetStatus(tx, snapshot, SnapshotStatus.Deleted, ct);
            await removal.RemoveGone(tx, snapshot.ShareId, ct);
            await followers.Look(tx, snapshot, ct);
            return;
        }
        await removal.Remove(tx, snapshot, ct);
    }

    /// <inheritdoc/>
    /// <remarks>Force takes the rows when a backend has said no, not when nobody has asked it to the end.</remarks>
    public override Task Fail(Tx tx, Settlement<DeleteSnapshotState> end, CancellationToken ct) =>
        Settle(tx, end with { State = end.State with { Force = false } }, ct);
}

/// <summary>Takes a snapshot out of every book: quota and rows.</summary>
public sealed class SnapshotRemoval(SnapshotStore snapshots, ReplicaSnapshots replicas, ShareStore shares, QuotaLedger quotas)
{
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
        var share = await shares.Find(tx, snapshot.ShareId.Text, ct);
        await quotas.Take(tx, SnapshotSubjects.CostOf(snapshot, share).Negated, ct);
        await snapshots.Remove(tx, snapshot.Id, ct);
    }
}
