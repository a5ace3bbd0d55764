namespace Abaca.Server.Configuration;

/// <summary>What must hold in section <c>keystone_authtoken</c> where a Keystone checks tokens. Where none does, the section may hold what it likes.</summary>
static class KeystoneConsistency
{
    /// <summary>What keeps the service from starting.</summary>
    public static IEnumerable<(OptionName Option, string Problem, string Remedy)> Errors(KeystoneOptions options)
    {
        if (options.AuthUrl is null)
            yield return (Own("auth_url"), "is missing, so that no Keystone can be asked", "write its address, such as http://192.0.2.5:5000, or auth_strategy = embedded in [DEFAULT] for Abaca's own identity service");
        else if (!IsWeb(options.AuthUrl))
            yield return (Own("auth_url"), "is no web address", "write scheme, host and port, like http://192.0.2.5:5000");
        if (options.PublicUrl is { } shown && !IsWeb(shown))
            yield return (Own("www_authenticate_uri"), "is no web address", "write what clients reach Keystone at, like https://keystone.example.org:5000");
        if (options.User.IsEmpty) yield return (Own("username"), "is missing", "write the service's own user in Keystone, with the role service");
        if (options.Password is null) yield return (Own("password"), "is missing", "write it, or password_file and the path of a file that holds it");
        if (options.Project.IsEmpty && !options.SystemScope) yield return (Own("project_name"), "is missing", "write the project of the service's own user, service for most");
        if (options.Tls.CertificateFile is null != options.Tls.KeyFile is null)
            yield return (Own(options.Tls.KeyFile is null ? "keyfile" : "certfile"), "is missing", "write both, certfile and keyfile, or neither");
        foreach (var (key, problem, remedy) in options.Refused) yield return (Own(key), problem, remedy);
        foreach (var error in Shared(options.Cache)) yield return error;
    }

    /// <summary>What an operator should know.</summary>
    public static IEnumerable<(OptionName Option, string Problem, string Remedy)> Warnings(KeystoneOptions options)
    {
        if (options.Tls.Insecure)
            yield return (Own("insecure"), "takes any certificate: whoever is on the way to Keystone can be anybody", "remove it, and name Keystone's authority in cafile");
        if (options.Cache is { Servers.Count: > 0, Protection: TokenProtection.None })
            yield return (Own("memcached_servers"), "are believed: whoever can write to them can be anybody", "write memcache_security_strategy = ENCRYPT and a memcache_secret_key, the same in all processes");
    }

    static IEnumerable<(OptionName, string, string)> Shared(TokenCacheOptions cache)
    {
        if (cache.Protection != TokenProtection.None && cache.SecretKey is null)
            yield return (Own("memcache_secret_key"), $"is missing, and memcache_security_strategy is {cache.Protection}", "write a long random text, the same in all processes");
        foreach (var server in cache.Servers.Where(server => MemcachedPlace.Of(server) is null))
            yield return (Own("memcached_servers"), $"holds {server}, which is no server", "write host:port, [address]:port or unix:/path");
        foreach (var key in cache.Refused) yield return (Own(key), "asks for what is not understood", "remove it; memcache_security_strategy = ENCRYPT protects what is kept");
    }

    static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" };

    static OptionName Own(string key) => new(KeystoneOptions.Name, key);
}
