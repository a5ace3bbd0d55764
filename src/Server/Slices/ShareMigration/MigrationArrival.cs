using Abaca.Server.AccessRules;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.ShareMigration;

/// <summary>Makes the place where a share has arrived the one that it is at. The counterpart of <see cref="MigrationLedger.Return"/>.</summary>
public sealed class MigrationArrival(
    ShareStore shares, PlacedInstances instances, MovingSnapshots snapshots, ExportLocationStore exports, AccessRuleStore rules, MigrationLedger ledger)
{
    /// <summary>Changes over; the instance that the share leaves is out of use from then on and to be removed.</summary>
    public async Task Enter(Tx tx, Share share, PlacedInstance destination, MigratedShare arrived, CancellationToken ct)
    {
        await ledger.LeaveType(tx, share, destination.TypeId, ct);
        await ledger.Settle(tx, destination, ct);
        await snapshots.Arrive(tx, share.InstanceId, destination.Id, arrived.Snapshots, ct);
        await exports.Replace(tx, destination.Id, arrived.Share.Exports, ct);
        await exports.Replace(tx, share.InstanceId, [], ct);
        await shares.Keep(tx, destination.Id, arrived.Share, ct);
        await instances.SetStatus(tx, share.InstanceId, ShareStatus.Inactive, null, ct);
        await instances.SetStatus(tx, destination.Id, ShareStatus.Available, "100%", ct);
        var there = (await ledger.Under(share, destination.TypeId, ct)) with { InstanceId = destination.Id };
        await instances.SetReplicaState(tx, share.InstanceId, null, ct);
        await instances.SetReplicaState(tx, destination.Id, there.ReplicationType is null ? null : SyncState.Active, ct);
        await instances.Represent(tx, there, ct);
        if (await shares.Find(tx, share.Id, ct) is { } moved) await rules.Follow(tx, moved, share.InstanceId, ct);
    }
}
