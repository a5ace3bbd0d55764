using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Groups;

/// <summary>Gives groups their place, and with it the shares that are made together with them.</summary>
public sealed class GroupPlacement(
    GroupScheduler scheduler, PoolLedger pools, ShareGroupStore groups, ShareGroupTypeStore groupTypes, ShareTypeStore types, SharePlacement shares)
{
    /// <summary>Chooses the group's pool and promises the room for its first shares there; answers with the pool, or with why there is none.</summary>
    internal async Task<PlacementChoice> Choose(Tx tx, CreateShareGroupState state, CancellationToken ct)
    {
        if (await groups.Find(tx, state.GroupId, ct) is not { } group) return Nowhere($"Share group {state.GroupId} is gone.");
        if (await groupTypes.Find(tx, group.TypeId, ct) is not { } type) return Nowhere($"Share group type {group.TypeId} is gone.");
        var requests = new List<PlacementRequest>();
        foreach (var id in group.ShareTypeIds)
        {
            if (await types.ById(id, ct) is not { } shareType) return Nowhere($"Share type {id} is gone.");
            requests.Add(RequestFor(shareType, state));
        }
        var placement = scheduler.Choose(requests, type.Specs, await pools.All(tx, ct));
        if (placement is Placement.Impossible no) return new PlacementChoice(null, no.ToRefusal());
        var pool = ((Placement.Chosen)placement).Pool;
        await groups.Place(tx, group.Id, pool.Host, pool.Service.AvailabilityZone, GroupScheduler.ConsistencyOf(pool), ct);
        foreach (var member in state.Members)
        {
            var placed = await shares.Choose(tx, new CreateShareState(member, null, false), ct);
            if (placed.Refused is not null) return placed;
        }
        return new PlacementChoice(pool.Host, null);
    }

    /// <summary>What comes of it that no pool will do: see <see cref="AwaitedBackends"/>.</summary>
    internal async Task<StepEnd<CreateShareGroupState>> Refuse(Tx tx, CreateShareGroupState state, PlacementChoice choice, CancellationToken ct)
    {
        var next = await pools.Refuse(tx, state, choice.Refused!, ct);
        // The group had its place when one of its shares had none: that place is given up with the transaction.
        return next is StepEnd<CreateShareGroupState>.Wait && await groups.Find(tx, state.GroupId, ct) is { Host: not null }
            ? new StepEnd<CreateShareGroupState>.Unclear(choice.Refused!.Text)
            : next;
    }

    /// <summary>Takes the places and promises back; doing it twice is doing it once.</summary>
    internal async Task Release(Tx tx, CreateShareGroupState state, CancellationToken ct)
    {
        foreach (var member in state.Members) await shares.Release(tx, new ShareId(member), ct);
        await groups.Place(tx, new ShareGroupId(state.GroupId), null, null, null, ct);
    }

    // A group takes no room by itself: its shares ask for theirs.
    static PlacementRequest RequestFor(ShareType type, CreateShareGroupState state) => new()
    {
        Kind = PlacementKind.Create,
        SizeGib = 0,
        ExtraSpecs = type.ExtraSpecs,
        AvailabilityZone = state.Zone,
        AllowedZones = type.AvailabilityZones,
        RequiredHost = state.RequiredHost,
    };

    static PlacementChoice Nowhere(string text) => new(null, new Refusal(MessageDetail.Unknown, text));
}
