namespace Abaca.Client;

/// <summary>A share group as the API shows it.</summary>
public sealed record ShareGroup : Resource
{
    /// <summary>Its name; not unique, and may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>Its status, such as "available".</summary>
    public string Status { get; init; } = "";

    /// <summary>What its owner wrote about it.</summary>
    public string? Description { get; init; }

    /// <summary>The pool that holds it and its shares.</summary>
    public string? Host { get; init; }

    /// <summary>The zone it is in.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>Its type (id).</summary>
    public string? ShareGroupTypeId { get; init; }

    /// <summary>The share types that its shares may have (ids).</summary>
    public IReadOnlyList<string> ShareTypes { get; init; } = [];

    /// <summary>The group snapshot it was made from.</summary>
    public string? SourceShareGroupSnapshotId { get; init; }

    /// <summary>How consistent the snapshots of its shares are with each other.</summary>
    public string? ConsistentSnapshotSupport { get; init; }

    /// <summary>The project that owns it.</summary>
    public string? ProjectId { get; init; }

    /// <summary>When it was asked for: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}

/// <summary>What a new share group shall be; what is null is left to the service.</summary>
public sealed record NewShareGroup
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }

    /// <summary>Its type (id).</summary>
    public string? TypeId { get; init; }

    /// <summary>The share types that its shares may have (ids).</summary>
    public IReadOnlyList<string> ShareTypeIds { get; init; } = [];

    /// <summary>The group snapshot to make it from (id).</summary>
    public string? SourceSnapshotId { get; init; }

    /// <summary>The zone to place it in.</summary>
    public string? AvailabilityZone { get; init; }
}

/// <summary>A snapshot of a share group as the API shows it.</summary>
public sealed record ShareGroupSnapshot : Resource
{
    /// <summary>Its name; not unique, and may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>Its status, such as "available".</summary>
    public string Status { get; init; } = "";

    /// <summary>What its owner wrote about it.</summary>
    public string? Description { get; init; }

    /// <summary>The group it was taken of.</summary>
    public string ShareGroupId { get; init; } = "";

    /// <summary>One snapshot for each share that was in the group.</summary>
    public IReadOnlyList<ShareGroupSnapshotMember> Members { get; init; } = [];

    /// <summary>The project that owns it.</summary>
    public string? ProjectId { get; init; }

    /// <summary>When it was asked for: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}

/// <summary>The snapshot of one share within a group snapshot.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Size">Size in GiB.</param>
/// <param name="ShareId">The share it was taken of.</param>
public sealed record ShareGroupSnapshotMember(string Id, int Size, string ShareId);

/// <summary>A kind of share group that an operator offers.</summary>
public sealed record ShareGroupType : Resource
{
    /// <summary>Its name; unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether every project may use it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Whether groups without a type get it.</summary>
    public bool? IsDefault { get; init; }

    /// <summary>What pools must offer.</summary>
    public IReadOnlyDictionary<string, string> GroupSpecs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The share types that its groups may have (ids).</summary>
    public IReadOnlyList<string> ShareTypes { get; init; } = [];
}
