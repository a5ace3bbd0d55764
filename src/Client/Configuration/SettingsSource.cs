namespace Abaca.Client;

/// <summary>
/// One place that names settings by clouds.yaml's keys: a cloud of that file, or the OS_* variables in the same words.
/// </summary>
/// <param name="origin">The place, for error messages.</param>
/// <param name="auth">Looks up a key of the <c>auth</c> part.</param>
/// <param name="other">Looks up a key beside it.</param>
sealed class SettingsSource(string origin, Func<string, string?> auth, Func<string, string?> other)
{
    /// <summary>The environment. <c>auth_url</c> is <c>OS_AUTH_URL</c>, and so on.</summary>
    public static SettingsSource OfEnvironment(Func<string, string?> variable)
    {
        string? Named(string key) => variable("OS_" + key.ToUpperInvariant());
        return new SettingsSource("the OS_* environment variables", Named, key => key switch
        {
            "shared_file_system_endpoint_override" => variable("OS_ENDPOINT") ?? variable("OS_MANILA_BYPASS_URL") ?? variable("OS_ENDPOINT_OVERRIDE"),
            "shared_file_system_api_version" => variable("OS_SHARE_API_VERSION"),
            "interface" => Named("interface") ?? Named("endpoint_type"),
            _ => Named(key),
        });
    }

    /// <summary>Whether the environment alone says where the cloud is.</summary>
    public static bool VariablesSayWhere(Func<string, string?> variable) =>
        new[] { "OS_AUTH_URL", "OS_ENDPOINT", "OS_MANILA_BYPASS_URL" }.Any(name => variable(name) is not null);

    /// <summary>A cloud of a clouds.yaml.</summary>
    public static SettingsSource OfCloud(CloudsFile file, string name)
    {
        var cloud = file.Cloud(name);
        var auth = cloud["auth"];
        return new SettingsSource($"cloud '{name}' in {file.Path}", key => auth?[key]?.Text ?? cloud[key]?.Text, key => key switch
        {
            "shared_file_system_endpoint_override" => cloud[key]?.Text ?? cloud["sharev2_endpoint_override"]?.Text ?? auth?["endpoint"]?.Text,
            "interface" => cloud["interface"]?.Text ?? cloud["endpoint_type"]?.Text,
            "region_name" => cloud["region_name"]?.Text ?? Region(cloud["regions"]),
            _ => cloud[key]?.Text,
        });
    }

    /// <summary>The first of a list of regions; each is a name, or a map with one.</summary>
    static string? Region(YamlValue? regions) => regions is { Items: [var first, ..] } ? first.Text ?? first["name"]?.Text : null;

    /// <summary>The settings, checked.</summary>
    /// <exception cref="ClientException">Something needed is missing or cannot be understood.</exception>
    public CloudSettings Settings()
    {
        var type = Type();
        var settings = new CloudSettings
        {
            Origin = origin,
            AuthType = type,
            AuthUrl = auth("auth_url") is { } url ? Address(url, "auth_url") : null,
            User = Name("user", "username", "user_name"),
            Password = Secret.Of(auth("password")),
            Token = Secret.Of(auth("token")),
            CredentialId = auth("application_credential_id"),
            CredentialName = auth("application_credential_name"),
            CredentialSecret = Secret.Of(auth("application_credential_secret")),
            Scope = new Scope(Name("project", "project_name", "tenant_name"), auth("domain_id"), auth("domain_name"), SystemScope()),
            Region = other("region_name"),
            Interface = InterfaceNamed(other("interface") ?? "public"),
            Endpoint = other("shared_file_system_endpoint_override") is { } endpoint ? Address(endpoint, "endpoint") : null,
            Tls = new TlsSettings(Verify(), Home(other("cacert")), Home(other("cert")), Home(other("key"))),
            Cap = other("shared_file_system_api_version") is { } cap and not "2" and not "latest" ? Version(cap, "the API version") : null,
        };
        Check(settings);
        return settings;
    }

    AuthType Type() => (other("auth_type") ?? auth("auth_type"))?.ToLowerInvariant() switch
    {
        "password" or "v3password" => AuthType.Password,
        "token" or "v3token" => AuthType.Token,
        "v3applicationcredential" => AuthType.ApplicationCredential,
        "none" or "noauth" or "manila_noauth" => AuthType.None,
        null => Guess(),
        var unknown => throw Wrong($"auth_type '{unknown}' is not known here", "use password, token, v3applicationcredential or none"),
    };

    AuthType Guess() =>
        auth("auth_url") is null && other("shared_file_system_endpoint_override") is not null ? AuthType.None
        : auth("application_credential_secret") is not null ? AuthType.ApplicationCredential
        : auth("token") is not null && auth("password") is null ? AuthType.Token
        : AuthType.Password;

    KeystoneName Name(string kind, string nameKey, string otherNameKey)
    {
        var domainId = auth(kind + "_domain_id") ?? auth("default_domain_id") ?? auth("default_domain");
        var domainName = auth(kind + "_domain_name") ?? auth("default_domain_name");
        return new KeystoneName(auth(kind + "_id") ?? (kind == "project" ? auth("tenant_id") : null), auth(nameKey) ?? auth(otherNameKey), domainId, domainName);
    }

    string? SystemScope() => auth("system_scope") is { } scope
        ? scope is "all" or "true" ? "all" : throw Wrong($"system_scope '{scope}' is not known", "the only system scope is 'all'")
        : null;

    bool Verify() => (other("verify"), other("insecure")) switch
    {
        (var verify, _) when verify is not null && verify.ToLowerInvariant() is "false" or "no" or "off" or "0" => false,
        (_, var insecure) when insecure is not null && insecure.ToLowerInvariant() is "true" or "yes" or "on" or "1" => false,
        _ => true,
    };

    static string? Home(string? path) => path is not null && path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..])
        : path;

    void Check(CloudSettings s)
    {
        if (s.AuthType is AuthType.None)
        {
            if (s.Endpoint is null) throw Missing("the address of the share service", "endpoint");
            return;
        }
        if (s.AuthUrl is null) throw Missing("the address of Keystone", "auth_url");
        if (s.AuthType is AuthType.Password && s.User.IsEmpty) throw Missing("the user", "username");
        if (s.AuthType is AuthType.Password && s.Password is null) throw Missing("the password", "password");
        if (s.AuthType is AuthType.Token && s.Token is null) throw Missing("the token", "token");
        if (s.AuthType is not AuthType.ApplicationCredential) return;
        if (s.CredentialSecret is null) throw Missing("the application credential's secret", "application_credential_secret");
        if (s.CredentialId is null && s.CredentialName is null) throw Missing("the application credential", "application_credential_id");
        if (s.CredentialId is null && s.User.IsEmpty) throw Missing("the user who owns the application credential", "username");
    }

    ClientException Missing(string what, string key) =>
        Wrong($"{what} is missing in {origin}", $"set OS_{key.ToUpperInvariant()}, or '{key}' in clouds.yaml (secrets may stand in secure.yaml)");

    ClientException Wrong(string what, string remedy) => new(Trouble.Misconfigured, what) { Where = origin, Remedy = remedy };

    /// <summary>An address that must be absolute http or https.</summary>
    internal static Uri Address(string text, string what) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new Uri(text)
            : throw new ClientException(Trouble.Misconfigured, $"{what} '{text}' is not an address") { Remedy = "write it as http://host:port/path" };

    /// <summary>"public" and the older "publicURL" are the same.</summary>
    internal static string InterfaceNamed(string text) => text.EndsWith("URL", StringComparison.Ordinal) ? text[..^3] : text;

    /// <summary>A version the user typed.</summary>
    internal static Microversion Version(string text, string what) => Microversion.Read(text)
        ?? throw new ClientException(Trouble.Misconfigured, $"{what} '{text}' is not a version") { Remedy = "write it as 2.45" };
}
