namespace Abaca.Client;

/// <summary>Services and endpoints in the catalog of a Keystone v3, for its administrators.</summary>
/// <param name="api">The line to the cloud.</param>
public sealed class CatalogCalls(ShareApi api)
{
    /// <summary>The services of a type.</summary>
    public async Task<IReadOnlyList<CatalogEntry>> Services(string type, CancellationToken ct) =>
        (await api.Identity(ApiCall.Get($"services?type={Uri.EscapeDataString(type)}"), WireJson.Default.CatalogEntriesDocument, ct)).Services;

    /// <summary>Makes a service.</summary>
    public async Task<CatalogEntry> CreateService(string type, string name, string description, CancellationToken ct) => (await api.Identity(
        ApiCall.Post("services", new JsonObject { ["service"] = new JsonObject { ["type"] = type, ["name"] = name, ["description"] = description } }),
        WireJson.Default.CatalogEntryDocument, ct)).Service;

    /// <summary>The endpoints of a service for one kind of client.</summary>
    /// <param name="serviceId">The service.</param>
    /// <param name="kind">"public", "internal" or "admin".</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<PublishedEndpoint>> Endpoints(string serviceId, string kind, CancellationToken ct) => (await api.Identity(
        ApiCall.Get($"endpoints?service_id={Uri.EscapeDataString(serviceId)}&interface={kind}"), WireJson.Default.PublishedEndpointsDocument, ct)).Endpoints;

    /// <summary>Publishes an address.</summary>
    public Task CreateEndpoint(string serviceId, string kind, string region, string address, CancellationToken ct) => api.Identity(ApiCall.Post("endpoints", new JsonObject
    {
        ["endpoint"] = new JsonObject { ["service_id"] = serviceId, ["interface"] = kind, ["region_id"] = region, ["url"] = address },
    }), ct);

    /// <summary>Publishes another address in place of the one of an endpoint.</summary>
    public Task MoveEndpoint(string id, string address, CancellationToken ct) => api.Identity(new ApiCall(
        HttpMethod.Patch, $"endpoints/{Uri.EscapeDataString(id)}", Microversion.Floor, new JsonObject { ["endpoint"] = new JsonObject { ["url"] = address } }), ct);

    /// <summary>Makes a region unless it is there.</summary>
    /// <returns>True when it was made.</returns>
    public async Task<bool> NeedRegion(string id, CancellationToken ct)
    {
        try
        {
            await api.Identity(ApiCall.Get($"regions/{Uri.EscapeDataString(id)}"), ct);
            return false;
        }
        catch (ClientException absent) when (absent.Trouble is Trouble.NotFound)
        {
            await api.Identity(ApiCall.Post("regions", new JsonObject { ["region"] = new JsonObject { ["id"] = id } }), ct);
            return true;
        }
    }
}

/// <summary>A service of a catalog.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">Its type, such as "sharev2".</param>
/// <param name="Name">Its name, or null.</param>
public sealed record CatalogEntry(string Id, string Type, string? Name);

/// <summary>An address of a service in a catalog.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">The address.</param>
/// <param name="RegionId">Its region, or null.</param>
public sealed record PublishedEndpoint(string Id, string Url, string? RegionId);
