namespace Abaca.Server.Replicas;

/// <summary>The endpoints of share replicas.</summary>
static class ReplicaEndpoints
{
    const string One = "/share-replicas/{id}";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Create = All.Post<CreateReplica>("replicas.create", "/share-replicas", "share_replica:create", u => u.Handle);
    public static readonly Endpoint Promote = All.Action<PromoteReplica>("replicas.promote", $"{One}/action", "promote", "share_replica:promote", u => u.Handle);
    public static readonly ListEndpoints Lists = All.Lists<ShareReplica, ShareReplicaView>("replicas", "/share-replicas", ("share_replica:get_all", "share_replica:show"));
    public static readonly Endpoint Delete = All.Delete<DeleteReplica>("replicas.delete", One, "share_replica:delete", u => u.Handle);
    public static readonly Endpoint Resync = All.Action<ResyncReplica>("replicas.resync", $"{One}/action", "resync", "share_replica:resync", u => u.Handle);
    public static readonly Endpoint ForceDelete = All.Action<DeleteReplica>("replicas.force_delete", $"{One}/action", "force_delete", "share_replica:force_delete", u => u.Force);
    public static readonly Endpoint ResetStatus = All.Action<ResetReplica>("replicas.reset_status", $"{One}/action", "reset_status", "share_replica:reset_status", u => u.Status);
    public static readonly Endpoint ResetReplicaState = All.Action<ResetReplica>("replicas.reset_replica_state", $"{One}/action", "reset_replica_state", "share_replica:reset_replica_state", u => u.State);
}

/// <summary>The endpoints of a replica's export locations.</summary>
static class ReplicaExportEndpoints
{
    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint List = All.Get<ReplicaExportLocations>("replica_exports.list", "/share-replicas/{id}/export-locations", "share_replica_export_location:index", u => u.List);
    public static readonly Endpoint Show = All.Get<ReplicaExportLocations>("replica_exports.show", "/share-replicas/{id}/export-locations/{location}", "share_replica_export_location:show", u => u.Show);
}

/// <summary>The endpoints of replica metadata.</summary>
static class ReplicaMetadataEndpoints
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Endpoint> All { get; } = new EndpointTable().Metadata<ShareReplica>(
        "replica_metadata", "/share-replicas/{id}", ("share_replica:get_metadata", "share_replica:update_metadata", "share_replica:delete_metadata"));
}
