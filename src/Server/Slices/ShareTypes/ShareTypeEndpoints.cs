namespace Abaca.Server.ShareTypes;

/// <summary>The endpoints of share types, their extra specs and the access to them.</summary>
static class ShareTypeEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<ListShareTypes>("share_types.list", "/types", "share_type:index", u => u.Index);
    public static readonly Endpoint Create = All.Post<CreateShareType>("share_types.create", "/types", "share_type:create", u => u.Handle);
    public static readonly Endpoint Default = All.Get<ListShareTypes>("share_types.default", "/types/default", "share_type:default", u => u.Default);
    public static readonly Endpoint Show = All.Get<ListShareTypes>("share_types.show", "/types/{id}", "share_type:show", u => u.Show);
    public static readonly Endpoint Update = All.Put<Update<ShareType>>("share_types.update", "/types/{id}", "share_type:update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<DeleteShareType>("share_types.delete", "/types/{id}", "share_type:delete", u => u.Handle);
    public static readonly Endpoint AccessByOldName = All.Get<ProjectAccess<ShareType>>("share_types.access_by_old_name", "/types/{id}/os-share-type-access", "share_type:list_project_access", u => u.List);
    public static readonly IReadOnlyList<Endpoint> Access = All.ProjectAccess<ShareType>("share_types", "/types/{id}", "share_type", "share_type_access");
    public static readonly IReadOnlyList<Endpoint> ExtraSpecs = All.Specs<ShareType>("extra_specs", "/types/{id}/extra_specs", "share_types_extra_spec");
}
