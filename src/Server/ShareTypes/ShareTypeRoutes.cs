using Abaca.Server.Http;

namespace Abaca.Server.ShareTypes;

/// <summary>The operations of share types.</summary>
public sealed class ShareTypeRoutes(
    ListShareTypes list, CreateShareType create, UpdateShareType update, DeleteShareType delete, ShareTypeAccess access) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Index = "share_types.list";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Create = "share_types.create";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Update = "share_types.update";

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Get(Index, "/types", "share_type:index", list.Index);
        routes.Post(Create, "/types", "share_type:create", create.Handle);
        routes.Get("share_types.default", "/types/default", "share_type:default", list.Default);
        routes.Get("share_types.show", "/types/{id}", "share_type:show", list.Show);
        routes.Put(Update, "/types/{id}", "share_type:update", update.Handle);
        routes.Delete("share_types.delete", "/types/{id}", "share_type:delete", delete.Handle);
        routes.Get("share_types.access", "/types/{id}/share_type_access", "share_type:list_project_access", access.List);
        routes.Get("share_types.access_by_old_name", "/types/{id}/os-share-type-access", "share_type:list_project_access", access.List);
        routes.Action("share_types.add_access", "/types/{id}/action", "addProjectAccess", "share_type:add_project_access", access.Add);
        routes.Action("share_types.remove_access", "/types/{id}/action", "removeProjectAccess", "share_type:remove_project_access", access.Remove);
    }
}

/// <summary>The operations of a share type's extra specs.</summary>
public sealed class ShareTypeExtraSpecRoutes(ShareTypeExtraSpecs specs) : IRoutes
{
    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string All = "/types/{id}/extra_specs";
        const string One = "/types/{id}/extra_specs/{key}";
        routes.Get("extra_specs.list", All, "share_types_extra_spec:index", specs.Index);
        routes.Post("extra_specs.create", All, "share_types_extra_spec:create", specs.Create);
        routes.Get("extra_specs.show", One, "share_types_extra_spec:show", specs.Show);
        routes.Put("extra_specs.update", One, "share_types_extra_spec:update", specs.Update);
        routes.Delete("extra_specs.delete", One, "share_types_extra_spec:delete", specs.Delete);
    }
}
