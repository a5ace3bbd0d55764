using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Replicas;

/// <summary>Works out what a new replica will be, and of what.</summary>
public sealed class ReplicaOrigin(Visible<Share> visible, ShareStore shares, ShareTypeStore types, ZoneStore zones, ShareSettings settings)
{
    /// <summary>Reads and checks the request.</summary>
    /// <exception cref="ApiRefusal">The request cannot be met.</exception>
    internal async Task<PlannedReplica> Plan(Call call)
    {
        var asked = call.Body("share_replica", missing: 422);
        var id = asked.Required("share_id");
        var zone = asked.Reference("availability_zone");
        var only = OnlyHost(call, asked);
        if (asked.Reference("share_network_id") is { } network) throw Refusals.BadField("share_network_id", $"share network {network} could not be found.");
        var metadata = asked.Metadata("metadata") ?? new SortedDictionary<string, string>(StringComparer.Ordinal);
        var share = await visible.ToChange(call, id, "share_replica:create");
        settings.ForAdmins.Check(call, metadata);
        if (share.EncryptionKeyRef is not null) throw Refusals.NotAllowed($"Share {id} is encrypted; it cannot have replicas.");
        Check(share);
        var type = share.TypeId is { } typeId ? await types.Named(typeId, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted) ?? throw Refusals.NotFound("Share type", typeId) : null;
        return new PlannedReplica(share.Id, zone is null ? null : await ZoneNamed(call, zone, type), only, metadata);
    }

    /// <summary>The share as its active replica, which must be fit to be copied.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    internal async Task<Share> Active(Tx tx, ShareId id, CancellationToken ct)
    {
        var share = await shares.Find(tx, id, ct) ?? throw Refusals.NotFound("Share", id.Text);
        Check(share);
        return share;
    }

    static void Check(Share share)
    {
        if (share.ReplicationType is null) throw Refusals.Bad($"Share {share.Id} does not offer replicas: its share type has no replication_type.");
        if (share.GroupId is { } group) throw Refusals.Bad($"Share {share.Id} is in share group {group}; it cannot have replicas.");
        ShareTask.MustRest(share);
        if (share is not { Status: ShareStatus.Available, ReplicaState: SyncState.Active })
        {
            throw Refusals.Bad($"Share {share.Id} has no active replica that is available; its status is {share.Status}.");
        }
    }

    static string? OnlyHost(Call call, Fields asked)
    {
        if (!call.Expects(Behaviour.OnlyHostHint) || asked.Object("scheduler_hints") is not { } hints) return null;
        if (hints.Names.FirstOrDefault(name => name != "only_host") is { } other)
        {
            throw Refusals.BadField("scheduler_hints", $"'{other}' is no hint for replicas; only_host is the only one.");
        }
        return hints.Text("only_host", longest: 4096);
    }

    async Task<string> ZoneNamed(Call call, string name, ShareType? type)
    {
        var zone = await zones.Named(name, call.Aborted) ?? throw Refusals.Bad($"Availability zone {name} could not be found.");
        if (call.Expects(Behaviour.ZonesOfType) && type?.AvailabilityZones is { Count: > 0 } allowed && !allowed.Contains(zone))
        {
            throw Refusals.Bad($"Share type {type.Name} is not offered in availability zone {zone}; it is in {string.Join(", ", allowed)}.");
        }
        return zone;
    }
}

/// <summary>A replica that is about to be made.</summary>
/// <param name="ShareId">The share.</param>
/// <param name="Zone">Zone asked for, or null.</param>
/// <param name="OnlyHost">The only pool that the caller wants, or null.</param>
/// <param name="Metadata">Its metadata.</param>
sealed record PlannedReplica(ShareId ShareId, string? Zone, string? OnlyHost, IReadOnlyDictionary<string, string> Metadata);
