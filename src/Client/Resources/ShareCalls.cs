namespace Abaca.Client;

/// <summary>Calls about shares.</summary>
/// <param name="api">The line to the service.</param>
public sealed class ShareCalls(ShareApi api)
{
    /// <summary>Lists shares, all pages.</summary>
    public Task<IReadOnlyList<Share>> List(ShareFilter filter, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var minor = filter.NameContains is null ? 7 : 36;
        return Pages.All(filter.Limit, () => new Query("shares/detail")
            .With("name", filter.Name).With("name~", filter.NameContains).With("status", filter.Status)
            .With("all_tenants", filter.AllProjects || filter.ProjectId is not null).With("project_id", filter.ProjectId)
            .With("share_type_id", filter.ShareTypeId).With("snapshot_id", filter.SnapshotId).With("host", filter.Host)
            .With("is_public", filter.Public ? "true" : null).Sorted(filter.Sort),
            (path, stop) => api.Send(ApiCall.Get(path, minor), WireJson.Default.SharesDocument, stop), page => page.Shares, ct);
    }

    /// <summary>Shows one share.</summary>
    public Task<Share> Show(string id, CancellationToken ct) => One(ApiCall.Get(Path(id)), ct);

    /// <summary>Asks for a new share; the answer is "creating".</summary>
    public Task<Share> Create(NewShare wanted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var share = new JsonObject { ["share_proto"] = wanted.Protocol, ["size"] = wanted.Size };
        if (wanted.Name is { } name) share["name"] = name;
        if (wanted.Description is { } description) share["description"] = description;
        if (wanted.ShareType is { } type) share["share_type"] = type;
        if (wanted.SnapshotId is { } snapshot) share["snapshot_id"] = snapshot;
        if (wanted.ShareGroupId is { } group) share["share_group_id"] = group;
        if (wanted.AvailabilityZone is { } zone) share["availability_zone"] = zone;
        if (wanted.IsPublic) share["is_public"] = true;
        if (wanted.Metadata.Count > 0) share["metadata"] = Body.Map(wanted.Metadata);
        if (wanted.SchedulerHints.Count > 0) share["scheduler_hints"] = Body.Map(wanted.SchedulerHints);
        var minor = wanted.SchedulerHints.ContainsKey("only_host") ? 67 : wanted.SchedulerHints.Count > 0 ? 65 : wanted.ShareGroupId is null ? 7 : 55;
        return One(ApiCall.Post("shares", new JsonObject { ["share"] = share }, minor), ct);
    }

    /// <summary>Asks for a share on a backend to come under management; admins only. The answer is "manage_starting".</summary>
    public Task<Share> Manage(ExistingShare existing, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(existing);
        var share = Body.Adopted(existing.Name, existing.Description, existing.DriverOptions);
        (share["service_host"], share["protocol"], share["export_path"]) = (existing.Host, existing.Protocol, existing.ExportPath);
        if (existing.ShareType is { } type) share["share_type"] = type;
        if (existing.IsPublic) share["is_public"] = true;
        return One(ApiCall.Post("shares/manage", new JsonObject { ["share"] = share }, existing.IsPublic ? 8 : 7), ct);
    }

    /// <summary>Lets go of a share, which stays on its backend; admins only.</summary>
    public Task Unmanage(string id, CancellationToken ct) => api.Send(ApiCall.Action(Path(id), "unmanage"), ct);

    /// <summary>Changes name, description or visibility.</summary>
    public Task<Share> Update(string id, Changes changes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return One(ApiCall.Put(Path(id), new JsonObject { ["share"] = Body.Of(changes) }), ct);
    }

    /// <summary>Asks for a share's deletion.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id)), ct);

    /// <summary>Asks for the deletion of a share that is in a group, which has to be named; from 2.55.</summary>
    public Task DeleteFromGroup(string id, string groupId, CancellationToken ct) =>
        api.Send(ApiCall.Delete(new Query(Path(id)).With("share_group_id", groupId).ToString(), 55), ct);

    /// <summary>Asks for a share's deletion whatever its status; admins only.</summary>
    public Task ForceDelete(string id, CancellationToken ct) => api.Send(ApiCall.Action(Path(id), "force_delete"), ct);

    /// <summary>Asks for a larger size.</summary>
    /// <param name="id">The share.</param>
    /// <param name="size">The new size in GiB.</param>
    /// <param name="force">Leave the scheduler out; admins only, from 2.64.</param>
    /// <param name="ct">Ends the call.</param>
    public Task Extend(string id, int size, bool force, CancellationToken ct)
    {
        var arguments = new JsonObject { ["new_size"] = size };
        if (force) arguments["force"] = true;
        return api.Send(ApiCall.Action(Path(id), "extend", arguments, force ? 64 : 7), ct);
    }

    /// <summary>Asks for a smaller size in GiB.</summary>
    public Task Shrink(string id, int size, CancellationToken ct) =>
        api.Send(ApiCall.Action(Path(id), "shrink", new JsonObject { ["new_size"] = size }), ct);

    /// <summary>Asks for a share's contents to become those of its latest snapshot; from 2.27.</summary>
    public Task Revert(string id, string snapshotId, CancellationToken ct) =>
        api.Send(ApiCall.Action(Path(id), "revert", new JsonObject { ["snapshot_id"] = snapshotId }, 27), ct);

    /// <summary>Writes a status without doing anything else; admins only.</summary>
    public Task ResetStatus(string id, string status, CancellationToken ct) =>
        api.Send(ApiCall.Action(Path(id), "reset_status", new JsonObject { ["status"] = status }), ct);

    /// <summary>Adds or replaces metadata; other keys stay.</summary>
    public Task SetMetadata(string id, IReadOnlyDictionary<string, string> items, CancellationToken ct) =>
        api.Send(ApiCall.Post(Path(id) + "/metadata", new JsonObject { ["metadata"] = Body.Map(items) }), ct);

    /// <summary>Takes one key out of the metadata.</summary>
    public Task UnsetMetadata(string id, string key, CancellationToken ct) =>
        api.Send(ApiCall.Delete($"{Path(id)}/metadata/{Uri.EscapeDataString(key)}"), ct);

    /// <summary>From where the share can be mounted; from 2.9.</summary>
    public async Task<IReadOnlyList<ExportLocation>> ExportLocations(string id, CancellationToken ct) =>
        (await api.Send(ApiCall.Get(Path(id) + "/export_locations", 9), WireJson.Default.ExportLocationsDocument, ct)).ExportLocations;

    async Task<Share> One(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.ShareDocument, ct)).Share;

    static string Path(string id) => "shares/" + Uri.EscapeDataString(id);
}
