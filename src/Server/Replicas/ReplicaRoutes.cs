using Abaca.Server.Http;

namespace Abaca.Server.Replicas;

/// <summary>The operations of share replicas.</summary>
public sealed class ReplicaRoutes(
    CreateReplica create, ListReplicas list, DeleteReplica delete, PromoteReplica promote, ResyncReplica resync, ResetReplica reset) : IRoutes
{
    /// <summary>Name that microversions refer to.</summary>
    public const string Create = "replicas.create";
    /// <summary>See <see cref="Create"/>.</summary>
    public const string Promote = "replicas.promote";

    /// <summary>All of them: they came together.</summary>
    public static readonly string[] All =
    [
        Create, Promote, "replicas.list", "replicas.detail", "replicas.show", "replicas.delete", "replicas.resync", "replicas.force_delete",
        "replicas.reset_status", "replicas.reset_replica_state",
    ];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string One = "/share-replicas/{id}";
        routes.Post(Create, "/share-replicas", "share_replica:create", create.Handle);
        routes.Action(Promote, $"{One}/action", "promote", "share_replica:promote", promote.Handle);
        routes.Get(All[2], "/share-replicas", "share_replica:get_all", list.Index);
        routes.Get(All[3], "/share-replicas/detail", "share_replica:get_all", list.Detail);
        routes.Get(All[4], One, "share_replica:show", list.Show);
        routes.Delete(All[5], One, "share_replica:delete", delete.Handle);
        routes.Action(All[6], $"{One}/action", "resync", "share_replica:resync", resync.Handle);
        routes.Action(All[7], $"{One}/action", "force_delete", "share_replica:force_delete", delete.Force);
        routes.Action(All[8], $"{One}/action", "reset_status", "share_replica:reset_status", reset.Status);
        routes.Action(All[9], $"{One}/action", "reset_replica_state", "share_replica:reset_replica_state", reset.State);
    }
}

/// <summary>The operations of a replica's export locations.</summary>
public sealed class ReplicaExportRoutes(ReplicaExportLocations exports) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public static readonly string[] All = ["replica_exports.list", "replica_exports.show"];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        routes.Get(All[0], "/share-replicas/{id}/export-locations", "share_replica_export_location:index", exports.List);
        routes.Get(All[1], "/share-replicas/{id}/export-locations/{location}", "share_replica_export_location:show", exports.Show);
    }
}

/// <summary>The operations of replica metadata.</summary>
public sealed class ReplicaMetadataRoutes(ReplicaMetadata metadata) : IRoutes
{
    /// <summary>Names that microversions refer to.</summary>
    public static readonly string[] All =
    [
        "replica_metadata.show", "replica_metadata.merge", "replica_metadata.replace", "replica_metadata.item", "replica_metadata.set_item",
        "replica_metadata.delete_item",
    ];

    /// <inheritdoc/>
    public void Map(ApiRoutes routes)
    {
        const string Whole = "/share-replicas/{id}/metadata";
        const string Item = "/share-replicas/{id}/metadata/{key}";
        routes.Get(All[0], Whole, "share_replica:get_metadata", metadata.Show);
        routes.Post(All[1], Whole, "share_replica:update_metadata", metadata.Merge);
        routes.Put(All[2], Whole, "share_replica:update_metadata", metadata.Replace);
        routes.Get(All[3], Item, "share_replica:get_metadata", metadata.ShowItem);
        routes.Post(All[4], Item, "share_replica:update_metadata", metadata.SetItem);
        routes.Delete(All[5], Item, "share_replica:delete_metadata", metadata.DeleteItem);
    }
}
