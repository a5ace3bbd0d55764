namespace Abaca.Server.Quotas;

/// <summary>What a change takes from (or gives back to) the quotas of a project, a user and a share type. Sizes are GiB.</summary>
/// <param name="ProjectId">Project that pays.</param>
/// <param name="UserId">User whose own limits count too.</param>
/// <param name="ShareTypeId">Share type whose own limits count too, or null.</param>
public sealed record QuotaClaim(string ProjectId, string UserId, string? ShareTypeId)
{
    /// <summary>Number of shares.</summary>
    public int Shares { get; init; }

    /// <summary>Size of shares.</summary>
    public int Gigabytes { get; init; }

    /// <summary>Number of snapshots.</summary>
    public int Snapshots { get; init; }

    /// <summary>Size of snapshots.</summary>
    public int SnapshotGigabytes { get; init; }

    /// <summary>Number of share groups.</summary>
    public int ShareGroups { get; init; }

    /// <summary>Number of share group snapshots.</summary>
    public int ShareGroupSnapshots { get; init; }

    /// <summary>Number of share replicas, the active ones among them.</summary>
    public int ShareReplicas { get; init; }

    /// <summary>Size of share replicas.</summary>
    public int ReplicaGigabytes { get; init; }

    /// <summary>Size of one share, compared with <c>per_share_gigabytes</c>; 0: not compared.</summary>
    public int OneShareGigabytes { get; init; }

    /// <summary>It is there whatever the limits say, so that only its size as one share can be refused.</summary>
    public bool EvenBeyondLimits { get; init; }

    /// <summary>The same, given back.</summary>
    public QuotaClaim Negated => this with
    {
        Shares = -Shares, Gigabytes = -Gigabytes, Snapshots = -Snapshots, SnapshotGigabytes = -SnapshotGigabytes,
        ShareGroups = -ShareGroups, ShareGroupSnapshots = -ShareGroupSnapshots,
        ShareReplicas = -ShareReplicas, ReplicaGigabytes = -ReplicaGigabytes, OneShareGigabytes = 0,
    };
}
