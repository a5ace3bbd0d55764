using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>Calls the driver of a replica's backend with what is stored of the share and its replicas at this moment.</summary>
public sealed class ReplicaDrivers(Backends backends, ShareInstanceStore instances, ReplicaSets sets)
{
    /// <summary>Makes the replica.</summary>
    public async Task<DriverResult<ReplicaReport>> Create(string replicaId, CancellationToken ct)
    {
        var (replica, able) = await Find(replicaId, ct);
        if (able.Of is not { } replication) return able.Without;
        var set = await sets.Of(replica!, ct);
        return set.Active is null ? NoActive(replica!) : await replication.CreateReplica(set, ct);
    }

    /// <summary>Removes the replica from its backend; one that is nowhere is done.</summary>
    public async Task<DriverResult> Remove(string replicaId, CancellationToken ct)
    {
        var (replica, able) = await Find(replicaId, ct);
        if (replica is null or { Host: null or "" }) return new DriverResult.Done();
        return able.Of is { } replication ? await replication.DeleteReplica(await sets.Of(replica, ct), ct) : able.Without;
    }

    /// <summary>Makes the replica the active one.</summary>
    public async Task<DriverResult<Promotion>> Promote(string replicaId, CancellationToken ct)
    {
        var (replica, able) = await Find(replicaId, ct);
        if (able.Of is not { } replication) return able.Without;
        var set = await sets.Of(replica!, ct);
        return set.Active is null ? NoActive(replica!) : await replication.PromoteReplica(set, ct);
    }

    /// <summary>Brings the replica nearer to the active one; answers also with what the driver was told.</summary>
    internal async Task<(DriverResult<ReplicaReport> End, ReplicaSet? Set)> Update(Share replica, CancellationToken ct)
    {
        var able = Able(replica);
        if (able.Of is not { } replication) return (able.Without, null);
        var set = await sets.Of(replica, ct);
        return (set.Active is null ? NoActive(replica) : await replication.UpdateReplica(set, ct), set);
    }

    /// <summary>Drops a snapshot from a replica.</summary>
    internal async Task<DriverResult> Drop(Snapshot snapshot, Share replica, CancellationToken ct)
    {
        if (backends.Find(replica.ServiceHost) is not { } driver) return Able(replica).Without;
        return driver.Snapshots is { } taking ? await taking.DeleteSnapshot(await sets.Of(snapshot, replica, ct), ct) : new DriverResult.Done();
    }

    async Task<(Share? Replica, Ability<IReplication> Ability)> Find(string replicaId, CancellationToken ct) => await instances.Find(replicaId, ct) is { } replica
        ? (replica, Able(replica))
        : (null, new Ability<IReplication>(null, new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Replica {replicaId} is gone."))));

    Ability<IReplication> Able(Share replica) =>
        backends.Ability(replica.ServiceHost, $"Share replica {replica.InstanceId}", driver => driver.Replication, "keeps no replicas");

    static DriverResult NoActive(Share replica) =>
        new DriverResult.Refused(new Refusal(MessageDetail.NoActiveReplica, $"Share {replica.Id} has no active replica."));
}
