using System.Collections.Frozen;

namespace Abaca.Server.Quotas;

/// <summary>Something that a quota limits.</summary>
/// <param name="Name">On the wire and in the tables.</param>
/// <param name="Exceeded">Manila's word for a limit of it that is reached: what a refusal begins with.</param>
/// <param name="Default">Its limit by configuration.</param>
/// <param name="OfTypes">A share type may have a limit of its own.</param>
public sealed record QuotaResource(string Name, string Exceeded, Func<QuotaDefaults, int> Default, bool OfTypes = true)
{
    /// <summary>Number of shares.</summary>
    public static readonly QuotaResource Shares = new("shares", "ShareLimitExceeded", d => d.Shares);

    /// <summary>GiB of shares.</summary>
    public static readonly QuotaResource Gigabytes = new("gigabytes", "ShareSizeExceedsAvailableQuota", d => d.Gigabytes);

    /// <summary>Number of snapshots.</summary>
    public static readonly QuotaResource Snapshots = new("snapshots", "SnapshotLimitExceeded", d => d.Snapshots);

    /// <summary>GiB of snapshots.</summary>
    public static readonly QuotaResource SnapshotGigabytes = new("snapshot_gigabytes", "SnapshotSizeExceedsAvailableQuota", d => d.SnapshotGigabytes);

    /// <summary>Number of share groups.</summary>
    public static readonly QuotaResource ShareGroups = new("share_groups", "ShareGroupsLimitExceeded", d => d.ShareGroups, OfTypes: false);

    /// <summary>Number of share group snapshots.</summary>
    public static readonly QuotaResource ShareGroupSnapshots = new("share_group_snapshots", "ShareGroupSnapshotsLimitExceeded", d => d.ShareGroupSnapshots, OfTypes: false);

    /// <summary>Number of share replicas.</summary>
    public static readonly QuotaResource ShareReplicas = new("share_replicas", "ShareReplicasLimitExceeded", d => d.ShareReplicas);

    /// <summary>GiB of share replicas.</summary>
    public static readonly QuotaResource ReplicaGigabytes = new("replica_gigabytes", "ShareReplicaSizeExceedsAvailableQuota", d => d.ReplicaGigabytes);

    /// <summary>GiB of one share: compared, never used up.</summary>
    public static readonly QuotaResource PerShareGigabytes = new("per_share_gigabytes", "ShareSizeExceedsLimit", d => d.PerShareGigabytes);

    /// <summary>It is measured in GiB, not counted.</summary>
    public bool IsSize => Name.EndsWith("gigabytes", StringComparison.Ordinal);

    /// <summary>All of them, in the order of the wire: those of kinds that are not served yet are shown with their limits, since clients read them.</summary>
    public static readonly IReadOnlyList<QuotaResource> All =
    [
        Shares,
        Gigabytes,
        Snapshots,
        SnapshotGigabytes,
        new("share_networks", "ShareNetworksLimitExceeded", d => d.ShareNetworks, OfTypes: false),
        ShareGroups,
        ShareGroupSnapshots,
        ShareReplicas,
        ReplicaGigabytes,
        PerShareGigabytes,
        new("backups", "BackupLimitExceeded", d => d.Backups),
        new("backup_gigabytes", "BackupSizeExceedsAvailableQuota", d => d.BackupGigabytes),
        new("encryption_keys", "EncryptionKeysLimitExceeded", d => d.EncryptionKeys),
    ];

    static readonly FrozenDictionary<string, QuotaResource> ByName = All.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);

    /// <summary>By wire name, or null.</summary>
    public static QuotaResource? Named(string name) => ByName.GetValueOrDefault(name);
}
