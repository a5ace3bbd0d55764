using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>Drops from a replica the snapshots that have gone from the active one.</summary>
public sealed class LeftoverSnapshots(ReplicaDrivers drivers, ReplicaSnapshots snapshots, SnapshotRemoval removal, Db db)
{
    /// <summary>Drops them all, or as many as it can.</summary>
    /// <returns>What is in the way; null when there are none left.</returns>
    public async Task<string?> Drop(Share replica, CancellationToken ct)
    {
        string? trouble = null;
        foreach (var snapshot in await snapshots.ToDrop(replica.InstanceId, ct))
        {
            ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call
            switch (await drivers.Drop(snapshot, replica, ct))
            {
                case DriverResult.Refused no:
                    trouble = no.Why.Text;
                    break;
                case DriverResult.Unclear maybe:
                    trouble = maybe.Why;
                    break;
                default:
                    await db.Transaction(async tx =>
                    {
                        await snapshots.SetStatus(tx, snapshot, SnapshotStatus.Deleted, ct);
                        await removal.RemoveGone(tx, replica.Id, ct);
                    }, ct);
                    break;
            }
        }
        return trouble;
    }
}
