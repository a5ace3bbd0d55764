using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Shares;

/// <summary>Where a choice went, or why nowhere.</summary>
/// <param name="Host"><c>host@backend#pool</c>, or null.</param>
/// <param name="Refused">Why no pool will do, or null.</param>
/// <param name="FromSnapshot">The share is to be filled from a snapshot.</param>
public sealed record PlacementChoice(string? Host, Refusal? Refused, bool FromSnapshot = false);

/// <summary>
/// Gives shares their place. The choice and the promise on the pool are one transaction, so that two schedulers cannot promise the same room.
/// </summary>
public sealed class SharePlacement(
    Scheduler scheduler, PoolLedger pools, ShareStore shares, ShareTypeStore types, ShareSources sources, ShareSettings settings)
{
    /// <summary>Chooses a pool for a new share and promises its size there.</summary>
    internal async Task<PlacementChoice> Choose(Tx tx, CreateShareState state, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return Nowhere(MessageDetail.Unknown, $"Share {state.ShareId} is gone.");
        if (share.TypeId is not { } typeId || await types.ById(typeId, ct) is not { } type)
        {
            return Nowhere(MessageDetail.NoDefaultShareType, "The request names no share type and default_share_type is not set.");
        }
        var all = await pools.All(tx, ct);
        var request = await RequestFor(tx, share, type, state, all, ct);
        var placement = scheduler.Choose(request, all);
        if (placement is Placement.Impossible no) return new PlacementChoice(null, no.ToRefusal());
        var chosen = (Placement.Chosen)placement;
        await shares.Place(tx, share.Id, chosen.Pool.Host, chosen.Pool.Service.AvailabilityZone, share.Size, ct);
        await pools.Promise(tx, chosen.Pool.Host, share.Size, 0, ct);
        return new PlacementChoice(chosen.Pool.Host, null, share.SnapshotId is not null);
    }

    /// <summary>What comes of it that no pool will do: see <see cref="AwaitedBackends"/>.</summary>
    internal Task<StepEnd<TState>> Refuse<TState>(Tx tx, TState state, Refusal why, CancellationToken ct) where TState : class => pools.Refuse(tx, state, why, ct);

    /// <summary>Asks the share's pool for more room and promises it.</summary>
    public async Task<Refusal?> Widen(Tx tx, Share share, int newSizeGib, CancellationToken ct)
    {
        if (share.ServiceHost.Length == 0) return new Refusal(MessageDetail.Unknown, $"Share {share.Id} is on no backend.");
        var all = await pools.All(tx, ct);
        var type = share.TypeId is { } id ? await types.ById(id, ct) : null;
        var placement = scheduler.Choose(
            new PlacementRequest
            {
                Kind = PlacementKind.Extend,
                SizeGib = newSizeGib - share.Size,
                ShareId = share.Id.Text,
                Protocol = share.Protocol,
                ExtraSpecs = type?.ExtraSpecs ?? new Dictionary<string, string>(),
                ShareProperties = PropertiesOf(share),
                RequiredHost = share.Host,
            }, all);
        if (placement is Placement.Impossible no) return no.ToRefusal();
        await Promise(tx, share.Id, newSizeGib, ct);
        return null;
    }

    /// <summary>Why the pool that an existing share lies in cannot have it as a share of its type, or null. Its room is taken already.</summary>
    public async Task<Refusal?> Welcomes(Tx tx, Share share, CancellationToken ct)
    {
        var type = share.TypeId is { } id ? await types.ById(id, ct) : null;
        var placement = scheduler.Choose(
            new PlacementRequest
            {
                Kind = PlacementKind.Create,
                SizeGib = 0,
                ShareId = share.Id.Text,
                Protocol = share.Protocol,
                ExtraSpecs = type?.ExtraSpecs ?? new Dictionary<string, string>(),
                ShareProperties = PropertiesOf(share),
                RequiredHost = share.Host,
            }, await pools.All(tx, ct));
        return (placement as Placement.Impossible)?.ToRefusal();
    }

    /// <summary>Asks the named pool for room for a share that is to move there, and promises it.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="moving">The share, with the type that it will have.</param>
    /// <param name="host"><c>host@backend#pool</c>.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>The pool's zone, or why it will not do.</returns>
    public async Task<(string? Zone, Refusal? Refused)> Invite(Tx tx, Share moving, string host, CancellationToken ct)
    {
        var type = moving.TypeId is { } id ? await types.ById(id, ct) : null;
        var placement = scheduler.Choose(
            new PlacementRequest
            {
                Kind = PlacementKind.Create,
                SizeGib = moving.Size,
                ShareId = moving.Id.Text,
                Protocol = moving.Protocol,
                ExtraSpecs = type?.ExtraSpecs ?? new Dictionary<string, string>(),
                ShareProperties = PropertiesOf(moving),
                AllowedZones = type?.AvailabilityZones ?? [],
                Hints = (await HintsOf(tx, moving, ct)) with { OnlyHost = null },
                RequiredHost = host,
            }, await pools.All(tx, ct));
        if (placement is not Placement.Chosen chosen) return (null, ((Placement.Impossible)placement).ToRefusal());
        await pools.Promise(tx, host, moving.Size, 0, ct);
        return (chosen.Pool.Service.AvailabilityZone, null);
    }

    /// <summary>The backend carried the promise out: from its next report on, its own numbers hold it.</summary>
    /// <returns>False when nothing was promised, or that was known already.</returns>
    public async Task<bool> Settled(Tx tx, CountedUse counted, CancellationToken ct)
    {
        if (counted.InPlace || counted.Host.Length == 0) return false;
        await pools.Promise(tx, counted.Host, 0, counted.Gib, ct);
        return true;
    }

    /// <summary>Makes the pool's ledger hold this size for the share, whatever it held; and those of its other replicas, which follow.</summary>
    public async Task Promise(Tx tx, ShareId id, int sizeGib, CancellationToken ct)
    {
        foreach (var (instance, counted) in await shares.CountedReplicas(tx, id, ct))
        {
            if (counted.Host.Length == 0 || counted.Gib == sizeGib) continue;
            await pools.Promise(tx, counted.Host, sizeGib - counted.Gib, counted.InPlace ? sizeGib - counted.Gib : 0, ct);
            await shares.SetCounted(tx, instance, sizeGib, counted.InPlace, ct);
        }
    }

    /// <summary>The same of a share as it is counted.</summary>
    public async Task Settled(Tx tx, ShareId id, CancellationToken ct)
    {
        var counted = await shares.Counted(tx, id, ct);
        if (await Settled(tx, counted, ct)) await shares.SetCounted(tx, id, counted.Gib, inPlace: true, ct);
    }

    /// <summary>Takes the promise and the place back; doing it twice is doing it once.</summary>
    public async Task Release(Tx tx, ShareId id, CancellationToken ct)
    {
        var counted = await shares.Counted(tx, id, ct);
        if (counted.Host.Length == 0) return;
        await Forget(tx, counted, ct);
        await shares.Place(tx, id, null, null, 0, ct);
    }

    /// <summary>Takes the promise of a share that goes away off its pool's ledger.</summary>
    public async Task Forget(Tx tx, CountedUse counted, CancellationToken ct)
    {
        if (counted.Gib > 0) await pools.Promise(tx, counted.Host, -counted.Gib, counted.InPlace ? -counted.Gib : 0, ct);
    }

    async Task<PlacementRequest> RequestFor(
        Tx tx, Share share, ShareType type, CreateShareState state, IReadOnlyList<PoolState> all, CancellationToken ct)
    {
        var source = await SourceOf(tx, share, ct);
        return new PlacementRequest
        {
            Kind = source is null ? PlacementKind.Create : PlacementKind.CreateFromSnapshot,
            SizeGib = share.Size,
            ShareId = share.Id.Text,
            Protocol = share.Protocol,
            ExtraSpecs = source is null ? type.ExtraSpecs : Without(type.ExtraSpecs, "share_backend_name"),
            ShareProperties = PropertiesOf(share),
            AvailabilityZone = state.Zone,
            AllowedZones = type.AvailabilityZones,
            Hints = await HintsOf(tx, share, ct),
            CallerIsHostAdmin = state.ByHostAdmin,
            RequiredHost = await sources.RequiredHost(tx, share, ct) ?? (source is not null && !settings.ScheduleClones ? source.Host : null),
            SnapshotHost = source?.Host,
            SnapshotZone = source?.AvailabilityZone,
            ReplicationDomain = source is null ? null : all.FirstOrDefault(p => p.Host == source.Host)?.ReplicationDomain,
            TriedHosts = state.Tried.ToHashSet(StringComparer.Ordinal),
        };
    }

    // The share whose snapshot the new one is made from, or null.
    async Task<Share?> SourceOf(Tx tx, Share share, CancellationToken ct) =>
        await sources.Of(share, ct) is { } source ? await shares.Find(tx, source.Parent, ct) : null;

    async Task<PlacementHints> HintsOf(Tx tx, Share share, CancellationToken ct)
    {
        var stored = await shares.Hints(tx, share.Id, ct);
        var same = await HostsOf(tx, stored.GetValueOrDefault("same_host"), ct);
        var different = await HostsOf(tx, stored.GetValueOrDefault("different_host"), ct);
        return new PlacementHints
        {
            SameHosts = same is null ? null : same.Count == 1 ? same : new HashSet<string>(),
            DifferentHosts = different,
            OnlyHost = stored.GetValueOrDefault("only_host"),
        };
    }

    async Task<HashSet<string>?> HostsOf(Tx tx, string? shareIds, CancellationToken ct)
    {
        if (shareIds is null) return null;
        var hosts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in shareIds.Split(','))
        {
            hosts.Add((await shares.Find(tx, id, ct))?.Host ?? "");
        }
        return hosts;
    }

    /// <summary>What <c>share.…</c> means in filter and goodness functions.</summary>
    internal static Dictionary<string, object?> PropertiesOf(Share share) => new(StringComparer.Ordinal)
    {
        ["size"] = share.Size,
        ["name"] = share.Name,
        ["display_name"] = share.Name,
        ["project_id"] = share.ProjectId,
        ["user_id"] = share.UserId,
        ["share_proto"] = share.Protocol,
        ["share_type_id"] = share.TypeId,
        ["is_public"] = share.IsPublic,
        ["snapshot_id"] = share.SnapshotId,
    };

    static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> specs, string key) =>
        specs.Where(s => s.Key != key).ToDictionary(StringComparer.Ordinal);

    static PlacementChoice Nowhere(MessageDetail detail, string text) => new(null, new Refusal(detail, text));
}
