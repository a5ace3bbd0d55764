using Abaca.DriverSdk;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>Calls the driver of a replica's backend with what is stored of the share and its replicas at this moment.</summary>
public sealed class ReplicaDrivers(IBackends backends, ShareInstanceStore instances, ReplicaSets sets)
{
    /// <summary>Makes the replica.</summary>
    public async Task<DriverResult<ReplicaReport>> Create(string replicaId, CancellationToken ct)
    {
        var found = await Find(replicaId, ct);
        if (found.Replication is not { } replication) return found.Without;
        var set = await sets.Of(found.Replica!, ct);
        return set.Active is null ? NoActive(found.Replica!) : await replication.CreateReplica(set, ct);
    }

    /// <summary>Removes the replica from its backend; one that is nowhere is done.</summary>
    public async Task<DriverResult> Remove(string replicaId, CancellationToken ct)
    {
        var found = await Find(replicaId, ct);
        if (found.Replica is null or { Host: null or "" }) return DriverResult.Done;
        return found.Replication is { } replication ? await replication.DeleteReplica(await sets.Of(found.Replica, ct), ct) : found.Without;
    }

    /// <summary>Makes the replica the active one.</summary>
    public async Task<DriverResult<Promotion>> Promote(string replicaId, CancellationToken ct)
    {
        var found = await Find(replicaId, ct);
        if (found.Replication is not { } replication) return found.Without;
        var set = await sets.Of(found.Replica!, ct);
        return set.Active is null ? NoActive(found.Replica!) : await replication.PromoteReplica(set, ct);
    }

    /// <summary>Brings the replica nearer to the active one; answers also with what the driver was told.</summary>
    internal async Task<(DriverResult<ReplicaReport> End, ReplicaSet? Set)> Update(Share replica, CancellationToken ct)
    {
        var found = Found.Of(backends, replica);
        if (found.Replication is not { } replication) return (found.Without, null);
        var set = await sets.Of(replica, ct);
        return (set.Active is null ? NoActive(replica) : await replication.UpdateReplica(set, ct), set);
    }

    /// <summary>Drops a snapshot from a replica.</summary>
    internal async Task<DriverResult> Drop(Snapshot snapshot, Share replica, CancellationToken ct)
    {
        if (backends.Find(replica.ServiceHost) is not { } driver) return Found.Of(backends, replica).Without;
        return driver.Snapshots is { } taking ? await taking.DeleteSnapshot(await sets.Of(snapshot, replica, ct), ct) : DriverResult.Done;
    }

    async Task<Found> Find(string replicaId, CancellationToken ct) => await instances.Find(replicaId, ct) is { } replica
        ? Found.Of(backends, replica)
        : new Found(null, null, DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Replica {replicaId} is gone.")));

    static DriverResult NoActive(Share replica) =>
        DriverResult.Refused(new Refusal(MessageDetail.NoActiveReplica, $"Share {replica.Id} has no active replica."));

    /// <summary>A replica with its driver's ability, or how a call ends without it.</summary>
    sealed record Found(Share? Replica, IReplication? Replication, DriverResult Without)
    {
        public static Found Of(IBackends backends, Share replica)
        {
            var driver = backends.Find(replica.ServiceHost);
            return new Found(replica, driver?.Replication, driver is null
                ? DriverResult.Unclear(AbsentBackend.NotStarted(replica.ServiceHost))
                : DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Backend {replica.ServiceHost} keeps no replicas.")));
        }
    }
}
