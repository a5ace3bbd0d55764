namespace Abaca.Client;

/// <summary>A snapshot as the API shows it.</summary>
public sealed record Snapshot : Resource
{
    /// <summary>Its name; not unique, and may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>Its status, such as "available".</summary>
    public string Status { get; init; } = "";

    /// <summary>Size in GiB.</summary>
    public int Size { get; init; }

    /// <summary>The share it was taken of.</summary>
    public string ShareId { get; init; } = "";

    /// <summary>That share's size in GiB when it was taken.</summary>
    public int ShareSize { get; init; }

    /// <summary>That share's protocol.</summary>
    public string? ShareProto { get; init; }

    /// <summary>What its owner wrote about it.</summary>
    public string? Description { get; init; }

    /// <summary>The project that owns it.</summary>
    public string? ProjectId { get; init; }

    /// <summary>When it was asked for: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>Its metadata; from 2.73.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>Which snapshots to list; a null leaves that filter out.</summary>
public sealed record SnapshotFilter
{
    /// <summary>Exactly this name.</summary>
    public string? Name { get; init; }

    /// <summary>Of this share (id).</summary>
    public string? ShareId { get; init; }

    /// <summary>This status.</summary>
    public string? Status { get; init; }

    /// <summary>Of every project; admins only.</summary>
    public bool AllProjects { get; init; }

    /// <summary>The field to sort by, and "asc" or "desc" after a colon.</summary>
    public string? Sort { get; init; }

    /// <summary>At most this many; null lists all.</summary>
    public int? Limit { get; init; }
}
