namespace Abaca.Server.Configuration;

/// <summary>What shares may be asked for, and what they are called on the backends.</summary>
public sealed record ShareOptions
{
    /// <summary><c>default_share_type</c>: name of the type of a share that names none; null: such a request is refused.</summary>
    public required string? DefaultType { get; init; }

    /// <summary><c>default_share_group_type</c>: name of the type of a share group that names none; null: such a request is refused.</summary>
    public required string? DefaultGroupType { get; init; }

    /// <summary><c>enabled_share_protocols</c>, in upper case.</summary>
    public required IReadOnlyList<string> EnabledProtocols { get; init; }

    /// <summary><c>share_name_template</c>: <c>%s</c> stands for the id of the share instance.</summary>
    public required string NameTemplate { get; init; }

    /// <summary><c>share_snapshot_name_template</c>: <c>%s</c> stands for the id of the snapshot instance.</summary>
    public required string SnapshotNameTemplate { get; init; }

    /// <summary><c>default_mount_point_prefix</c>: put before a share's mount point name when its type names no prefix.</summary>
    public required string MountPointPrefix { get; init; }

    /// <summary><c>use_scheduler_creating_share_from_snapshot</c>: a share from a snapshot may go to another pool.</summary>
    public required bool ScheduleSharesFromSnapshots { get; init; }

    /// <summary><c>admin_only_metadata</c>: keys of share metadata that only an administrator may set.</summary>
    public required IReadOnlyList<string> AdminOnlyMetadata { get; init; }

    /// <summary><c>admin_only_el_metadata</c>: keys of export location metadata that only an administrator may set.</summary>
    public required IReadOnlyList<string> AdminOnlyExportLocationMetadata { get; init; }

    /// <summary><c>abaca_max_metadata_items</c>: items that one resource may have.</summary>
    public required int MostMetadataItems { get; init; }

    /// <summary><c>abaca_max_access_rules</c>: rules that one share may have.</summary>
    public required int MostAccessRules { get; init; }

    /// <summary><c>replica_state_update_interval</c>: how often a replica that is in step is looked at.</summary>
    public required TimeSpan ReplicaUpdateInterval { get; init; }

    /// <summary><c>migration_driver_continue_update_interval</c>: longest pause between two looks at a share that a driver moves.</summary>
    public required TimeSpan MigrationUpdateInterval { get; init; }

    static readonly OptionSection Section = new(IniFile.Default);

    /// <summary>Every protocol Manila knows.</summary>
    internal static IReadOnlyList<string> Protocols { get; } = ["NFS", "CIFS", "GLUSTERFS", "HDFS", "CEPHFS", "MAPRFS", "LUSTRE"];

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Word("default_share_type", null, "Share type of requests that name none."),
        Section.Word("default_share_group_type", null, "Share group type of requests for groups that name none."),
        Section.List("enabled_share_protocols", "NFS,CIFS", $"Protocols that shares may be asked for: {string.Join(' ', Protocols)}."),
        Section.Word("share_name_template", "share-%s", "Name of a share on its backend; %s stands for the id of the share instance."),
        Section.Word("share_snapshot_name_template", "share-snapshot-%s",
            "Name of a snapshot on its backend; %s stands for the id of the snapshot instance."),
        Section.Word("default_mount_point_prefix", "{project_id}_", "Put before mount point names when the share type names no prefix."),
        Section.Flag("use_scheduler_creating_share_from_snapshot", false, "A share from a snapshot may go to another pool than its parent."),
        Section.Integer("replica_state_update_interval", 300, "Seconds between two looks at a share replica that is in step.").AtLeast(1),
        Section.List("admin_only_metadata", "__affinity_same_host,__affinity_different_host,__managed_at",
            "Keys of share metadata that only an administrator may set."),
        Section.List("admin_only_el_metadata", "preferred", "Keys of export location metadata that only an administrator may set."),
        Section.Integer("abaca_max_metadata_items", 256, "Metadata items that one share, snapshot, rule or export location may have.").AtLeast(1),
        Section.Integer("abaca_max_access_rules", 1000, "Access rules that one share may have; its backend is told all of them at each change.").AtLeast(1),
        Section.Integer("migration_driver_continue_update_interval", 60,
            "Seconds of the longest pause between two looks at a share that its driver moves; the first looks follow more quickly.").AtLeast(1),
    ];

    internal static ShareOptions Read(OptionReader reader)
    {
        var section = reader.In(IniFile.Default);
        return new ShareOptions
        {
            DefaultType = section.TextOrNull("default_share_type"),
            DefaultGroupType = section.TextOrNull("default_share_group_type"),
            EnabledProtocols = [.. section.List("enabled_share_protocols").Select(protocol => protocol.ToUpperInvariant())],
            NameTemplate = section.Text("share_name_template"),
            SnapshotNameTemplate = section.Text("share_snapshot_name_template"),
            MountPointPrefix = section.Text("default_mount_point_prefix"),
            ScheduleSharesFromSnapshots = section.Flag("use_scheduler_creating_share_from_snapshot"),
            ReplicaUpdateInterval = section.Seconds("replica_state_update_interval"),
            MostMetadataItems = section.Integer("abaca_max_metadata_items"),
            MostAccessRules = section.Integer("abaca_max_access_rules"),
            AdminOnlyMetadata = section.List("admin_only_metadata"),
            AdminOnlyExportLocationMetadata = section.List("admin_only_el_metadata"),
            MigrationUpdateInterval = section.Seconds("migration_driver_continue_update_interval"),
        };
    }
}
