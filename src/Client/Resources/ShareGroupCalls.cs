namespace Abaca.Client;

/// <summary>Calls about share groups, their snapshots and their types; from 2.55.</summary>
/// <param name="api">The line to the service.</param>
public sealed class ShareGroupCalls(ShareApi api)
{
    /// <summary>The version in which groups stopped being an experiment.</summary>
    const int Minor = 55;

    /// <summary>Lists groups, all pages.</summary>
    /// <param name="name">Exactly this name; null: any.</param>
    /// <param name="allProjects">Of every project; admins only.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<ShareGroup>> List(string? name, bool allProjects, CancellationToken ct) =>
        Pages.All(null, () => new Query("share-groups/detail").With("name", name).With("all_tenants", allProjects),
            (path, stop) => api.Send(ApiCall.Get(path, Minor), WireJson.Default.ShareGroupsDocument, stop), page => page.ShareGroups, ct);

    /// <summary>Shows one group.</summary>
    public Task<ShareGroup> Show(string id, CancellationToken ct) => Group(ApiCall.Get(Path(id), Minor), ct);

    /// <summary>Asks for a new group; the answer is "creating".</summary>
    public Task<ShareGroup> Create(NewShareGroup wanted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var group = new JsonObject();
        if (wanted.Name is { } name) group["name"] = name;
        if (wanted.Description is { } description) group["description"] = description;
        if (wanted.TypeId is { } type) group["share_group_type_id"] = type;
        if (wanted.ShareTypeIds.Count > 0) group["share_types"] = new JsonArray([.. wanted.ShareTypeIds.Select(id => (JsonNode)JsonValue.Create(id))]);
        if (wanted.SourceSnapshotId is { } source) group["source_share_group_snapshot_id"] = source;
        if (wanted.AvailabilityZone is { } zone) group["availability_zone"] = zone;
        return Group(ApiCall.Post("share-groups", new JsonObject { ["share_group"] = group }, Minor), ct);
    }

    /// <summary>Changes name or description.</summary>
    public Task<ShareGroup> Update(string id, Changes changes, CancellationToken ct) =>
        Group(ApiCall.Put(Path(id), new JsonObject { ["share_group"] = Changed(changes) }, Minor), ct);

    /// <summary>Asks for the deletion of a group without shares and snapshots.</summary>
    /// <param name="id">The group.</param>
    /// <param name="force">Whatever its status; admins only.</param>
    /// <param name="ct">Ends the call.</param>
    public Task Delete(string id, bool force, CancellationToken ct) =>
        api.Send(force ? ApiCall.Action(Path(id), "force_delete", null, Minor) : ApiCall.Delete(Path(id), Minor), ct);

    /// <summary>Lists group snapshots, all pages.</summary>
    /// <param name="name">Exactly this name; null: any.</param>
    /// <param name="groupId">Of this group; null: of any.</param>
    /// <param name="allProjects">Of every project; admins only.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<ShareGroupSnapshot>> Snapshots(string? name, string? groupId, bool allProjects, CancellationToken ct) =>
        Pages.All(null, () => new Query("share-group-snapshots/detail").With("name", name).With("share_group_id", groupId).With("all_tenants", allProjects),
            (path, stop) => api.Send(ApiCall.Get(path, Minor), WireJson.Default.ShareGroupSnapshotsDocument, stop), page => page.ShareGroupSnapshots, ct);

    /// <summary>Shows one group snapshot.</summary>
    public Task<ShareGroupSnapshot> ShowSnapshot(string id, CancellationToken ct) => Snapshot(ApiCall.Get(SnapshotPath(id), Minor), ct);

    /// <summary>Asks for snapshots of all shares of a group; the answer is "creating".</summary>
    public Task<ShareGroupSnapshot> CreateSnapshot(string groupId, string? name, string? description, CancellationToken ct)
    {
        var snapshot = new JsonObject { ["share_group_id"] = groupId };
        if (name is not null) snapshot["name"] = name;
        if (description is not null) snapshot["description"] = description;
        return Snapshot(ApiCall.Post("share-group-snapshots", new JsonObject { ["share_group_snapshot"] = snapshot }, Minor), ct);
    }

    /// <summary>Asks for a group snapshot's deletion.</summary>
    /// <param name="id">The group snapshot.</param>
    /// <param name="force">Whatever its status; admins only.</param>
    /// <param name="ct">Ends the call.</param>
    public Task DeleteSnapshot(string id, bool force, CancellationToken ct) =>
        api.Send(force ? ApiCall.Action(SnapshotPath(id), "force_delete", null, Minor) : ApiCall.Delete(SnapshotPath(id), Minor), ct);

    /// <summary>Lists the group types the caller may see; for an admin, those of single projects too.</summary>
    public async Task<IReadOnlyList<ShareGroupType>> Types(CancellationToken ct) =>
        (await api.Send(ApiCall.Get("share-group-types?is_public=all", Minor), WireJson.Default.ShareGroupTypesDocument, ct)).ShareGroupTypes;

    /// <summary>Makes a group type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shareTypes">Share types that its groups may have, by name or id.</param>
    /// <param name="isPublic">Whether every project may use it.</param>
    /// <param name="specs">What pools must offer.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<ShareGroupType> CreateType(
        string name, IEnumerable<string> shareTypes, bool isPublic, IReadOnlyDictionary<string, string> specs, CancellationToken ct)
    {
        var type = new JsonObject
        {
            ["name"] = name, ["is_public"] = isPublic, ["group_specs"] = Body.Map(specs),
            ["share_types"] = new JsonArray([.. shareTypes.Select(one => (JsonNode)JsonValue.Create(one))]),
        };
        var call = ApiCall.Post("share-group-types", new JsonObject { ["share_group_type"] = type }, Minor);
        return (await api.Send(call, WireJson.Default.ShareGroupTypeDocument, ct)).ShareGroupType;
    }

    /// <summary>Deletes a group type that no group uses.</summary>
    public Task DeleteType(string id, CancellationToken ct) => api.Send(ApiCall.Delete("share-group-types/" + Uri.EscapeDataString(id), Minor), ct);

    static JsonObject Changed(Changes changes)
    {
        var body = new JsonObject();
        if (changes.Name is { } name) body["name"] = name;
        if (changes.Description is { } description) body["description"] = description;
        return body;
    }

    async Task<ShareGroup> Group(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.ShareGroupDocument, ct)).ShareGroup;

    async Task<ShareGroupSnapshot> Snapshot(ApiCall call, CancellationToken ct) =>
        (await api.Send(call, WireJson.Default.ShareGroupSnapshotDocument, ct)).ShareGroupSnapshot;

    static string Path(string id) => "share-groups/" + Uri.EscapeDataString(id);

    static string SnapshotPath(string id) => "share-group-snapshots/" + Uri.EscapeDataString(id);
}
