using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Groups;

/// <summary>What groups are to shares: a share stays while group snapshots hold it, a new one must fit into its group, and may be made from a member.</summary>
public sealed class GroupsOfShare(ShareGroupStore groups, GroupSnapshotStore snapshots, Visible<ShareGroup> visible, ShareSpecs specs) : IShareDependent, IShareSource
{
    /// <inheritdoc/>
    public async Task CheckLeaving(Tx tx, Share share, Leaving how, CancellationToken ct)
    {
        if (await snapshots.HasMemberOf(tx, share.Id, ct)) throw Refusals.NotAllowed($"Share {share.Id} is in share group snapshots; delete them first.");
        if (how == Leaving.Deleted && share is { GroupId: { } id, SourceGroupSnapshotMemberId: not null }
            && await groups.Find(tx, id, ct) is { Status: GroupStatus.Creating })
        {
            throw Refusals.Conflict($"Share {share.Id} is being made together with share group {id}.");
        }
    }

    /// <inheritdoc/>
    public async Task CheckGroup(Call call, string groupId, ShareType? type, string? zone)
    {
        var group = await visible.ToName(call, groupId);
        MustBeAvailable(group);
        if (group.ProjectId != call.Caller.ProjectId) throw Refusals.Bad($"Share group {groupId} is another project's; a share in it has to be its project's, too.");
        if (type is null || !group.ShareTypeIds.Contains(type.Id))
        {
            throw Refusals.Bad($"Shares of share group {groupId} have one of the share types {string.Join(", ", group.ShareTypeIds)}.");
        }
        if (zone is not null && zone != group.AvailabilityZone)
        {
            throw Refusals.Bad($"Share group {groupId} is in availability zone {group.AvailabilityZone}; a share in it cannot be in {zone}.");
        }
    }

    /// <inheritdoc/>
    public async Task Check(Tx tx, Share planned, CancellationToken ct)
    {
        if (planned.GroupId is { } id) MustBeAvailable(await groups.Find(tx, id, ct) ?? throw Refusals.NotFound("Share group", id));
    }

    /// <inheritdoc/>
    public async Task<string?> RequiredHost(Tx tx, Share share, CancellationToken ct) =>
        share.GroupId is { } id ? (await groups.Find(tx, id, ct))?.Host : null;

    /// <inheritdoc/>
    public async Task<SourceSnapshot?> Of(Share share, CancellationToken ct) =>
        share is { SnapshotId: null, SourceGroupSnapshotMemberId: { } id } && await snapshots.Member(id, ct) is { } member
            ? new SourceSnapshot(member.ShareId, (parent, token) => specs.Of(member, parent, token))
            : null;

    static void MustBeAvailable(ShareGroup group)
    {
        if (group.Status != GroupStatus.Available) throw Refusals.Bad($"Invalid share group: share group {group.Id} is {group.Status}; it must be {GroupStatus.Available}.");
    }
}

/// <summary>Members of group snapshots as drivers see them.</summary>
public static class MemberSpecs
{
    /// <summary>A member of a group snapshot as its driver sees it: a snapshot like any other.</summary>
    public static Task<SnapshotSpec> Of(this ShareSpecs specs, GroupSnapshotMember member, Share share, CancellationToken ct) =>
        specs.OfSnapshot(member.Id, member.Id, share, member.Size, member.Details, ct);
}
