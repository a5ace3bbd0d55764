using System.Collections.Frozen;

namespace Abaca.Server.Quotas;

/// <summary>Something that a quota limits.</summary>
/// <param name="Name">On the wire and in the tables.</param>
/// <param name="Default">Its limit by configuration.</param>
/// <param name="OfTypes">A share type may have a limit of its own.</param>
public sealed record QuotaResource(string Name, Func<QuotaDefaults, int> Default, bool OfTypes = true)
{
    /// <summary>Number of shares.</summary>
    public static readonly QuotaResource Shares = new("shares", d => d.Shares);

    /// <summary>GiB of shares.</summary>
    public static readonly QuotaResource Gigabytes = new("gigabytes", d => d.Gigabytes);

    /// <summary>Number of snapshots.</summary>
    public static readonly QuotaResource Snapshots = new("snapshots", d => d.Snapshots);

    /// <summary>GiB of snapshots.</summary>
    public static readonly QuotaResource SnapshotGigabytes = new("snapshot_gigabytes", d => d.SnapshotGigabytes);

    /// <summary>Number of share groups.</summary>
    public static readonly QuotaResource ShareGroups = new("share_groups", d => d.ShareGroups, OfTypes: false);

    /// <summary>Number of share group snapshots.</summary>
    public static readonly QuotaResource ShareGroupSnapshots = new("share_group_snapshots", d => d.ShareGroupSnapshots, OfTypes: false);

    /// <summary>Number of share replicas.</summary>
    public static readonly QuotaResource ShareReplicas = new("share_replicas", d => d.ShareReplicas);

    /// <summary>GiB of share replicas.</summary>
    public static readonly QuotaResource ReplicaGigabytes = new("replica_gigabytes", d => d.ReplicaGigabytes);

    /// <summary>GiB of one share: compared, never used up.</summary>
    public static readonly QuotaResource PerShareGigabytes = new("per_share_gigabytes", d => d.PerShareGigabytes);

    /// <summary>All of them, in the order of the wire: those of kinds that are not served yet are shown with their limits, since clients read them.</summary>
    public static readonly IReadOnlyList<QuotaResource> All =
    [
        Shares,
        Gigabytes,
        Snapshots,
        SnapshotGigabytes,
        new("share_networks", d => d.ShareNetworks, OfTypes: false),
        ShareGroups,
        ShareGroupSnapshots,
        ShareReplicas,
        ReplicaGigabytes,
        PerShareGigabytes,
        new("backups", d => d.Backups),
        new("backup_gigabytes", d => d.BackupGigabytes),
        new("encryption_keys", d => d.EncryptionKeys),
    ];

    static readonly FrozenDictionary<string, QuotaResource> ByName = All.ToFrozenDictionary(r => r.Name, StringComparer.Ordinal);

    /// <summary>By wire name, or null.</summary>
    public static QuotaResource? Named(string name) => ByName.GetValueOrDefault(name);
}
