using Abaca.Server.AccessRules;
using Abaca.Server.Messages;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>A replica from "deleting" to gone, or to "error_deleting"; with force the rows go in any case.</summary>
public sealed class DeleteReplicaFlow(ReplicaDrivers drivers, ReplicaRemoval removal, ShareInstanceStore instances, MessageStore messages)
    : ResourceFlow<DeleteReplicaState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<DeleteReplicaState>> Steps { get; } =
    [
        new Step<DeleteReplicaState>.Act("remove the replica", async (state, ct) => (await drivers.Remove(state.ReplicaId, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<DeleteReplicaState> end, CancellationToken ct)
    {
        if (await instances.Find(tx, end.State.ReplicaId, ct) is not { } replica) return;
        if (end.Refused is { } refused)
        {
            await messages.Write(tx, MessageAction.Delete, ReplicaSubjects.Message(replica, end.RequestId), refused.Detail, ct);
            if (!end.State.Force)
            {
                await instances.Move(tx, replica, ShareStatus.ErrorDeleting, [ShareStatus.Deleting], ct);
                await instances.SetReplicaState(tx, replica, SyncState.Error, replica.IsReadOnly, ct);
                return;
            }
        }
        await removal.Remove(tx, replica, ct);
    }

    /// <inheritdoc/>
    /// <remarks>Force takes the rows when a backend has said no, not when nobody has asked it to the end.</remarks>
    public override Task Fail(Tx tx, Settlement<DeleteReplicaState> end, CancellationToken ct) =>
        Settle(tx, end with { State = end.State with { Force = false } }, ct);
}

/// <summary>Takes a replica out of every book: quota, pool, rules, snapshots, rows.</summary>
public sealed class ReplicaRemoval(
    ShareInstanceStore instances, ReplicaPlacement placement, AccessRuleStore rules, ReplicaSnapshots snapshots, SnapshotRemoval snapshotRemoval,
    ReplicaWatch watch, QuotaLedger quotas)
{
    /// <summary>Removes the replica, in the caller's transaction.</summary>
    public async Task Remove(Tx tx, Share replica, CancellationToken ct)
    {
        await quotas.Take(tx, ShareSubjects.CostOfReplica(replica).Negated, ct);
        await placement.Forget(tx, replica.InstanceId, ct);
        await rules.RemoveAt(tx, replica, ct);
        await watch.Forget(tx, replica, ct);
        await snapshots.Remove(tx, replica.InstanceId, ct);
        await snapshotRemoval.RemoveGone(tx, replica.Id, ct);
        await instances.Remove(tx, replica, ct);
        await instances.Elect(tx, replica.Id, ct);
    }
}
