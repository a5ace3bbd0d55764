using System.Text.RegularExpressions;
using Abaca.Server.Services;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Shares;

/// <summary>Works out what a new share will be: its type, its parent, its size and where it may lie.</summary>
public sealed partial class ShareOrigin(
    ShareTypeStore types, ShareSources sources, ShareStore shares, ZoneStore zones, ShareSettings settings, TimeProvider clock)
{
    /// <summary>Configuration of the slice.</summary>
    public ShareSettings Settings => settings;

    /// <summary>The share to be made, and the zone asked for.</summary>
    internal async Task<PlannedShare> Plan(Call call, CreateShareRequest asked)
    {
        var parent = asked.SnapshotId is { } id ? await ParentOf(call, id) : null;
        var type = await TypeFor(call, asked, parent?.Share);
        var zone = asked.Zone is { } name ? await ZoneNamed(call, name) : null;
        CheckParent(call, parent, type);
        CheckZone(call, zone, type, parent?.Share);
        if (asked.GroupId is { } group) await sources.CheckGroup(call, group, type, zone);
        var size = SizeFor(asked, parent?.Snapshot, type);
        var share = Blank(call, type) with
        {
            Name = asked.Name,
            Description = asked.Description,
            Size = size,
            Protocol = asked.Protocol,
            IsPublic = asked.IsPublic,
            SnapshotId = asked.SnapshotId,
            GroupId = asked.GroupId,
            MountPointName = MountPoint(call, asked.MountPointName, type),
        };
        return new PlannedShare(share, zone);
    }

    /// <summary>The share that something on a backend is to become; its size is not known yet.</summary>
    internal async Task<Share> Existing(Call call, ManageShareRequest asked, string zone)
    {
        var type = asked.Type is { } name
            ? await types.Named(name, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted) ?? throw Refusals.NotFound("Share type", name)
            : await types.Default(call.Aborted) ?? throw Refusals.NotFound("Share type", "(default)");
        CheckServer(asked.ServerId, type);
        return Blank(call, type) with
        {
            Name = asked.Name,
            Description = asked.Description,
            Protocol = asked.Protocol,
            IsPublic = asked.IsPublic,
            MountPointName = MountPoint(call, asked.MountPointName, type),
            Status = ShareStatus.ManageStarting,
            Host = asked.Host,
            AvailabilityZone = zone,
        };
    }

    // Share servers are not there, so that one named cannot be found.
    static void CheckServer(string? server, ShareType type)
    {
        if (!type.Promises("driver_handles_share_servers"))
        {
            if (server is not null) throw Refusals.BadField("share_server_id", "shares of this type have no share server (driver_handles_share_servers).");
            return;
        }
        throw Refusals.BadField("share_server_id", server is null
            ? "shares of this type lie on a share server (driver_handles_share_servers); name it."
            : $"share server {server} could not be found.");
    }

    Share Blank(Call call, ShareType? type) => new()
    {
        Id = ShareId.New(),
        InstanceId = ShareInstanceId.New(clock.GetUtcNow()),
        ProjectId = call.Caller.ProjectId,
        UserId = call.Caller.UserId,
        Size = 0,
        Protocol = "",
        TypeId = type?.Id,
        TypeName = type?.Name,
        Abilities = type is null ? new ShareAbilities() : AbilitiesOf(type),
        ReplicationType = type?.ExtraSpecs.GetValueOrDefault("replication_type"),
        CreatedAt = clock.GetUtcNow(),
    };

    async Task<Parent> ParentOf(Call call, string snapshotId)
    {
        var snapshot = await sources.Named(call, snapshotId);
        var share = await shares.Find(snapshot.Parent, call.Aborted) ?? throw Refusals.NotFound("Share", snapshot.Parent.Text);
        return new Parent(snapshot, share);
    }

    async Task<ShareType?> TypeFor(Call call, CreateShareRequest asked, Share? parent)
    {
        if (asked.Type is { } name)
        {
            return await types.Named(name, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted) ?? throw Refusals.NotFound("Share type", name);
        }
        if (parent?.TypeId is not { } inherited) return await types.Default(call.Aborted);
        // Who has lost a private type gets no more shares of it, by no way.
        return await types.Named(inherited, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted) ?? throw Refusals.NotFound("Share type", inherited);
    }

    async Task<string> ZoneNamed(Call call, string name) =>
        await zones.Named(name, call.Aborted) ?? throw Refusals.NotFound("Availability zone", name);

    static void CheckParent(Call call, Parent? parent, ShareType? type)
    {
        if (parent is null) return;
        if (type?.Id != parent.Share.TypeId)
        {
            throw Refusals.Bad("A share from a snapshot has the share type of the snapshot's share; leave share_type out or give that one.");
        }
        if (call.Expects(Behaviour.ExplicitSnapshotSupport) && !parent.Share.Abilities.SharesFromSnapshots)
        {
            throw Refusals.Bad($"Share {parent.Share.Id} does not offer shares from its snapshots (create_share_from_snapshot_support).");
        }
    }

    void CheckZone(Call call, string? zone, ShareType? type, Share? parent)
    {
        if (zone is not null && call.Expects(Behaviour.ZonesOfType) && type?.AvailabilityZones is { Count: > 0 } allowed && !allowed.Contains(zone))
        {
            throw Refusals.Bad($"Share type {type.Name} is not offered in availability zone {zone}; it is in {string.Join(", ", allowed)}.");
        }
        if (zone is not null && !settings.ScheduleClones && parent?.AvailabilityZone is { } home && home != zone)
        {
            throw Refusals.Bad($"The snapshot lies in availability zone {home}; a share from it cannot be made in {zone}.");
        }
    }

    static int SizeFor(CreateShareRequest asked, NamedSnapshot? snapshot, ShareType? type)
    {
        var size = asked.Size ?? snapshot!.SizeGib;
        if (snapshot is not null && size < snapshot.SizeGib) throw Refusals.BadField("size", $"{size} GiB is less than the snapshot's {snapshot.SizeGib} GiB.");
        CheckSize(size, type?.Number("provisioning:min_share_size"), type?.Number("provisioning:max_share_size"));
        return size;
    }

    /// <summary>Refuses a size (GiB) outside the bounds that a share type sets; null: no bound.</summary>
    internal static void CheckSize(int sizeGib, int? least, int? most)
    {
        if (least is { } min && sizeGib < min) throw Refusals.BadField("size", $"{sizeGib} GiB is less than the share type's minimum of {min} GiB.");
        if (most is { } max && sizeGib > max) throw Refusals.BadField("size", $"{sizeGib} GiB is more than the share type's maximum of {max} GiB.");
    }

    string? MountPoint(Call call, string? wanted, ShareType? type)
    {
        if (wanted is null) return null;
        if (type?.Promises("mount_point_name_support") != true) throw Refusals.BadField("mount_point_name", "the share type does not offer it (mount_point_name_support).");
        var prefix = type.ExtraSpecs.GetValueOrDefault("provisioning:mount_point_prefix") ?? settings.MountPointPrefix;
        var name = prefix.Replace("{project_id}", call.Caller.ProjectId, StringComparison.Ordinal) + wanted;
        return name.Length <= Fields.LongestName && MountPointForm().IsMatch(name)
            ? name
            : throw Refusals.BadField("mount_point_name", $"'{name}' may hold letters, digits, - and _ only and at most {Fields.LongestName} characters.");
    }

    /// <summary>What a type promises for its shares.</summary>
    internal static ShareAbilities AbilitiesOf(ShareType type) => new(
        type.Promises("snapshot_support"),
        type.Promises("create_share_from_snapshot_support"),
        type.Promises("revert_to_snapshot_support"),
        type.Promises("mount_snapshot_support"),
        type.Promises("snapshot_inherit_share_access_support"));

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MountPointForm();

    sealed record Parent(NamedSnapshot Snapshot, Share Share);
}

/// <summary>A share that is about to be made.</summary>
/// <param name="Share">The share, not stored yet.</param>
/// <param name="Zone">Zone asked for, or null.</param>
sealed record PlannedShare(Share Share, string? Zone);
