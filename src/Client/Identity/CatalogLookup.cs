namespace Abaca.Client;

/// <summary>Picks the share service out of a catalog.</summary>
static class CatalogLookup
{
    /// <summary>The types to look for, best first: the official name, then the alias that older clouds publish.</summary>
    static readonly string[] types = ["shared-file-system", "sharev2"];

    /// <summary>The address of the share service for these settings.</summary>
    /// <exception cref="ClientException">The catalog has none that fits; says what it does have.</exception>
    public static Uri ShareService(Session session, CloudSettings settings)
    {
        if (settings.Endpoint is { } given) return given;
        var fitting =
            from type in types
            from endpoint in session.Endpoints
            where endpoint.ServiceType == type && endpoint.Interface == settings.Interface
                && (settings.Region is null || endpoint.Region == settings.Region)
            select endpoint.Address;
        return fitting.FirstOrDefault() is { } address && Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : throw Absent(session, settings);
    }

    static ClientException Absent(Session session, CloudSettings settings)
    {
        var ours = session.Endpoints.Where(endpoint => types.Contains(endpoint.ServiceType)).ToList();
        var wanted = settings.Region is { } region ? $"{settings.Interface} interface, region {region}" : $"{settings.Interface} interface";
        return new ClientException(Trouble.Misconfigured, ours.Count == 0
            ? "this cloud's catalog has no share service"
            : $"this cloud's catalog has no share service for the {wanted}")
        {
            Where = $"{settings.Origin}, catalog of {settings.AuthUrl}",
            Remedy = ours.Count == 0
                ? session.Endpoints.Count == 0
                    ? "the token may have no scope: set OS_PROJECT_NAME, or --os-project"
                    : "ask the cloud's operator, or give the address with OS_ENDPOINT"
                : $"it has: {string.Join("; ", ours.Select(e => $"{e.Interface} in {e.Region}").Distinct())}",
        };
    }
}
