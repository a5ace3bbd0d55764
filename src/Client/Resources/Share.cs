namespace Abaca.Client;

/// <summary>A share as the API shows it. Fields that the spoken version lacks are null.</summary>
public sealed record Share : Resource
{
    /// <summary>Its name; not unique, and may be absent.</summary>
    public string? Name { get; init; }

    /// <summary>Its status, such as "available"; the words are those of the API.</summary>
    public string Status { get; init; } = "";

    /// <summary>Size in GiB.</summary>
    public int Size { get; init; }

    /// <summary>The protocol, such as "NFS".</summary>
    public string? ShareProto { get; init; }

    /// <summary>Name of its share type.</summary>
    public string? ShareTypeName { get; init; }

    /// <summary>Id of its share type.</summary>
    public string? ShareType { get; init; }

    /// <summary>What its owner wrote about it.</summary>
    public string? Description { get; init; }

    /// <summary>Whether other projects see it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>The zone it lies in; null until it is placed.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>The pool it lies in, as <c>host@backend#pool</c>; admins only.</summary>
    public string? Host { get; init; }

    /// <summary>State of its access rules as a whole.</summary>
    public string? AccessRulesStatus { get; init; }

    /// <summary>How far its creation is, such as "40%"; from 2.54.</summary>
    public string? Progress { get; init; }

    /// <summary>The snapshot it was made from.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>The project that owns it.</summary>
    public string? ProjectId { get; init; }

    /// <summary>When it was asked for: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>Its metadata.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>What a new share shall be.</summary>
/// <param name="Protocol">The protocol, such as "NFS".</param>
/// <param name="Size">Size in GiB; null only with a snapshot, whose size it then takes.</param>
public sealed record NewShare(string Protocol, int? Size)
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }

    /// <summary>Name or id of the share type; null takes the service's default.</summary>
    public string? ShareType { get; init; }

    /// <summary>Id of the snapshot to start from.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>Id of the share group to put it into; from 2.55.</summary>
    public string? ShareGroupId { get; init; }

    /// <summary>Name or id of the zone to place it in.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>Whether other projects see it.</summary>
    public bool IsPublic { get; init; }

    /// <summary>Its metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Hints for its placement: <c>same_host</c>, <c>different_host</c> (2.65), <c>only_host</c> (2.67).</summary>
    public IReadOnlyDictionary<string, string> SchedulerHints { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>Which shares to list; a null leaves that filter out.</summary>
public sealed record ShareFilter
{
    /// <summary>Exactly this name.</summary>
    public string? Name { get; init; }

    /// <summary>This text anywhere in the name; from 2.36.</summary>
    public string? NameContains { get; init; }

    /// <summary>This status.</summary>
    public string? Status { get; init; }

    /// <summary>Shares of every project; admins only.</summary>
    public bool AllProjects { get; init; }

    /// <summary>Shares of this project (id); admins, with <see cref="AllProjects"/>.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Id of the share type.</summary>
    public string? ShareTypeId { get; init; }

    /// <summary>Id of the snapshot they were made from.</summary>
    public string? SnapshotId { get; init; }

    /// <summary>Host, backend or pool; admins only.</summary>
    public string? Host { get; init; }

    /// <summary>Also other projects' public shares.</summary>
    public bool Public { get; init; }

    /// <summary>The field to sort by, and "asc" or "desc" after a colon: <c>size:desc</c>.</summary>
    public string? Sort { get; init; }

    /// <summary>At most this many; null lists all.</summary>
    public int? Limit { get; init; }
}

/// <summary>What is to change about a share or a snapshot; a null leaves that alone.</summary>
/// <param name="Name">The new name; "" takes the name away.</param>
/// <param name="Description">The new description.</param>
/// <param name="IsPublic">Whether other projects see it; shares only.</param>
public sealed record Changes(string? Name, string? Description, bool? IsPublic = null);

/// <summary>A place from which a share can be mounted.</summary>
public sealed record ExportLocation : Resource
{
    /// <summary>What to mount, such as <c>192.0.2.7:/shares/x</c>.</summary>
    public string? Path { get; init; }

    /// <summary>Whether it is the one to use first.</summary>
    public bool? Preferred { get; init; }
}
