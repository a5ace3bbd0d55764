namespace Abaca.Server.Shares;

/// <summary>The endpoints of shares.</summary>
static class ShareEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Create = All.Post<CreateShare>("shares.create", "/shares", "share:create", u => u.Handle, late: true);
    public static readonly Endpoint Index = All.Get<ListShares>("shares.list", "/shares", "share:get_all", u => u.Index);
    public static readonly Endpoint Detail = All.Get<ListShares>("shares.detail", "/shares/detail", "share:get_all", u => u.Detail);
    public static readonly Endpoint Show = All.Get<ListShares>("shares.show", "/shares/{id}", "share:get", u => u.Show);
    public static readonly Endpoint Update = All.Put<Update<Share>>("shares.update", "/shares/{id}", "share:update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<DeleteShare>("shares.delete", "/shares/{id}", "share:delete", u => u.Handle);
    public static readonly Endpoint Extend = All.Action<ResizeShare>("shares.extend", "/shares/{id}/action", "extend", "share:extend", u => u.Extend, late: true);
    public static readonly Endpoint Shrink = All.Action<ResizeShare>("shares.shrink", "/shares/{id}/action", "shrink", "share:shrink", u => u.Shrink, late: true);
    public static readonly Endpoint Reset = All.Action<ResetShareStatus>("shares.reset_status", "/shares/{id}/action", "reset_status", "share:reset_status", u => u.Handle);
    public static readonly Endpoint ForceDelete = All.Action<DeleteShare>("shares.force_delete", "/shares/{id}/action", "force_delete", "share:force_delete", u => u.Force);
}

/// <summary>The endpoints that take shares under management and let go of them.</summary>
static class ShareManagementEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Manage = All.Post<ManageShare>("shares.manage", "/shares/manage", "share:manage", u => u.Handle);
    public static readonly Endpoint Unmanage = All.Action<UnmanageShare>("shares.unmanage", "/shares/{id}/action", "unmanage", "share:unmanage", u => u.Handle);
    public static readonly Endpoint UnmanageByPath = All.Post<UnmanageShare>("shares.unmanage_by_path", "/os-share-unmanage/{id}/unmanage", "share:unmanage", u => u.Handle);
}

/// <summary>The endpoints of share metadata.</summary>
static class ShareMetadataEndpoints
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All { get; } = new EndpointTable().Metadata<Share>(
        "share_metadata", "/shares/{id}", ("share:get_share_metadata", "share:update_share_metadata", "share:delete_share_metadata"));
}

/// <summary>The endpoints of share instances.</summary>
static class ShareInstanceEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<ShareInstances>("share_instances.list", "/share_instances", "share_instance:index", u => u.List);
    public static readonly Endpoint Show = All.Get<ShareInstances>("share_instances.show", "/share_instances/{id}", "share_instance:show", u => u.Show);
    public static readonly Endpoint OfShare = All.Get<ShareInstances>("share_instances.of_share", "/shares/{id}/instances", "share_instance:index", u => u.OfShare);
    public static readonly Endpoint Reset = All.Action<ShareInstanceActions>("share_instances.reset_status", "/share_instances/{id}/action", "reset_status", "share_instance:reset_status", u => u.ResetStatus);
    public static readonly Endpoint ForceDelete = All.Action<ShareInstanceActions>("share_instances.force_delete", "/share_instances/{id}/action", "force_delete", "share_instance:force_delete", u => u.ForceDelete);
}

/// <summary>The endpoints of export locations.</summary>
static class ExportLocationEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<ExportLocations>("export_locations.list", "/shares/{id}/export_locations", "share_export_location:index", u => u.OfShare);
    public static readonly Endpoint Show = All.Get<ExportLocations>("export_locations.show", "/shares/{id}/export_locations/{location}", "share_export_location:show", u => u.Show);
    public static readonly Endpoint OfInstance = All.Get<ExportLocations>("export_locations.of_instance", "/share_instances/{id}/export_locations", "share_instance_export_location:index", u => u.OfInstance);
    public static readonly Endpoint ShowOfInstance = All.Get<ExportLocations>("export_locations.show_of_instance", "/share_instances/{id}/export_locations/{location}", "share_instance_export_location:show", u => u.ShowOfInstance);
    public static readonly IReadOnlyList<Endpoint> Reading = [Index, Show, OfInstance, ShowOfInstance];
    public static readonly IReadOnlyList<Endpoint> Metadata = All.Metadata<StoredExport>(
        "export_location_metadata", "/shares/{id}/export_locations/{location}",
        ("share_export_location:get_metadata", "share_export_location:update_metadata", "share_export_location:delete_metadata"));
}
