namespace Abaca.Server.Groups;

/// <summary>Id of a share group: a 36-character uuid.</summary>
public readonly record struct ShareGroupId(string Text) : IId
{
    /// <summary>A new one.</summary>
    public static ShareGroupId New() => new(Guid.NewGuid().ToString());

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>A share group, as stored: shares of one project on one pool, whose snapshots are taken together.</summary>
public sealed record ShareGroup : OwnedResource, IResource<ShareGroup>
{
    /// <inheritdoc/>
    public static string Kind => "Share group";

    /// <inheritdoc/>
    public static string? SeenBy => "share_group:get";

    /// <summary>Id.</summary>
    public required ShareGroupId Id { get; init; }

    /// <summary>One of <see cref="GroupStatus"/>.</summary>
    public string Status { get; init; } = GroupStatus.Creating;

    /// <summary><c>host@backend#pool</c> of the group and of all its shares; null before a pool is chosen.</summary>
    public string? Host { get; init; }

    /// <summary>Zone name, or null before a pool is chosen.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>Share group type.</summary>
    public required string TypeId { get; init; }

    /// <summary>Share types that its shares may have.</summary>
    public required IReadOnlyList<string> ShareTypeIds { get; init; }

    /// <summary>The group snapshot it was made from.</summary>
    public string? SourceSnapshotId { get; init; }

    /// <summary>How consistent the snapshots of its shares are with each other (<c>pool</c>, <c>host</c>), or null.</summary>
    public string? ConsistentSnapshotSupport { get; init; }

    /// <summary>Pool of its host: the part after <c>#</c>.</summary>
    public string Pool => Host is { } host && host.IndexOf('#', StringComparison.Ordinal) is >= 0 and var at ? host[(at + 1)..] : "";

    /// <summary>Service of its host: <c>host@backend</c>; empty before a pool is chosen.</summary>
    public string ServiceHost => Host?.Split('#')[0] ?? "";
}
