namespace Abaca.DriverSdk;

/// <summary>
/// Ability: share groups that exist on the backend, too. Without it a group is only a row of the service, and its
/// snapshots are taken member by member. A pool says how consistent the snapshots of a group on it are with each other by the
/// capability <c>sg_consistent_snapshot_support</c> (<c>pool</c> or <c>host</c>) in <see cref="PoolReport.Capabilities"/>.
/// </summary>
public interface IGroups
{
    /// <summary>Makes the group ready to take shares.</summary>
    Task<DriverResult> CreateGroup(GroupSpec group, CancellationToken ct = default);

    /// <summary>Removes the empty group; already gone is done.</summary>
    Task<DriverResult> DeleteGroup(GroupSpec group, CancellationToken ct = default);

    /// <summary>Takes snapshots of all members; all of them or none; answers with details to keep, by the member's snapshot instance id. A repeated call must not take them anew.</summary>
    Task<DriverResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> CreateGroupSnapshot(
        GroupSnapshotSpec snapshot, CancellationToken ct = default);

    /// <summary>Drops the snapshots of all members; already gone is done.</summary>
    Task<DriverResult> DeleteGroupSnapshot(GroupSnapshotSpec snapshot, CancellationToken ct = default);
}

/// <summary>A share group as a driver sees it.</summary>
/// <param name="Id">Id of the group (36-character uuid); shares name it in <see cref="ShareSpec.GroupId"/>.</param>
/// <param name="ProjectId">Owner.</param>
/// <param name="Pool">Pool name: the part after <c>#</c> of the host.</param>
public sealed record GroupSpec(string Id, string ProjectId, string Pool);

/// <summary>A group snapshot as a driver sees it.</summary>
/// <param name="Id">Id of the group snapshot (36-character uuid).</param>
/// <param name="Group">The group it was (or will be) taken of.</param>
/// <param name="Members">One snapshot per member share; none when the group is empty. A member is a snapshot like any other: shares are made from it by <see cref="ICloning"/>.</param>
public sealed record GroupSnapshotSpec(string Id, GroupSpec Group, IReadOnlyList<SnapshotSpec> Members);
