namespace Abaca.Client;

/// <summary>Calls about share replicas; from 2.56.</summary>
/// <param name="api">The line to the service.</param>
public sealed class ReplicaCalls(ShareApi api)
{
    /// <summary>The version in which replicas stopped being an experiment.</summary>
    const int Minor = 56;

    /// <summary>Lists replicas, all pages.</summary>
    /// <param name="shareId">Of this share; null: of any.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<ShareReplica>> List(string? shareId, CancellationToken ct) =>
        Pages.All(null, () => new Query("share-replicas/detail").With("share_id", shareId),
            (path, stop) => api.Send(ApiCall.Get(path, Minor), WireJson.Default.ShareReplicasDocument, stop), page => page.ShareReplicas, ct);

    /// <summary>Shows one replica.</summary>
    public Task<ShareReplica> Show(string id, CancellationToken ct) => Replica(ApiCall.Get(Path(id), Minor), ct);

    /// <summary>Asks for a further replica of a share; the answer is "creating".</summary>
    /// <param name="shareId">The share.</param>
    /// <param name="zone">Zone to place it in; null: any.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<ShareReplica> Create(string shareId, string? zone, CancellationToken ct)
    {
        var replica = new JsonObject { ["share_id"] = shareId };
        if (zone is not null) replica["availability_zone"] = zone;
        return Replica(ApiCall.Post("share-replicas", new JsonObject { ["share_replica"] = replica }, Minor), ct);
    }

    /// <summary>Asks for a replica to become the active one.</summary>
    public Task Promote(string id, CancellationToken ct) => api.Send(ApiCall.Action(Path(id), "promote", null, Minor), ct);

    /// <summary>Has a replica brought up to date now; admins only.</summary>
    public Task Resync(string id, CancellationToken ct) => api.Send(ApiCall.Action(Path(id), "resync", null, Minor), ct);

    /// <summary>Sets status or state of a replica, whatever is so; admins only.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="status">New status; null: as it is.</param>
    /// <param name="state">New replica state; null: as it is.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task Reset(string id, string? status, string? state, CancellationToken ct)
    {
        if (status is not null) await api.Send(ApiCall.Action(Path(id), "reset_status", new JsonObject { ["status"] = status }, Minor), ct);
        if (state is not null) await api.Send(ApiCall.Action(Path(id), "reset_replica_state", new JsonObject { ["replica_state"] = state }, Minor), ct);
    }

    /// <summary>Asks for a replica's deletion.</summary>
    /// <param name="id">The replica.</param>
    /// <param name="force">Also when its backend refuses; admins only.</param>
    /// <param name="ct">Ends the call.</param>
    public Task Delete(string id, bool force, CancellationToken ct) =>
        api.Send(force ? ApiCall.Action(Path(id), "force_delete", null, Minor) : ApiCall.Delete(Path(id), Minor), ct);

    async Task<ShareReplica> Replica(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.ShareReplicaDocument, ct)).ShareReplica;

    static string Path(string id) => "share-replicas/" + Uri.EscapeDataString(id);
}
