namespace Abaca.Server.Configuration;

/// <summary>How checked tokens are kept in the memory that processes share.</summary>
public enum TokenProtection
{
    /// <summary>As they are: whoever can write to the servers can be anybody.</summary>
    None,

    /// <summary>Signed: what others wrote is not believed.</summary>
    Mac,

    /// <summary>Encrypted and signed.</summary>
    Encrypt,
}

/// <summary>How long Keystone's answers about tokens are believed, and where processes share them: <c>memcached_servers</c> and its like.</summary>
public sealed record TokenCacheOptions
{
    /// <summary><c>token_cache_time</c>: a checked token is believed for so long; zero or less: never.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary><c>memcached_servers</c>, as written; empty: each process remembers for itself.</summary>
    public required IReadOnlyList<string> Servers { get; init; }

    /// <summary><c>memcache_security_strategy</c>.</summary>
    public required TokenProtection Protection { get; init; }

    /// <summary><c>memcache_secret_key</c>, of which the keys of the protection are made; null: none is given.</summary>
    public required string? SecretKey { get; init; }

    /// <summary><c>memcache_pool_dead_retry</c>: a server that failed is left alone for so long.</summary>
    public required TimeSpan DeadFor { get; init; }

    /// <summary><c>memcache_pool_maxsize</c>: connections to one server.</summary>
    public required int Connections { get; init; }

    /// <summary><c>memcache_pool_socket_timeout</c>: one exchange with a server may take so long.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Options about how servers are connected to that are not understood, and are given.</summary>
    internal IReadOnlyList<string> Refused { get; private init; } = [];

    /// <summary>Never the key.</summary>
    public override string ToString() => $"{nameof(TokenCacheOptions)} {{ Time = {Time}, Servers = {string.Join(',', Servers)}, Protection = {Protection}, SecretKey = {Finding.Masked} }}";

    const string Name = KeystoneOptions.Name;
    static readonly OptionSection Section = new(Name);

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Integer("token_cache_time", 300, "Seconds that a checked token is believed, and so the longest that one lives on after it was revoked; -1: ask Keystone every time.").AtLeast(-1),
        Section.List("memcached_servers", null, "Servers (host:port) in which processes share checked tokens; without, each remembers for itself.").Was(Name, "memcache_servers"),
        Section.Word("memcache_security_strategy", "None", "How tokens are kept there: None, MAC (signed) or ENCRYPT.").OneOf("None", "MAC", "ENCRYPT"),
        Section.Secret("memcache_secret_key", null, "What the keys of MAC and ENCRYPT are made of; the same in all processes."),
        Section.Integer("memcache_pool_dead_retry", 300, "Seconds for which a server that failed is left alone.").AtLeast(0),
        Section.Integer("memcache_pool_maxsize", 10, "Connections to one server.").Between(1, 1000),
        Section.Number("memcache_pool_socket_timeout", "1", "Seconds that one exchange with a server may take.").Between(0.05, 60),
        Section.Flag("memcache_tls_enabled", false, "Not understood, and therefore an error when it is true: what is kept is encrypted by ENCRYPT."),
        Section.Flag("memcache_sasl_enabled", false, "Not understood, and therefore an error when it is true."),
    ];

    internal static TokenCacheOptions Read(OptionReader reader)
    {
        var section = reader.In(Name);
        return new TokenCacheOptions
        {
            Time = section.Seconds("token_cache_time"),
            Servers = section.List("memcached_servers"),
            Protection = Enum.TryParse<TokenProtection>(section.Text("memcache_security_strategy").Trim(), ignoreCase: true, out var protection) ? protection : TokenProtection.None,
            SecretKey = section.TextOrNull("memcache_secret_key"),
            DeadFor = section.Seconds("memcache_pool_dead_retry"),
            Connections = section.Integer("memcache_pool_maxsize"),
            Timeout = section.Seconds("memcache_pool_socket_timeout"),
            Refused = [.. ((string[])["memcache_tls_enabled", "memcache_sasl_enabled"]).Where(section.Flag)],
        };
    }
}
