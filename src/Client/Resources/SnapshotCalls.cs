namespace Abaca.Client;

/// <summary>Calls about snapshots.</summary>
/// <param name="api">The line to the service.</param>
public sealed class SnapshotCalls(ShareApi api)
{
    /// <summary>Lists snapshots, all pages.</summary>
    public Task<IReadOnlyList<Snapshot>> List(SnapshotFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Pages.All(filter.Limit, () => new Query("snapshots/detail")
            .With("name", filter.Name).With("share_id", filter.ShareId).With("status", filter.Status)
            .With("all_tenants", filter.AllProjects).Sorted(filter.Sort),
            (path, stop) => api.Send(ApiCall.Get(path), WireJson.Default.SnapshotsDocument, stop), page => page.Snapshots, ct);
    }

    /// <summary>Shows one snapshot.</summary>
    public Task<Snapshot> Show(string id, CancellationToken ct) => One(ApiCall.Get(Path(id)), ct);

    /// <summary>Asks for a snapshot; the answer is "creating".</summary>
    /// <param name="shareId">The share to take it of.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">A text about it.</param>
    /// <param name="metadata">Its metadata; needs 2.73 unless empty.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<Snapshot> Create(string shareId, string? name, string? description, IReadOnlyDictionary<string, string> metadata, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var snapshot = new JsonObject { ["share_id"] = shareId };
        if (name is not null) snapshot["name"] = name;
        if (description is not null) snapshot["description"] = description;
        if (metadata.Count > 0) snapshot["metadata"] = Body.Map(metadata);
        return One(ApiCall.Post("snapshots", new JsonObject { ["snapshot"] = snapshot }, metadata.Count > 0 ? 73 : 7), ct);
    }

    /// <summary>Asks for a snapshot on a backend to come under management; admins only, from 2.12. The answer is "manage_starting".</summary>
    public Task<Snapshot> Manage(ExistingSnapshot existing, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(existing);
        var snapshot = Body.Adopted(existing.Name, existing.Description, existing.DriverOptions);
        (snapshot["share_id"], snapshot["provider_location"]) = (existing.ShareId, existing.ProviderLocation);
        return One(ApiCall.Post("snapshots/manage", new JsonObject { ["snapshot"] = snapshot }, 12), ct);
    }

    /// <summary>Lets go of a snapshot, which stays on its backend; admins only, from 2.12.</summary>
    public Task Unmanage(string id, CancellationToken ct) => api.Send(ApiCall.Action(Path(id), "unmanage", minor: 12), ct);

    /// <summary>Changes name or description.</summary>
    public Task<Snapshot> Update(string id, Changes changes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return One(ApiCall.Put(Path(id), new JsonObject { ["snapshot"] = Body.Of(changes) }), ct);
    }

    /// <summary>Asks for a snapshot's deletion.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id)), ct);

    /// <summary>Asks for a snapshot's deletion whatever its status; admins only.</summary>
    public Task ForceDelete(string id, CancellationToken ct) => api.Send(ApiCall.Action(Path(id), "force_delete"), ct);

    /// <summary>Writes a status without doing anything else; admins only.</summary>
    public Task ResetStatus(string id, string status, CancellationToken ct) =>
        api.Send(ApiCall.Action(Path(id), "reset_status", new JsonObject { ["status"] = status }), ct);

    /// <summary>Adds or replaces metadata; other keys stay; from 2.73.</summary>
    public Task SetMetadata(string id, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        api.Send(ApiCall.Post(Path(id) + "/metadata", new JsonObject { ["metadata"] = Body.Map(items) }, 73), ct);

    /// <summary>Takes one key out of the metadata; from 2.73.</summary>
    public Task UnsetMetadata(string id, string key, CancellationToken ct) =>
        api.Send(ApiCall.Delete($"{Path(id)}/metadata/{Uri.EscapeDataString(key)}", 73), ct);

    async Task<Snapshot> One(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.SnapshotDocument, ct)).Snapshot;

    static string Path(string id) => "snapshots/" + Uri.EscapeDataString(id);
}
