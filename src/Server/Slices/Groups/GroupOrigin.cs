using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Groups;

/// <summary>Works out what a new group will be: its type, its share types, where it may lie, and its first shares when it comes from a group snapshot.</summary>
public sealed class GroupOrigin(
    Visible<GroupSnapshot> visible, ShareGroupStore groups, ShareGroupTypes groupTypes, ShareTypeStore types, ShareStore shares, ZoneStore zones, TimeProvider clock)
{
    static readonly string[] Known =
    [
        "name", "description", "share_types", "share_group_type_id", "source_share_group_snapshot_id", "share_network_id", "availability_zone",
    ];

    /// <summary>The group to be made.</summary>
    /// <exception cref="ApiRefusal">400, 404 or 409, as Manila has it in each place.</exception>
    internal async Task<PlannedGroup> Plan(Call call)
    {
        var asked = call.Body("share_group").Only(Known);
        var group = new ShareGroup
        {
            Id = ShareGroupId.New(),
            ProjectId = call.Caller.ProjectId,
            UserId = call.Caller.UserId,
            Name = asked.Text("name"),
            Description = asked.Text("description"),
            TypeId = asked.Id("share_group_type_id") ?? "",
            ShareTypeIds = asked.Ids("share_types") ?? [],
            SourceSnapshotId = asked.Id("source_share_group_snapshot_id"),
            CreatedAt = clock.GetUtcNow(),
        };
        var zone = asked.Reference("availability_zone");
        var network = asked.Id("share_network_id");
        if (group.SourceSnapshotId is not null && (asked.Has("share_types") || network is not null || zone is not null))
        {
            throw Refusals.Bad("A group from a group snapshot has that group's share types, network and zone: give none of share_types, share_network_id and availability_zone.");
        }
        if (network is not null) throw Refusals.NotFound("Share network", network);
        return group.SourceSnapshotId is { } source ? await FromSnapshot(call, group, source) : await New(call, group, zone);
    }

    /// <summary>Refuses a group snapshot that cannot be a source now.</summary>
    /// <exception cref="ApiRefusal">404 or 409.</exception>
    internal static void MustBeAvailable(string id, GroupSnapshot? snapshot)
    {
        if (snapshot is null) throw Refusals.NotFound("Share group snapshot", id);
        if (snapshot.Status != GroupStatus.Available) throw Refusals.Conflict($"Share group snapshot {id} is {snapshot.Status}; it must be {GroupStatus.Available}.");
    }

    async Task<PlannedGroup> New(Call call, ShareGroup group, string? zone)
    {
        var type = await groupTypes.Chosen(call, group.TypeId);
        var wanted = group.ShareTypeIds.Count > 0 ? group.ShareTypeIds : [await DefaultShareType(call)];
        var found = new List<ShareType>();
        foreach (var id in wanted)
        {
            if (!type.ShareTypeIds.Contains(id)) throw Refusals.BadField("share_types", $"{id} is not one of the group type's share types {string.Join(", ", type.ShareTypeIds)}.");
            found.Add(await ShareTypeFor(call, id));
        }
        if (found.Select(t => t.Promises("driver_handles_share_servers")).Distinct().Count() > 1)
        {
            throw Refusals.BadField("share_types", "all of them must have the same driver_handles_share_servers.");
        }
        var named = zone is null ? null : await zones.Named(zone, call.Aborted) ?? throw Refusals.NotFound("Availability zone", zone);
        if (named is not null && found.Find(t => t.AvailabilityZones is { Count: > 0 } allowed && !allowed.Contains(named)) is { } elsewhere)
        {
            throw Refusals.Bad($"Share type {elsewhere.Name} is not offered in availability zone {named}; it is in {string.Join(", ", elsewhere.AvailabilityZones)}.");
        }
        return new PlannedGroup(group with { TypeId = type.Id, ShareTypeIds = wanted }, [], named, null);
    }

    async Task<PlannedGroup> FromSnapshot(Call call, ShareGroup group, string sourceId)
    {
        var source = await visible.ToRead(call, sourceId);
        MustBeAvailable(sourceId, source);
        var parent = await groups.Find(source.GroupId, call.Aborted) ?? throw Refusals.NotFound("Share group", source.GroupId.Text);
        if (group.TypeId.Length > 0 && group.TypeId != parent.TypeId)
        {
            throw Refusals.BadField("share_group_type_id", $"a group from a group snapshot has that group's type {parent.TypeId}.");
        }
        foreach (var id in parent.ShareTypeIds) await ShareTypeFor(call, id);
        var planned = group with { TypeId = parent.TypeId, ShareTypeIds = parent.ShareTypeIds };
        var first = new List<Share>();
        foreach (var member in source.Members)
        {
            var share = await shares.Find(member.ShareId, call.Aborted) ?? throw Refusals.NotFound("Share", member.ShareId.Text);
            first.Add(ShareOf(planned, member, share));
        }
        return new PlannedGroup(planned, first, null, parent.Host);
    }

    async Task<ShareType> ShareTypeFor(Call call, string id) =>
        await types.Named(id, call.Caller.ProjectId, call.Caller.IsAdmin, call.Aborted) ?? throw Refusals.BadField("share_types", $"there is no share type {id}.");

    async Task<string> DefaultShareType(Call call) => (await types.Default(call.Aborted))?.Id
        ?? throw Refusals.BadField("share_types", "they are required, since there is no default (option default_share_type).");

    static Share ShareOf(ShareGroup group, GroupSnapshotMember member, Share parent) => new()
    {
        Id = ShareId.New(),
        InstanceId = ShareInstanceId.New(group.CreatedAt),
        ProjectId = group.ProjectId,
        UserId = group.UserId,
        Size = member.Size,
        Protocol = member.Protocol,
        TypeId = parent.TypeId,
        TypeName = parent.TypeName,
        Abilities = parent.Abilities,
        ReplicationType = parent.ReplicationType,
        GroupId = group.Id.Text,
        SourceGroupSnapshotMemberId = member.Id,
        CreatedAt = group.CreatedAt,
    };
}

/// <summary>A group that is about to be made.</summary>
/// <param name="Group">The group, not stored yet.</param>
/// <param name="Shares">The shares that are made with it, not stored yet.</param>
/// <param name="Zone">Zone asked for, or null.</param>
/// <param name="RequiredHost">The only <c>host@backend#pool</c> that will do, or null.</param>
sealed record PlannedGroup(ShareGroup Group, IReadOnlyList<Share> Shares, string? Zone, string? RequiredHost);
