namespace Abaca.Server.Shares;

/// <summary>What the share slice needs of the configuration.</summary>
/// <param name="Protocols"><c>enabled_share_protocols</c>, in upper case.</param>
/// <param name="NameTemplate"><c>share_name_template</c>: <c>%s</c> is the instance id.</param>
/// <param name="SnapshotNameTemplate"><c>share_snapshot_name_template</c>: <c>%s</c> is the snapshot instance id.</param>
/// <param name="AdminOnlyMetadata"><c>admin_only_metadata</c>: keys that only admins may change.</param>
/// <param name="MountPointPrefix"><c>default_mount_point_prefix</c>.</param>
/// <param name="ScheduleClones"><c>use_scheduler_creating_share_from_snapshot</c>.</param>
/// <param name="PlacementAttempts"><c>scheduler_max_attempts</c>: pools tried before a creation fails.</param>
public sealed record ShareSettings(
    IReadOnlyList<string> Protocols, string NameTemplate, string SnapshotNameTemplate, IReadOnlyList<string> AdminOnlyMetadata,
    string MountPointPrefix, bool ScheduleClones, int PlacementAttempts)
{
    /// <summary><c>admin_only_el_metadata</c>: keys of export locations' metadata that only admins may change.</summary>
    public IReadOnlyList<string> AdminOnlyExportMetadata { get; init; } = [ExportLocationView.PreferredKey];

    /// <summary><c>abaca_max_metadata_items</c>: items that one resource may have.</summary>
    public int MostMetadataItems { get; init; } = 256;

    /// <summary><c>abaca_max_access_rules</c>: rules that one share may have.</summary>
    public int MostAccessRules { get; init; } = 1000;

    /// <summary>Who may set which metadata of shares, snapshots, access rules and replicas.</summary>
    public MetadataPolicy ForAdmins => new([.. AdminOnlyMetadata, ExportLocationStore.MountOptionsKey], "share:update_admin_only_metadata", MostMetadataItems);

    /// <summary>The same for export locations.</summary>
    public MetadataPolicy ExportsForAdmins => new(AdminOnlyExportMetadata, "share_export_location:update_admin_only_metadata", MostMetadataItems);
}
