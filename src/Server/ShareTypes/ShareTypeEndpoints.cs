using Abaca.Server.Http;

namespace Abaca.Server.ShareTypes;

/// <summary>The endpoints of share types.</summary>
static class ShareTypeEndpoints
{
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All => Table.All;

    public static readonly Endpoint Index = Table.Get<ListShareTypes>("share_types.list", "/types", "share_type:index", u => u.Index);
    public static readonly Endpoint Create = Table.Post<CreateShareType>("share_types.create", "/types", "share_type:create", u => u.Handle);
    public static readonly Endpoint Default = Table.Get<ListShareTypes>("share_types.default", "/types/default", "share_type:default", u => u.Default);
    public static readonly Endpoint Show = Table.Get<ListShareTypes>("share_types.show", "/types/{id}", "share_type:show", u => u.Show);
    public static readonly Endpoint Update = Table.Put<UpdateShareType>("share_types.update", "/types/{id}", "share_type:update", u => u.Handle);
    public static readonly Endpoint Delete = Table.Delete<DeleteShareType>("share_types.delete", "/types/{id}", "share_type:delete", u => u.Handle);
    public static readonly Endpoint Access = Table.Get<ShareTypeAccess>("share_types.access", "/types/{id}/share_type_access", "share_type:list_project_access", u => u.List);
    public static readonly Endpoint AccessByOldName = Table.Get<ShareTypeAccess>("share_types.access_by_old_name", "/types/{id}/os-share-type-access", "share_type:list_project_access", u => u.List);
    public static readonly Endpoint AddAccess = Table.Action<ShareTypeAccess>("share_types.add_access", "/types/{id}/action", "addProjectAccess", "share_type:add_project_access", u => u.Add);
    public static readonly Endpoint RemoveAccess = Table.Action<ShareTypeAccess>("share_types.remove_access", "/types/{id}/action", "removeProjectAccess", "share_type:remove_project_access", u => u.Remove);
}

/// <summary>The endpoints of a share type's extra specs.</summary>
static class ShareTypeExtraSpecEndpoints
{
    const string One = "/types/{id}/extra_specs/{key}";
    const string AllPath = "/types/{id}/extra_specs";
    static readonly EndpointTable Table = new();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All => Table.All;

    public static readonly Endpoint Index = Table.Get<ShareTypeExtraSpecs>("extra_specs.list", AllPath, "share_types_extra_spec:index", u => u.Index);
    public static readonly Endpoint Create = Table.Post<ShareTypeExtraSpecs>("extra_specs.create", AllPath, "share_types_extra_spec:create", u => u.Create);
    public static readonly Endpoint Show = Table.Get<ShareTypeExtraSpecs>("extra_specs.show", One, "share_types_extra_spec:show", u => u.Show);
    public static readonly Endpoint Update = Table.Put<ShareTypeExtraSpecs>("extra_specs.update", One, "share_types_extra_spec:update", u => u.Update);
    public static readonly Endpoint Delete = Table.Delete<ShareTypeExtraSpecs>("extra_specs.delete", One, "share_types_extra_spec:delete", u => u.Delete);
}
