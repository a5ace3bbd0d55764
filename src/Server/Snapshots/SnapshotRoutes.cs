using Abaca.Server.Http;

namespace Abaca.Server.Snapshots;

/// <summary>The operations of snapshots, and a share's way back to one.</summary>
public sealed class SnapshotRoutes(
    CreateSnapshot create, ListSnapshots list, UpdateSnapshot update, DeleteSnapshot delete, ResetSnapshotStatus reset, RevertShare revert) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Create = "snapshots.create";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Index = "snapshots.list";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Detail = "snapshots.detail";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Reset = "snapshots.reset_status";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string ForceDelete = "snapshots.force_delete";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Revert = "shares.revert";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string ExportLocations = "snapshots.export_locations";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string ExportLocation = "snapshots.export_location";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string AccessList = "snapshots.access_list";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Post(Create, "/snapshots", "share:create_snapshot", create.Handle, late: true);
        routes.Get(Index, "/snapshots", "share_snapshot:get_all_snapshots", list.Index);
        routes.Get(Detail, "/snapshots/detail", "share_snapshot:get_all_snapshots", list.Detail);
        routes.Get("snapshots.show", "/snapshots/{id}", "share_snapshot:get_snapshot", list.Show, late: true);
        routes.Get(ExportLocations, "/snapshots/{id}/export-locations", "share_snapshot_export_location:index", list.ExportLocations);
        routes.Get(ExportLocation, "/snapshots/{id}/export-locations/{location}", "share_snapshot_export_location:show", list.ExportLocation);
        routes.Get(AccessList, "/snapshots/{id}/access-list", "share_snapshot:access_list", list.AccessList);
        routes.Put("snapshots.update", "/snapshots/{id}", "share:snapshot_update", update.Handle);
        routes.Delete("snapshots.delete", "/snapshots/{id}", "share:delete_snapshot", delete.Handle);
        routes.Action(Reset, "/snapshots/{id}/action", "reset_status", "share_snapshot:reset_status", reset.Handle);
        routes.Action(ForceDelete, "/snapshots/{id}/action", "force_delete", "share_snapshot:force_delete", delete.Force);
        routes.Action(Revert, "/shares/{id}/action", "revert", "share:revert_to_snapshot", revert.Handle, late: true);
    }
}

/// <summary>The operations that take snapshots under management and let go of them.</summary>
sealed class SnapshotManagementRoutes(ManageSnapshot manage, UnmanageSnapshot unmanage) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Manage = "snapshots.manage";
    /// <summary>See <see cref="Manage"/>.</summary>
    public const string Unmanage = "snapshots.unmanage";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Post(Manage, "/snapshots/manage", "share_snapshot:manage_snapshot", manage.Handle);
        routes.Action(Unmanage, "/snapshots/{id}/action", "unmanage", "share_snapshot:unmanage_snapshot", unmanage.Handle);
    }
}

/// <summary>The operations of snapshot metadata.</summary>
public sealed class SnapshotMetadataRoutes(SnapshotMetadata metadata) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public static readonly string[] All =
    [
        "snapshot_metadata.show", "snapshot_metadata.merge", "snapshot_metadata.replace",
        "snapshot_metadata.item", "snapshot_metadata.set_item", "snapshot_metadata.delete_item",
    ];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string Whole = "/snapshots/{id}/metadata";
        const string Item = "/snapshots/{id}/metadata/{key}";
        routes.Get(All[0], Whole, "share_snapshot:get_metadata", metadata.Show);
        routes.Post(All[1], Whole, "share_snapshot:update_metadata", metadata.Merge);
        routes.Put(All[2], Whole, "share_snapshot:update_metadata", metadata.Replace);
        routes.Get(All[3], Item, "share_snapshot:get_metadata", metadata.ShowItem);
        routes.Post(All[4], Item, "share_snapshot:update_metadata", metadata.SetItem);
        routes.Delete(All[5], Item, "share_snapshot:delete_metadata", metadata.DeleteItem);
    }
}
