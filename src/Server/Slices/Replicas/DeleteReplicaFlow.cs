using Abaca.Server.AccessRules;
using Abaca.Server.Messages;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>A replica from "deleting" to gone, or to "error_deleting".</summary>
public sealed class DeleteReplicaFlow(ReplicaDrivers drivers, ReplicaRemoval removal, ShareInstanceStore instances, MessageStore messages)
    : RemovalFlow<DeleteReplicaState, Share>(
        new("remove the replica", drivers.Remove, instances.Find, ReplicaSubjects.Message, removal.Keep, removal.Remove), messages);

/// <summary>Takes a replica out of every ledger: quota, pool, rules, snapshots, rows.</summary>
public sealed class ReplicaRemoval(
    ShareInstanceStore instances, ReplicaPlacement placement, AccessRuleStore rules, ReplicaSnapshots snapshots, SnapshotRemoval snapshotRemoval,
    ReplicaWatch watch, QuotaLedger quotas)
{
    /// <summary>Keeps a replica that its backend does not let go of, in an error.</summary>
    public async Task Keep(Tx tx, Share replica, CancellationToken ct)
    {
        await instances.Move(tx, replica, ShareStatus.ErrorDeleting, [ShareStatus.Deleting], ct);
        await instances.SetReplicaState(tx, replica, SyncState.Error, replica.IsReadOnly, ct);
    }

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
