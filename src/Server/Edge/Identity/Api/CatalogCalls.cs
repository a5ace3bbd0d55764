namespace Abaca.Server.Identity.Api;

/// <summary>Services, endpoints and regions, for clients that list them. Read only: they follow from the configuration.</summary>
sealed class CatalogCalls(ServiceCatalog catalog)
{
    /// <summary>The calls.</summary>
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/v3/services", Services),
        new("GET", "/v3/services/*", ShowService),
        new("GET", "/v3/endpoints", Endpoints),
        new("GET", "/v3/endpoints/*", ShowEndpoint),
        new("GET", "/v3/regions", Regions),
        new("GET", "/v3/regions/*", ShowRegion),
    ];

    Task<Answer> Services(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOfAll();
        var (type, name) = (exchange.Query("type"), exchange.Query("name"));
        var found = ServiceCatalog.Services.Where(s => (type is null || s.Type == type) && (name is null || s.Name == name));
        return Task.FromResult(Answer.List(exchange, "services", found, (json, s) => Write(json, s, exchange)));
    }

    Task<Answer> ShowService(Exchange exchange, CancellationToken ct) => Show(exchange, "service", ServiceCatalog.Services, s => s.Id, Write);

    Task<Answer> Endpoints(Exchange exchange, CancellationToken ct)
    {
        exchange.ReadersOfAll();
        var (service, face, region) = (exchange.Query("service_id"), exchange.Query("interface"), exchange.Query("region_id"));
        var found = catalog.Endpoints.Where(e => (service is null || e.Service.Id == service)
            && (face is null || e.Interface == face) && (region is null || e.Region == region));
        return Task.FromResult(Answer.List(exchange, "endpoints", found, (json, e) => Write(json, e, exchange)));
    }

    Task<Answer> ShowEndpoint(Exchange exchange, CancellationToken ct) => Show(exchange, "endpoint", catalog.Endpoints, e => e.Id, Write);

    static Task<Answer> Show<T>(Exchange exchange, string kind, IEnumerable<T> all, Func<T, string> id, Action<Utf8JsonWriter, T, Exchange> write) where T : class
    {
        exchange.ReadersOfAll();
        var one = all.FirstOrDefault(one => id(one) == exchange.Id(0)) ?? throw IdentityRefusals.NotFound(kind, exchange.Id(0));
        return Task.FromResult(Answer.Ok(Answer.One(kind, json => write(json, one, exchange))));
    }

    Task<Answer> Regions(Exchange exchange, CancellationToken ct)
    {
        _ = exchange.Caller;
        return Task.FromResult(Answer.List(exchange, "regions", [catalog.Region], (json, r) => Write(json, r, exchange)));
    }

    Task<Answer> ShowRegion(Exchange exchange, CancellationToken ct)
    {
        _ = exchange.Caller;
        if (exchange.Id(0) != catalog.Region) throw IdentityRefusals.NotFound("region", exchange.Id(0));
        return Task.FromResult(Answer.Ok(Answer.One("region", json => Write(json, catalog.Region, exchange))));
    }

    static void Write(Utf8JsonWriter json, ServiceCatalog.Service service, Exchange exchange)
    {
        json.WriteString("id", service.Id);
        json.WriteString("type", service.Type);
        json.WriteString("name", service.Name);
        json.WriteString("description", service.Description);
        json.WriteBoolean("enabled", true);
        Views.Self(json, $"{exchange.Root}/services/{service.Id}");
    }

    static void Write(Utf8JsonWriter json, ServiceCatalog.Endpoint endpoint, Exchange exchange)
    {
        json.WriteString("id", endpoint.Id);
        json.WriteString("service_id", endpoint.Service.Id);
        json.WriteString("interface", endpoint.Interface);
        json.WriteString("region", endpoint.Region);
        json.WriteString("region_id", endpoint.Region);
        json.WriteString("url", exchange.Origin + endpoint.Service.Path);
        json.WriteBoolean("enabled", true);
        Views.Self(json, $"{exchange.Root}/endpoints/{endpoint.Id}");
    }

    static void Write(Utf8JsonWriter json, string region, Exchange exchange)
    {
        json.WriteString("id", region);
        json.WriteString("description", "");
        json.WriteNull("parent_region_id");
        Views.Self(json, $"{exchange.Root}/regions/{region}");
    }
}
