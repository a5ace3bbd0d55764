namespace Abaca.Server.Groups;

/// <summary>The endpoints of share groups.</summary>
static class ShareGroupEndpoints
{
    const string One = "/share-groups/{id}";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Create = All.Post<CreateShareGroup>("share_groups.create", "/share-groups", "share_group:create", u => u.Handle);
    public static readonly ListEndpoints Lists = All.Lists<ShareGroup, ShareGroupView>("share_groups", "/share-groups", ("share_group:get_all", "share_group:get"));
    public static readonly Endpoint Update = All.Put<Update<ShareGroup>>("share_groups.update", One, "share_group:update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<DeleteShareGroup>("share_groups.delete", One, "share_group:delete", u => u.Handle);
    public static readonly Endpoint ResetStatus = All.Action<StatusReset<ShareGroup>>("share_groups.reset_status", $"{One}/action", "reset_status", "share_group:reset_status", u => u.Handle);
    public static readonly Endpoint ForceDelete = All.Action<DeleteShareGroup>("share_groups.force_delete", $"{One}/action", "force_delete", "share_group:force_delete", u => u.Force);
}

/// <summary>The endpoints of share group snapshots.</summary>
static class GroupSnapshotEndpoints
{
    const string Many = "/share-group-snapshots";
    const string One = "/share-group-snapshots/{id}";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly ListEndpoints Lists = All.Lists<GroupSnapshot, GroupSnapshotView>("group_snapshots", Many, ("share_group_snapshot:get_all", "share_group_snapshot:get"));
    public static readonly Endpoint Create = All.Post<CreateGroupSnapshot>("group_snapshots.create", Many, "share_group_snapshot:create", u => u.Handle);
    public static readonly Endpoint Members = All.Get<ListMembers>("group_snapshots.members", $"{One}/members", "share_group_snapshot:get", u => u.Handle);
    public static readonly Endpoint Update = All.Put<Update<GroupSnapshot>>("group_snapshots.update", One, "share_group_snapshot:update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<DeleteGroupSnapshot>("group_snapshots.delete", One, "share_group_snapshot:delete", u => u.Handle);
    public static readonly Endpoint ResetStatus = All.Action<StatusReset<GroupSnapshot>>("group_snapshots.reset_status", $"{One}/action", "reset_status", "share_group_snapshot:reset_status", u => u.Handle);
    public static readonly Endpoint ForceDelete = All.Action<DeleteGroupSnapshot>("group_snapshots.force_delete", $"{One}/action", "force_delete", "share_group_snapshot:force_delete", u => u.Force);
}

/// <summary>The endpoints of share group types, their specs and the access to them.</summary>
static class ShareGroupTypeEndpoints
{
    const string Many = "/share-group-types";
    const string One = "/share-group-types/{id}";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<ShareGroupTypes>("group_types.list", Many, "share_group_type:index", u => u.Index);
    public static readonly Endpoint Create = All.Post<ShareGroupTypes>("group_types.create", Many, "share_group_type:create", u => u.Create);
    public static readonly Endpoint Default = All.Get<ShareGroupTypes>("group_types.default", $"{Many}/default", "share_group_type:default", u => u.Default);
    public static readonly Endpoint Show = All.Get<ShareGroupTypes>("group_types.show", One, "share_group_type:show", u => u.Show);
    public static readonly Endpoint Delete = All.Delete<ShareGroupTypes>("group_types.delete", One, "share_group_type:delete", u => u.Delete);
    public static readonly IReadOnlyList<Endpoint> Access = All.ProjectAccess<ShareGroupType>("group_types", One, "share_group_type", "access");
    public static readonly IReadOnlyList<Endpoint> Specs = All.Specs<ShareGroupType>("group_specs", $"{One}/group-specs", "share_group_types_spec");
}
