using System.Collections.Frozen;

namespace Abaca.Server.Scheduling;

/// <summary>Everything that a choice depends on besides the pools.</summary>
public sealed record PlacementRequest
{
    static readonly FrozenSet<string> Nobody = FrozenSet<string>.Empty;

    /// <summary>What capacity is asked for.</summary>
    public required PlacementKind Kind { get; init; }

    /// <summary>GiB to be added to the pool: the share's size, or by how much it grows.</summary>
    public required int SizeGib { get; init; }

    /// <summary>The share, or null when none exists yet; a filter function that asks for share.size is then passed over.</summary>
    public string? ShareId { get; init; }

    /// <summary>NFS, CIFS, CEPHFS …; null: none is asked for.</summary>
    public string? Protocol { get; init; }

    /// <summary>Extra specs of the share type, as stored.</summary>
    public IReadOnlyDictionary<string, string> ExtraSpecs { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What <c>share.…</c> means in filter and goodness functions.</summary>
    public IReadOnlyDictionary<string, object?> ShareProperties { get; init; } = FrozenDictionary<string, object?>.Empty;

    /// <summary>The zone asked for, or null.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>Zones that the share type or the network allows; empty: any.</summary>
    public IReadOnlyList<string> AllowedZones { get; init; } = [];

    /// <summary>Zones where the share network has several subnets, so that a pool must cope with that.</summary>
    public IReadOnlySet<string> ZonesWithSeveralSubnets { get; init; } = Nobody;

    /// <summary>What the caller asks of the place.</summary>
    public PlacementHints Hints { get; init; } = PlacementHints.None;

    /// <summary>The caller may name hosts.</summary>
    public bool CallerIsHostAdmin { get; init; }

    /// <summary>The only <c>host@backend#pool</c> that will do (extend, manage, migration, a snapshot that must stay where it is), or null.</summary>
    public string? RequiredHost { get; init; }

    /// <summary><c>host@backend#pool</c> of the snapshot's share, or null.</summary>
    public string? SnapshotHost { get; init; }

    /// <summary>Zone of the snapshot's share, or null.</summary>
    public string? SnapshotZone { get; init; }

    /// <summary>Replication domain of the snapshot's or the active replica's pool, or null.</summary>
    public string? ReplicationDomain { get; init; }

    /// <summary>Hosts that hold replicas of the share already; not empty means that a further replica is asked for.</summary>
    public IReadOnlySet<string> ReplicaHosts { get; init; } = Nobody;

    /// <summary>Hosts where this very request was refused or failed: none of them is chosen again.</summary>
    public IReadOnlySet<string> TriedHosts { get; init; } = Nobody;

    /// <summary>Hosts that the share network's servers use already (read by PoolWeigher).</summary>
    public IReadOnlySet<string> HostsOfShareServers { get; init; } = Nobody;
}
