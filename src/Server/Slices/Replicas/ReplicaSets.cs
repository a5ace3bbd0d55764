using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>Puts together what a driver is told of a share's replicas.</summary>
public sealed class ReplicaSets(ShareInstanceStore instances, ReplicaSnapshots snapshots, ShareSpecs specs)
{
    /// <summary>All replicas of the share that have a place, seen from one of them.</summary>
    public async Task<ReplicaSet> Of(Share replica, CancellationToken ct)
    {
        var all = (await instances.Replicas(instances.Now, replica.Id, ct)).FindAll(r => r.InstanceId != replica.InstanceId && r.ServiceHost.Length > 0);
        var active = all.Find(r => r.ReplicaState == SyncState.Active);
        var others = new List<Replica>();
        foreach (var other in all.Where(r => r != active)) others.Add(await Described(other, ct));
        return new ReplicaSet(
            await Described(replica, ct), active is null ? null : await Described(active, ct), others, replica.ReplicationType ?? "",
            active is null ? [] : await SnapshotsOf(replica, active, ct));
    }

    /// <summary>A snapshot as it lies (or will lie) on a replica.</summary>
    public async Task<SnapshotSpec> Of(Snapshot snapshot, Share replica, CancellationToken ct) => await specs.Of(snapshot, replica, ct);

    async Task<Replica> Described(Share replica, CancellationToken ct) => new(
        await specs.Of(replica, ct), replica.ServiceHost[(replica.ServiceHost.IndexOf('@', StringComparison.Ordinal) + 1)..], SyncState.Of(replica.ReplicaState));

    // What the active one has for sure; what is on its way there or away from there is not worth carrying.
    async Task<List<SnapshotSpec>> SnapshotsOf(Share replica, Share active, CancellationToken ct)
    {
        var there = (await snapshots.On(snapshots.Now, active.InstanceId, ct))
            .Where(s => s.Status is SnapshotStatus.Available or SnapshotStatus.Restoring).Select(s => s.Id).ToHashSet();
        var wanted = new List<SnapshotSpec>();
        foreach (var snapshot in await snapshots.On(snapshots.Now, replica.InstanceId, ct))
        {
            if (there.Contains(snapshot.Id) && snapshot.Status is (SnapshotStatus.Creating or SnapshotStatus.Available))
            {
                wanted.Add(await specs.Of(snapshot, replica, ct));
            }
        }
        return wanted;
    }
}
