using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Replicas;

/// <summary>Gives replicas their place: in the replication domain of the active one, and where the share has no replica yet.</summary>
public sealed class ReplicaPlacement(
    Scheduler scheduler, PoolLedger pools, SharePlacement placement, ShareStore shares, ShareInstanceStore instances, ShareTypeStore types)
{
    /// <summary>Chooses a pool for a new replica and promises its size there.</summary>
    internal async Task<PlacementChoice> Choose(Tx tx, CreateReplicaState state, CancellationToken ct)
    {
        if (await instances.Find(tx, state.ReplicaId, ct) is not { } replica) return Nowhere(MessageDetail.Unknown, $"Replica {state.ReplicaId} is gone.");
        var replicas = await instances.Replicas(tx, replica.Id, ct);
        if (replicas.Find(r => r.ReplicaState == SyncState.Active) is not { } active)
        {
            return Nowhere(MessageDetail.NoActiveReplica, $"Share {replica.Id} has no active replica.");
        }
        var all = await pools.All(tx, ct);
        var found = scheduler.Choose(await RequestFor(replica, active, replicas, state, all, ct), all);
        if (found is Placement.Impossible no) return new PlacementChoice(null, no.ToRefusal());
        var pool = ((Placement.Chosen)found).Pool;
        await instances.Place(tx, replica.InstanceId, pool.Host, pool.Service.AvailabilityZone, replica.Size, ct);
        await pools.Promise(tx, pool.Host, replica.Size, 0, ct);
        return new PlacementChoice(pool.Host, null);
    }

    /// <summary>What comes of it that no pool will do: see <see cref="AwaitedBackends"/>.</summary>
    internal Task<StepEnd<CreateReplicaState>> Refuse(Tx tx, CreateReplicaState state, Refusal why, CancellationToken ct) => pools.Refuse(tx, state, why, ct);

    /// <summary>Takes the promise and the place back; doing it twice is doing it once.</summary>
    internal async Task Release(Tx tx, CreateReplicaState state, CancellationToken ct)
    {
        var id = new ShareInstanceId(state.ReplicaId);
        if ((await instances.Counted(tx, id, ct)).Host.Length == 0) return;
        await Forget(tx, id, ct);
        await instances.Place(tx, id, null, state.Zone, 0, ct);
    }

    /// <summary>The backend carried the promise out.</summary>
    public async Task Settled(Tx tx, ShareInstanceId id, CancellationToken ct)
    {
        var counted = await instances.Counted(tx, id, ct);
        if (await placement.Settled(tx, counted, ct)) await shares.SetCounted(tx, id, counted.Gib, inPlace: true, ct);
    }

    /// <summary>Takes the promise of a replica that goes away off its pool's ledger.</summary>
    public async Task Forget(Tx tx, ShareInstanceId id, CancellationToken ct) => await placement.Forget(tx, await instances.Counted(tx, id, ct), ct);

    async Task<PlacementRequest> RequestFor(
        Share replica, Share active, List<Share> replicas, CreateReplicaState state, IReadOnlyList<PoolState> all, CancellationToken ct)
    {
        var type = replica.TypeId is { } id ? await types.ById(id, ct) : null;
        return new PlacementRequest
        {
            Kind = PlacementKind.Create,
            SizeGib = replica.Size,
            ShareId = replica.Id.Text,
            Protocol = replica.Protocol,
            ExtraSpecs = type?.ExtraSpecs ?? new Dictionary<string, string> { ["replication_type"] = replica.ReplicationType! },
            ShareProperties = SharePlacement.PropertiesOf(replica),
            AvailabilityZone = state.Zone,
            AllowedZones = type?.AvailabilityZones ?? [],
            Hints = new PlacementHints { OnlyHost = state.OnlyHost },
            CallerIsHostAdmin = state.ByHostAdmin,
            ReplicationDomain = all.FirstOrDefault(p => p.Host == active.Host)?.ReplicationDomain,
            ReplicaHosts = replicas.Select(r => r.Host ?? "").Where(host => host.Length > 0).ToHashSet(StringComparer.Ordinal),
            TriedHosts = state.Tried.ToHashSet(StringComparer.Ordinal),
        };
    }

    static PlacementChoice Nowhere(MessageDetail detail, string text) => new(null, new Refusal(detail, text));
}
