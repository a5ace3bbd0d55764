using Abaca.Server.Http;

namespace Abaca.Server.Groups;

/// <summary>The operations of share groups.</summary>
public sealed class ShareGroupRoutes(CreateShareGroup create, ListShareGroups list, UpdateShareGroup update, DeleteShareGroup delete) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Index = "share_groups.list";
    /// <summary>See <see cref="Index"/>.</summary>
    public const string Detail = "share_groups.detail";

    /// <summary>All of them: they came together.</summary>
    public static readonly string[] All =
    [
        Index, Detail, "share_groups.create", "share_groups.show", "share_groups.update", "share_groups.delete", "share_groups.reset_status",
        "share_groups.force_delete",
    ];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string One = "/share-groups/{id}";
        routes.Post(All[2], "/share-groups", "share_group:create", create.Handle);
        routes.Get(Index, "/share-groups", "share_group:get_all", list.Index);
        routes.Get(Detail, "/share-groups/detail", "share_group:get_all", list.Detail);
        routes.Get(All[3], One, "share_group:get", list.Show);
        routes.Put(All[4], One, "share_group:update", update.Group);
        routes.Delete(All[5], One, "share_group:delete", delete.Handle);
        routes.Action(All[6], $"{One}/action", "reset_status", "share_group:reset_status", update.ResetGroup);
        routes.Action(All[7], $"{One}/action", "force_delete", "share_group:force_delete", delete.Force);
    }
}

/// <summary>The operations of share group snapshots.</summary>
public sealed class GroupSnapshotRoutes(
    CreateGroupSnapshot create, ListGroupSnapshots list, UpdateShareGroup update, DeleteGroupSnapshot delete) : IRoutes
{
    /// <summary>Names that microversions refer to: they came together.</summary>
    public static readonly string[] All =
    [
        "group_snapshots.list", "group_snapshots.detail", "group_snapshots.create", "group_snapshots.show", "group_snapshots.members",
        "group_snapshots.update", "group_snapshots.delete", "group_snapshots.reset_status", "group_snapshots.force_delete",
    ];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string Many = "/share-group-snapshots";
        const string One = "/share-group-snapshots/{id}";
        routes.Get(All[0], Many, "share_group_snapshot:get_all", list.Index);
        routes.Get(All[1], $"{Many}/detail", "share_group_snapshot:get_all", list.Detail);
        routes.Post(All[2], Many, "share_group_snapshot:create", create.Handle);
        routes.Get(All[3], One, "share_group_snapshot:get", list.Show);
        routes.Get(All[4], $"{One}/members", "share_group_snapshot:get", list.Members);
        routes.Put(All[5], One, "share_group_snapshot:update", update.Snapshot);
        routes.Delete(All[6], One, "share_group_snapshot:delete", delete.Handle);
        routes.Action(All[7], $"{One}/action", "reset_status", "share_group_snapshot:reset_status", update.ResetSnapshot);
        routes.Action(All[8], $"{One}/action", "force_delete", "share_group_snapshot:force_delete", delete.Force);
    }
}

/// <summary>The operations of share group types, their specs and the access to them.</summary>
public sealed class ShareGroupTypeRoutes(ShareGroupTypes types, GroupSpecs specs, ShareGroupTypeAccess access) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public const string Index = "group_types.list";

    /// <summary>All of them: they came together.</summary>
    public static readonly string[] All =
    [
        Index, "group_types.create", "group_types.default", "group_types.show", "group_types.delete", "group_types.access", "group_types.add_access",
        "group_types.remove_access", "group_specs.list", "group_specs.create", "group_specs.show", "group_specs.update", "group_specs.delete",
    ];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string Many = "/share-group-types";
        const string One = "/share-group-types/{id}";
        routes.Get(Index, Many, "share_group_type:index", types.Index);
        routes.Post(All[1], Many, "share_group_type:create", types.Create);
        routes.Get(All[2], $"{Many}/default", "share_group_type:default", types.Default);
        routes.Get(All[3], One, "share_group_type:show", types.Show);
        routes.Delete(All[4], One, "share_group_type:delete", types.Delete);
        routes.Get(All[5], $"{One}/access", "share_group_type:list_project_access", access.List);
        routes.Action(All[6], $"{One}/action", "addProjectAccess", "share_group_type:add_project_access", access.Add);
        routes.Action(All[7], $"{One}/action", "removeProjectAccess", "share_group_type:remove_project_access", access.Remove);
        routes.Get(All[8], $"{One}/group-specs", "share_group_types_spec:index", specs.Index);
        routes.Post(All[9], $"{One}/group-specs", "share_group_types_spec:create", specs.Create);
        routes.Get(All[10], $"{One}/group-specs/{{key}}", "share_group_types_spec:show", specs.Show);
        routes.Put(All[11], $"{One}/group-specs/{{key}}", "share_group_types_spec:update", specs.Update);
        routes.Delete(All[12], $"{One}/group-specs/{{key}}", "share_group_types_spec:delete", specs.Delete);
    }
}
