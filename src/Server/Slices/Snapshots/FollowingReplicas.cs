using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Lets the other replicas of a share follow what became of a snapshot; does nothing for shares that are not replicated.</summary>
public sealed class FollowingReplicas(ReplicaSnapshots replicas, ShareStore shares, ShareInstanceStore instances, ReplicaWatch watch)
{
    /// <summary>A new snapshot is to come to the other replicas, too.</summary>
    public async Task Begin(Tx tx, Snapshot snapshot, Share share, CancellationToken ct)
    {
        if (!share.HasReplicas) return;
        foreach (var other in (await instances.Replicas(tx, share.Id, ct)).Where(r => r.InstanceId != share.InstanceId))
        {
            await replicas.Add(tx, snapshot.Id, other.InstanceId, SnapshotStatus.Creating, ct);
        }
    }

    /// <summary>The snapshot has become this on the active replica, and is to be so on the others.</summary>
    public async Task Become(Tx tx, Snapshot snapshot, string status, CancellationToken ct)
    {
        if (snapshot.IsReplicated) await replicas.Follow(tx, snapshot, status, ct);
    }

    /// <summary>The other replicas have something to fetch or to drop.</summary>
    public async Task Look(Tx tx, Snapshot snapshot, CancellationToken ct)
    {
        if (snapshot.IsReplicated && await shares.Find(tx, snapshot.ShareId, ct) is { } share) await watch.Look(tx, share, ct);
    }
}
