namespace Abaca.Client;

/// <summary>Calls about share types.</summary>
/// <param name="api">The line to the service.</param>
public sealed class ShareTypeCalls(ShareApi api)
{
    /// <summary>Lists the types the caller may see; for an admin, those of single projects too.</summary>
    public async Task<IReadOnlyList<ShareType>> List(CancellationToken ct) =>
        (await api.Send(ApiCall.Get("types?is_public=all"), WireJson.Default.ShareTypesDocument, ct)).ShareTypes;

    /// <summary>Shows one type by id.</summary>
    public Task<ShareType> Show(string id, CancellationToken ct) => One(ApiCall.Get(Path(id)), ct);

    /// <summary>Makes a type.</summary>
    public Task<ShareType> Create(NewShareType wanted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var specs = Body.Map(wanted.ExtraSpecs);
        specs["driver_handles_share_servers"] = wanted.HandlesServers;
        var type = new JsonObject { ["name"] = wanted.Name, ["share_type_access:is_public"] = wanted.IsPublic, ["extra_specs"] = specs };
        if (wanted.Description is { } description) type["description"] = description;
        return One(ApiCall.Post("types", new JsonObject { ["share_type"] = type }, wanted.Description is null ? 7 : 41), ct);
    }

    /// <summary>Changes name, description or visibility; from 2.50.</summary>
    public Task<ShareType> Update(string id, Changes changes, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var type = new JsonObject();
        if (changes.Name is { } name) type["name"] = name;
        if (changes.Description is { } description) type["description"] = description;
        if (changes.IsPublic is { } isPublic) type["share_type_access:is_public"] = isPublic;
        return One(ApiCall.Put(Path(id), new JsonObject { ["share_type"] = type }, 50), ct);
    }

    /// <summary>Deletes a type that no share uses.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id)), ct);

    /// <summary>Adds or replaces extra specs; others stay.</summary>
    public Task SetSpecs(string id, IReadOnlyDictionary<string, string> specs, CancellationToken ct) =>
        api.Send(ApiCall.Post(Path(id) + "/extra_specs", new JsonObject { ["extra_specs"] = Body.Map(specs) }), ct);

    /// <summary>Takes one extra spec away.</summary>
    public Task UnsetSpec(string id, string key, CancellationToken ct) =>
        api.Send(ApiCall.Delete($"{Path(id)}/extra_specs/{Uri.EscapeDataString(key)}"), ct);

    /// <summary>Ids of the projects that may use a type that is not public.</summary>
    public async Task<IReadOnlyList<string>> Projects(string id, CancellationToken ct)
    {
        var answer = await api.Send(ApiCall.Get(Path(id) + "/share_type_access"), WireJson.Default.TypeProjectsDocument, ct);
        return [.. answer.ShareTypeAccess.Select(entry => entry.ProjectId)];
    }

    /// <summary>Lets a project use a type that is not public.</summary>
    public Task AddProject(string id, string projectId, CancellationToken ct) =>
        api.Send(ApiCall.Action(Path(id), "addProjectAccess", new JsonObject { ["project"] = projectId }), ct);

    /// <summary>No longer lets a project use a type.</summary>
    public Task RemoveProject(string id, string projectId, CancellationToken ct) =>
        api.Send(ApiCall.Action(Path(id), "removeProjectAccess", new JsonObject { ["project"] = projectId }), ct);

    async Task<ShareType> One(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.ShareTypeDocument, ct)).ShareType;

    static string Path(string id) => "types/" + Uri.EscapeDataString(id);
}
