namespace Abaca.Server.Configuration;

/// <summary>Quotas of projects that have none of their own; -1 is unlimited.</summary>
public sealed record QuotaOptions
{
    /// <summary>Number of shares.</summary>
    public required int Shares { get; init; }

    /// <summary>Number of snapshots.</summary>
    public required int Snapshots { get; init; }

    /// <summary>GiB of all shares.</summary>
    public required int Gigabytes { get; init; }

    /// <summary>GiB of all snapshots.</summary>
    public required int SnapshotGigabytes { get; init; }

    /// <summary>GiB of one share.</summary>
    public required int PerShareGigabytes { get; init; }

    /// <summary>Number of share networks.</summary>
    public required int ShareNetworks { get; init; }

    /// <summary>Number of share groups.</summary>
    public required int ShareGroups { get; init; }

    /// <summary>Number of share group snapshots.</summary>
    public required int ShareGroupSnapshots { get; init; }

    /// <summary>Number of share replicas.</summary>
    public required int ShareReplicas { get; init; }

    /// <summary>GiB of all share replicas.</summary>
    public required int ReplicaGigabytes { get; init; }

    /// <summary>Number of backups.</summary>
    public required int Backups { get; init; }

    /// <summary>GiB of all backups.</summary>
    public required int BackupGigabytes { get; init; }

    /// <summary>Number of encryption keys.</summary>
    public required int EncryptionKeys { get; init; }

    const string Name = "quota";
    static readonly OptionSection Section = new(Name);

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Quota("shares", 50, "Shares of a project."),
        Quota("snapshots", 50, "Snapshots of a project."),
        Quota("gigabytes", 1000, "GiB of all shares of a project."),
        Quota("snapshot_gigabytes", 1000, "GiB of all snapshots of a project."),
        Quota("per_share_gigabytes", -1, "GiB of one share."),
        Quota("share_networks", 10, "Share networks of a project."),
        Quota("share_groups", 50, "Share groups of a project."),
        Quota("share_group_snapshots", 50, "Share group snapshots of a project."),
        Quota("share_replicas", 100, "Share replicas of a project."),
        Quota("replica_gigabytes", 1000, "GiB of all share replicas of a project."),
        Quota("backups", 10, "Backups of a project."),
        Quota("backup_gigabytes", 1000, "GiB of all backups of a project."),
        Quota("encryption_keys", 100, "Encryption keys of a project."),
    ];

    /// Before section quota existed, its options stood in DEFAULT with a prefix.
    static KnownOption Quota(string key, int otherwise, string help) =>
        Section.Integer(key, otherwise, help + " -1 is unlimited.").AtLeast(-1).Was(IniFile.Default, "quota_" + key);

    internal static QuotaOptions Read(OptionReader reader)
    {
        var section = reader.In(Name);
        return new QuotaOptions
        {
            Shares = section.Integer("shares"),
            Snapshots = section.Integer("snapshots"),
            Gigabytes = section.Integer("gigabytes"),
            SnapshotGigabytes = section.Integer("snapshot_gigabytes"),
            PerShareGigabytes = section.Integer("per_share_gigabytes"),
            ShareNetworks = section.Integer("share_networks"),
            ShareGroups = section.Integer("share_groups"),
            ShareGroupSnapshots = section.Integer("share_group_snapshots"),
            ShareReplicas = section.Integer("share_replicas"),
            ReplicaGigabytes = section.Integer("replica_gigabytes"),
            Backups = section.Integer("backups"),
            BackupGigabytes = section.Integer("backup_gigabytes"),
            EncryptionKeys = section.Integer("encryption_keys"),
        };
    }
}
