namespace Abaca.Client;

/// <summary>Calls about share networks and their subnets; from 2.51, in which they got several.</summary>
/// <param name="api">The line to the service.</param>
public sealed class ShareNetworkCalls(ShareApi api)
{
    const int Minor = 51;

    /// <summary>Lists networks, all pages.</summary>
    /// <param name="name">Exactly this name; null: any.</param>
    /// <param name="allProjects">Of every project; admins only.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<IReadOnlyList<ShareNetwork>> List(string? name, bool allProjects, CancellationToken ct) => (await api.Send(
        ApiCall.Get(new Query("share-networks/detail").With("name", name).With("all_tenants", allProjects).ToString(), Minor), WireJson.Default.ShareNetworksDocument, ct)).ShareNetworks;

    /// <summary>Shows one.</summary>
    public Task<ShareNetwork> Show(string id, CancellationToken ct) => One(ApiCall.Get(Path(id), Minor), ct);

    /// <summary>Makes one with its first subnet.</summary>
    public Task<ShareNetwork> Create(string? name, string? description, SubnetPlace place, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(place);
        var wanted = place.ToJson();
        if (name is not null) wanted["name"] = name;
        if (description is not null) wanted["description"] = description;
        return One(ApiCall.Post("share-networks", new JsonObject { ["share_network"] = wanted }, Minor), ct);
    }

    /// <summary>Changes name or description.</summary>
    public Task<ShareNetwork> Update(string id, Changes changes, CancellationToken ct) =>
        One(ApiCall.Put(Path(id), new JsonObject { ["share_network"] = Body.Named(changes) }, Minor), ct);

    /// <summary>Deletes one that nothing lies on.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id), Minor), ct);

    /// <summary>Attaches a security service.</summary>
    public Task AddService(string id, string serviceId, CancellationToken ct) =>
        api.Send(ApiCall.Action(Path(id), "add_security_service", new JsonObject { ["security_service_id"] = serviceId }, Minor), ct);

    /// <summary>Detaches a security service.</summary>
    public Task RemoveService(string id, string serviceId, CancellationToken ct) =>
        api.Send(ApiCall.Action(Path(id), "remove_security_service", new JsonObject { ["security_service_id"] = serviceId }, Minor), ct);

    /// <summary>Makes a subnet.</summary>
    public async Task<ShareNetworkSubnet> CreateSubnet(string id, SubnetPlace place, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(place);
        var body = new JsonObject { ["share-network-subnet"] = place.ToJson() };
        return (await api.Send(ApiCall.Post(Path(id) + "/subnets", body, Minor), WireJson.Default.SubnetDocument, ct)).ShareNetworkSubnet;
    }

    /// <summary>Deletes a subnet.</summary>
    public Task DeleteSubnet(string id, string subnetId, CancellationToken ct) =>
        api.Send(ApiCall.Delete($"{Path(id)}/subnets/{Uri.EscapeDataString(subnetId)}", Minor), ct);

    async Task<ShareNetwork> One(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.ShareNetworkDocument, ct)).ShareNetwork;

    static string Path(string id) => "share-networks/" + Uri.EscapeDataString(id);
}

/// <summary>Calls about security services.</summary>
/// <param name="api">The line to the service.</param>
public sealed class SecurityServiceCalls(ShareApi api)
{
    /// <summary>Lists them.</summary>
    /// <param name="name">Exactly this name; null: any.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<IReadOnlyList<SecurityService>> List(string? name, CancellationToken ct) => (await api.Send(
        ApiCall.Get(new Query("security-services/detail").With("name", name).ToString()), WireJson.Default.SecurityServicesDocument, ct)).SecurityServices;

    /// <summary>Shows one.</summary>
    public Task<SecurityService> Show(string id, CancellationToken ct) => One(ApiCall.Get(Path(id)), ct);

    /// <summary>Makes one.</summary>
    /// <param name="type">"ldap", "kerberos" or "active_directory".</param>
    /// <param name="fields">The API's fields that are set.</param>
    /// <param name="password">Password of its user, or null.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<SecurityService> Create(string type, IReadOnlyDictionary<string, string> fields, Secret? password, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var wanted = new JsonObject { ["type"] = type };
        foreach (var (name, value) in fields) wanted[name] = value;
        if (password is not null) wanted["password"] = password.Reveal();
        return One(ApiCall.Post("security-services", new JsonObject { ["security_service"] = wanted }), ct);
    }

    /// <summary>Changes name or description.</summary>
    public Task<SecurityService> Update(string id, Changes changes, CancellationToken ct) =>
        One(ApiCall.Put(Path(id), new JsonObject { ["security_service"] = Body.Named(changes) }), ct);

    /// <summary>Deletes one that no share network has.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id)), ct);

    async Task<SecurityService> One(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.SecurityServiceDocument, ct)).SecurityService;

    static string Path(string id) => "security-services/" + Uri.EscapeDataString(id);
}
