using Abaca.Server.Shares;

namespace Abaca.Server.Groups;

/// <summary>Id of a share group snapshot: a 36-character uuid.</summary>
public readonly record struct GroupSnapshotId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static GroupSnapshotId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A share group snapshot with its members, as stored.</summary>
public sealed record GroupSnapshot : OwnedResource, IResource<GroupSnapshot>
{
    /// <inheritdoc/>
    public static string Kind => "Share group snapshot";

    /// <inheritdoc/>
    public static string? SeenBy => "share_group_snapshot:get";

    /// <summary>Id.</summary>
    public required GroupSnapshotId Id { get; init; }

    /// <summary>The group it was taken of.</summary>
    public required ShareGroupId GroupId { get; init; }

    /// <summary>One of <see cref="GroupStatus"/>.</summary>
    public string Status { get; init; } = GroupStatus.Creating;

    /// <summary>One snapshot for each share that was in the group.</summary>
    public IReadOnlyList<GroupSnapshotMember> Members { get; init; } = [];
}

/// <summary>The snapshot of one share within a group snapshot. It is in no list of snapshots and comes and goes with the group's.</summary>
public sealed record GroupSnapshotMember
{
    /// <summary>Id; also that of the snapshot's instance, from which names on the backend derive.</summary>
    public required string Id { get; init; }

    /// <summary>The group snapshot it belongs to.</summary>
    public required GroupSnapshotId SnapshotId { get; init; }

    /// <summary>The share it was taken of.</summary>
    public required ShareId ShareId { get; init; }

    /// <summary>The share's instance it was taken of.</summary>
    public required ShareInstanceId ShareInstanceId { get; init; }

    /// <summary>Owner.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Size of the share at that moment, in GiB.</summary>
    public required int Size { get; init; }

    /// <summary>Protocol of the share.</summary>
    public required string Protocol { get; init; }

    /// <summary>What the driver wants back with every call.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
