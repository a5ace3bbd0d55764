using Abaca.Server.Http;

namespace Abaca.Server.Shares;

/// <summary>The operations of shares.</summary>
sealed class ShareRoutes(
    CreateShare create, ListShares list, UpdateShare update, DeleteShare delete, ResizeShare resize, ResetShareStatus reset) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Create = "shares.create";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Index = "shares.list";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Detail = "shares.detail";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Extend = "shares.extend";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Shrink = "shares.shrink";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Reset = "shares.reset_status";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string ForceDelete = "shares.force_delete";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Post(Create, "/shares", "share:create", create.Handle, late: true);
        routes.Get(Index, "/shares", "share:get_all", list.Index);
        routes.Get(Detail, "/shares/detail", "share:get_all", list.Detail);
        routes.Get("shares.show", "/shares/{id}", "share:get", list.Show);
        routes.Put("shares.update", "/shares/{id}", "share:update", update.Handle);
        routes.Delete("shares.delete", "/shares/{id}", "share:delete", delete.Handle);
        routes.Action(Extend, "/shares/{id}/action", "extend", "share:extend", resize.Extend, late: true);
        routes.Action(Shrink, "/shares/{id}/action", "shrink", "share:shrink", resize.Shrink, late: true);
        routes.Action(Reset, "/shares/{id}/action", "reset_status", "share:reset_status", reset.Handle);
        routes.Action(ForceDelete, "/shares/{id}/action", "force_delete", "share:force_delete", delete.Force);
    }
}

/// <summary>The operations that take shares under management and let go of them.</summary>
sealed class ShareManagementRoutes(ManageShare manage, UnmanageShare unmanage) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Manage = "shares.manage";
    /// <summary>See <see cref="Manage"/>.</summary>
    public const string Unmanage = "shares.unmanage";
    /// <summary>Letting go as it was before it became an action: without a body.</summary>
    public const string UnmanageByPath = "shares.unmanage_by_path";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Post(Manage, "/shares/manage", "share:manage", manage.Handle);
        routes.Action(Unmanage, "/shares/{id}/action", "unmanage", "share:unmanage", unmanage.Handle);
        routes.Post(UnmanageByPath, "/os-share-unmanage/{id}/unmanage", "share:unmanage", unmanage.Handle);
    }
}

/// <summary>The operations of share metadata.</summary>
public sealed class ShareMetadataRoutes(ShareMetadata metadata) : IRoutes
{
    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string Whole = "/shares/{id}/metadata";
        const string Item = "/shares/{id}/metadata/{key}";
        routes.Get("share_metadata.show", Whole, "share:get_share_metadata", metadata.Show);
        routes.Post("share_metadata.merge", Whole, "share:update_share_metadata", metadata.Merge);
        routes.Put("share_metadata.replace", Whole, "share:update_share_metadata", metadata.Replace);
        routes.Get("share_metadata.item", Item, "share:get_share_metadata", metadata.ShowItem);
        routes.Post("share_metadata.set_item", Item, "share:update_share_metadata", metadata.SetItem);
        routes.Delete("share_metadata.delete_item", Item, "share:delete_share_metadata", metadata.DeleteItem);
    }
}

/// <summary>The operations of share instances.</summary>
public sealed class ShareInstanceRoutes(ShareInstances instances, ShareInstanceActions actions) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Index = "share_instances.list";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Show = "share_instances.show";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string OfShare = "share_instances.of_share";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Reset = "share_instances.reset_status";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string ForceDelete = "share_instances.force_delete";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Get(Index, "/share_instances", "share_instance:index", instances.List);
        routes.Get(Show, "/share_instances/{id}", "share_instance:show", instances.Show);
        routes.Get(OfShare, "/shares/{id}/instances", "share_instance:index", instances.OfShare);
        routes.Action(Reset, "/share_instances/{id}/action", "reset_status", "share_instance:reset_status", actions.ResetStatus);
        routes.Action(ForceDelete, "/share_instances/{id}/action", "force_delete", "share_instance:force_delete", actions.ForceDelete);
    }
}

/// <summary>The operations of export locations.</summary>
public sealed class ExportLocationRoutes(ExportLocations exports) : IRoutes
{
    /// <summary>Names that microversions refer to: locations.</summary>
    public static readonly string[] Reading =
        ["export_locations.list", "export_locations.show", "export_locations.of_instance", "export_locations.show_of_instance"];

    /// <summary>Names that microversions refer to: their metadata.</summary>
    public static readonly string[] Metadata =
    [
        "export_location_metadata.show", "export_location_metadata.merge", "export_location_metadata.replace",
        "export_location_metadata.item", "export_location_metadata.set_item", "export_location_metadata.delete_item",
    ];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Get(Reading[0], "/shares/{id}/export_locations", "share_export_location:index", exports.OfShare);
        routes.Get(Reading[1], "/shares/{id}/export_locations/{location}", "share_export_location:show", exports.Show);
        routes.Get(Reading[2], "/share_instances/{id}/export_locations", "share_instance_export_location:index", exports.OfInstance);
        routes.Get(Reading[3], "/share_instances/{id}/export_locations/{location}", "share_instance_export_location:show", exports.ShowOfInstance);

        const string Whole = "/shares/{id}/export_locations/{location}/metadata";
        const string Item = "/shares/{id}/export_locations/{location}/metadata/{key}";
        routes.Get(Metadata[0], Whole, "share_export_location:get_metadata", exports.Metadata);
        routes.Post(Metadata[1], Whole, "share_export_location:update_metadata", exports.MergeMetadata);
        routes.Put(Metadata[2], Whole, "share_export_location:update_metadata", exports.ReplaceMetadata);
        routes.Get(Metadata[3], Item, "share_export_location:get_metadata", exports.MetadataItem);
        routes.Post(Metadata[4], Item, "share_export_location:update_metadata", exports.SetMetadataItem);
        routes.Delete(Metadata[5], Item, "share_export_location:delete_metadata", exports.DeleteMetadataItem);
    }
}
