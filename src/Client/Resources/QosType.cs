namespace Abaca.Client;

/// <summary>A QoS type as the API shows it.</summary>
public sealed record QosType : Resource
{
    /// <summary>Its name, which no other has.</summary>
    public string Name { get; init; } = "";

    /// <summary>A text about it.</summary>
    public string? Description { get; init; }

    /// <summary>What it means to a backend.</summary>
    public IReadOnlyDictionary<string, string> Specs { get; init; } = new Dictionary<string, string>();

    /// <summary>When it was made: UTC, without a zone.</summary>
    public string? CreatedAt { get; init; }
}

/// <summary>Calls about QoS types; from 2.94.</summary>
/// <param name="api">The line to the service.</param>
public sealed class QosTypeCalls(ShareApi api)
{
    const int Minor = 94;

    /// <summary>Lists them, all pages.</summary>
    public Task<IReadOnlyList<QosType>> List(CancellationToken ct) =>
        Pages.All(null, () => new Query("qos-types"), (path, stop) => api.Send(ApiCall.Get(path, Minor), WireJson.Default.QosTypesDocument, stop), page => page.QosTypes, ct);

    /// <summary>Makes one.</summary>
    public Task<QosType> Create(string name, string? description, IReadOnlyDictionary<string, string> specs, CancellationToken ct)
    {
        var wanted = new JsonObject { ["name"] = name, ["specs"] = Json(specs) };
        if (description is not null) wanted["description"] = description;
        return One(ApiCall.Post("qos-types", new JsonObject { ["qos_type"] = wanted }, Minor), ct);
    }

    /// <summary>Changes the description.</summary>
    public Task<QosType> Describe(string id, string description, CancellationToken ct) =>
        One(ApiCall.Put(Path(id), new JsonObject { ["qos_type"] = new JsonObject { ["description"] = description } }, Minor), ct);

    /// <summary>Deletes one that no share type names.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id), Minor), ct);

    /// <summary>Sets specs; the others stay.</summary>
    public Task SetSpecs(string id, IReadOnlyDictionary<string, string> specs, CancellationToken ct) =>
        api.Send(ApiCall.Post(Path(id) + "/specs", new JsonObject { ["specs"] = Json(specs) }, Minor), ct);

    /// <summary>Removes a spec.</summary>
    public Task RemoveSpec(string id, string key, CancellationToken ct) =>
        api.Send(ApiCall.Delete($"{Path(id)}/specs/{Uri.EscapeDataString(key)}", Minor), ct);

    async Task<QosType> One(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.QosTypeDocument, ct)).QosType;

    static JsonObject Json(IReadOnlyDictionary<string, string> specs) => new(specs.Select(s => KeyValuePair.Create(s.Key, (JsonNode?)JsonValue.Create(s.Value))));

    static string Path(string id) => "qos-types/" + Uri.EscapeDataString(id);
}
