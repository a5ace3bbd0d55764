namespace Abaca.Server.Quotas;

/// <summary>Section <c>quota</c>: limits of projects that have none of their own. Sizes are GiB; -1 is unlimited.</summary>
public sealed record QuotaDefaults
{
    /// <summary><c>shares</c>.</summary>
    public int Shares { get; init; } = 50;

    /// <summary><c>gigabytes</c>.</summary>
    public int Gigabytes { get; init; } = 1000;

    /// <summary><c>snapshots</c>.</summary>
    public int Snapshots { get; init; } = 50;

    /// <summary><c>snapshot_gigabytes</c>.</summary>
    public int SnapshotGigabytes { get; init; } = 1000;

    /// <summary><c>per_share_gigabytes</c>: size of one share.</summary>
    public int PerShareGigabytes { get; init; } = -1;

    /// <summary><c>share_networks</c>.</summary>
    public int ShareNetworks { get; init; } = 10;

    /// <summary><c>share_groups</c>.</summary>
    public int ShareGroups { get; init; } = 50;

    /// <summary><c>share_group_snapshots</c>.</summary>
    public int ShareGroupSnapshots { get; init; } = 50;

    /// <summary><c>share_replicas</c>.</summary>
    public int ShareReplicas { get; init; } = 100;

    /// <summary><c>replica_gigabytes</c>.</summary>
    public int ReplicaGigabytes { get; init; } = 1000;

    /// <summary><c>backups</c>.</summary>
    public int Backups { get; init; } = 10;

    /// <summary><c>backup_gigabytes</c>.</summary>
    public int BackupGigabytes { get; init; } = 1000;

    /// <summary><c>encryption_keys</c>.</summary>
    public int EncryptionKeys { get; init; } = 100;
}
