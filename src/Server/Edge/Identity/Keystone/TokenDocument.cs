namespace Abaca.Server.Identity.Keystone;

/// <summary>What Keystone says about a token: the answer to POST and GET /v3/auth/tokens.</summary>
static class TokenDocument
{
    /// <summary>Whose token it is.</summary>
    /// <returns>Null for a token that is bound to something, which this service cannot see.</returns>
    /// <exception cref="FormatException">The document is none of Keystone's.</exception>
    public static Principal? Principal(JsonElement token)
    {
        if (token.TryGetProperty("bind", out var bind) && bind.ValueKind == JsonValueKind.Object && bind.EnumerateObject().Any()) return null;
        var user = Part(token, "user") ?? throw new FormatException("it names no user");
        return new Principal(
            Text(user, "id") ?? throw new FormatException("its user has no id"),
            Text(user, "name") ?? "",
            Part(token, "project") is { } project ? Text(project, "id") ?? throw new FormatException("its project has no id") : null,
            Part(token, "domain") is { } domain ? Text(domain, "id") ?? throw new FormatException("its domain has no id") : null,
            Part(token, "system") is { } system && system.TryGetProperty("all", out var all) && all.ValueKind == JsonValueKind.True,
            [.. Roles(token)],
            End(token));
    }

    /// <summary>When a token ends.</summary>
    /// <exception cref="FormatException">It does not say.</exception>
    public static DateTimeOffset End(JsonElement token) =>
        DateTimeOffset.TryParse(Text(token, "expires_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : throw new FormatException("it does not say when it ends");

    /// <summary>Its roles in lower case. They are complete: Keystone itself adds those that others imply.</summary>
    public static IEnumerable<string> Roles(JsonElement token) =>
        token.TryGetProperty("roles", out var roles) && roles.ValueKind == JsonValueKind.Array
            ? roles.EnumerateArray().Where(IsObject).Select(role => Text(role, "name")).OfType<string>().Select(name => name.ToLowerInvariant()).Distinct()
            : [];

    /// <summary>Address of the identity service in the catalog of a token, or null.</summary>
    public static string? IdentityAt(JsonElement token, string kind, string? region)
    {
        if (!token.TryGetProperty("catalog", out var catalog) || catalog.ValueKind != JsonValueKind.Array) return null;
        return (from service in catalog.EnumerateArray().Where(IsObject)
                where Text(service, "type") == "identity" && service.TryGetProperty("endpoints", out var all) && all.ValueKind == JsonValueKind.Array
                from endpoint in service.GetProperty("endpoints").EnumerateArray().Where(IsObject)
                where Text(endpoint, "interface") == kind && (region is null || region == (Text(endpoint, "region_id") ?? Text(endpoint, "region")))
                select Text(endpoint, "url")).FirstOrDefault();
    }

    /// <summary>A member that is an object, or null.</summary>
    public static JsonElement? Part(JsonElement of, string name) => of.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : null;

    static bool IsObject(JsonElement one) => one.ValueKind == JsonValueKind.Object;

    static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
