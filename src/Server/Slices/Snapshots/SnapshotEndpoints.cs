namespace Abaca.Server.Snapshots;

/// <summary>The endpoints of snapshots, and a share's way back to one.</summary>
static class SnapshotEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Create = All.Post<CreateSnapshot>("snapshots.create", "/snapshots", "share:create_snapshot", u => u.Handle, late: true);
    public static readonly ListEndpoints Lists = All.Lists<Snapshot, SnapshotView>("snapshots", "/snapshots", ("share_snapshot:get_all_snapshots", "share_snapshot:get_snapshot"), late: true);
    public static readonly Endpoint ExportLocations = All.Get<SnapshotExports>("snapshots.export_locations", "/snapshots/{id}/export-locations", "share_snapshot_export_location:index", u => u.ExportLocations);
    public static readonly Endpoint ExportLocation = All.Get<SnapshotExports>("snapshots.export_location", "/snapshots/{id}/export-locations/{location}", "share_snapshot_export_location:show", u => u.ExportLocation);
    public static readonly Endpoint AccessList = All.Get<SnapshotExports>("snapshots.access_list", "/snapshots/{id}/access-list", "share_snapshot:access_list", u => u.AccessList);
    public static readonly Endpoint Update = All.Put<Update<Snapshot>>("snapshots.update", "/snapshots/{id}", "share:snapshot_update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<DeleteSnapshot>("snapshots.delete", "/snapshots/{id}", "share:delete_snapshot", u => u.Handle);
    public static readonly Endpoint Reset = All.Action<StatusReset<Snapshot>>("snapshots.reset_status", "/snapshots/{id}/action", "reset_status", "share_snapshot:reset_status", u => u.Handle);
    public static readonly Endpoint ForceDelete = All.Action<DeleteSnapshot>("snapshots.force_delete", "/snapshots/{id}/action", "force_delete", "share_snapshot:force_delete", u => u.Force);
    public static readonly Endpoint Revert = All.Action<RevertShare>("shares.revert", "/shares/{id}/action", "revert", "share:revert_to_snapshot", u => u.Handle, late: true);
}

/// <summary>The endpoints that take snapshots under management and let go of them.</summary>
static class SnapshotManagementEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Manage = All.Post<ManageSnapshot>("snapshots.manage", "/snapshots/manage", "share_snapshot:manage_snapshot", u => u.Handle);
    public static readonly Endpoint Unmanage = All.Action<UnmanageSnapshot>("snapshots.unmanage", "/snapshots/{id}/action", "unmanage", "share_snapshot:unmanage_snapshot", u => u.Handle);
}

/// <summary>The endpoints of snapshot metadata.</summary>
static class SnapshotMetadataEndpoints
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All { get; } = new EndpointTable().Metadata<Snapshot>(
        "snapshot_metadata", "/snapshots/{id}", ("share_snapshot:get_metadata", "share_snapshot:update_metadata", "share_snapshot:delete_metadata"));
}
