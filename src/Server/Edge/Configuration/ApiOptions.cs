using System.Net;

namespace Abaca.Server.Configuration;

/// <summary>How the API is offered.</summary>
public sealed record ApiOptions
{
    /// <summary><c>osapi_share_listen</c>: address of the socket.</summary>
    public required IPAddress Listen { get; init; }

    /// <summary><c>osapi_share_listen_port</c>: port of the socket.</summary>
    public required int Port { get; init; }

    /// <summary><c>osapi_share_base_URL</c>: scheme and host put in links, or null for what the client itself used.</summary>
    public required string? BaseUrl { get; init; }

    /// <summary><c>osapi_max_limit</c>: most items of one page.</summary>
    public required int MaxLimit { get; init; }

    /// <summary><c>[oslo_middleware] max_request_body_size</c>: bytes.</summary>
    public required int MaxRequestBodySize { get; init; }

    /// <summary>
    /// <c>abaca_trusted_proxies</c>: whose X-Forwarded-* are believed; none without <c>[oslo_middleware] enable_proxy_headers_parsing</c>.
    /// </summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary><c>abaca_max_connections</c>: open at once, in all.</summary>
    public required int MaxConnections { get; init; }

    /// <summary><c>abaca_max_connections_per_address</c>: open at once from one address.</summary>
    public required int MaxConnectionsPerAddress { get; init; }

    /// <summary><c>client_socket_timeout</c>: how long a connection may be idle.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary><c>abaca_max_requests_per_minute</c>: of one project; 0: no limit.</summary>
    public required int MaxRequestsPerMinute { get; init; }

    /// <summary><c>osapi_share_use_ssl</c> and section <c>ssl</c>; null: plain HTTP.</summary>
    public required TlsOptions? Tls { get; init; }

    static readonly OptionName ProxiesName = new(IniFile.Default, "abaca_trusted_proxies");

    static readonly OptionSection Section = new(IniFile.Default);
    static readonly OptionSection Middleware = new("oslo_middleware");

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        Section.Address("osapi_share_listen", "$abaca_listen", "Address the API listens on. 0.0.0.0 or :: is every address."),
        Section.Port("osapi_share_listen_port", "8786", "Port the API listens on."),
        Section.Word("osapi_share_base_URL", null, "Scheme and host put in links, such as https://share.example.org; without it, what the client used."),
        Section.Integer("client_socket_timeout", 900, "Seconds that a connection may be idle; 0: as long as nobody else needs its place.").AtLeast(0),
        Section.Integer("abaca_max_connections", 10000, "Connections open at once; fewer where the process may open fewer than twice as many files.").AtLeast(16),
        Section.Integer("abaca_max_connections_per_address", 1000, "Connections open at once from one address; trusted proxies are not counted.").AtLeast(1),
        Section.Integer("abaca_max_requests_per_minute", 0, "Requests of one project that are answered in a minute; 0: no limit. Administrators and services are not counted.")
            .AtLeast(0),
        Section.Integer("osapi_max_limit", 1000, "Most items of one page of a list; a list that is asked for without limit is given whole.").AtLeast(1),
        Middleware.Integer("max_request_body_size", 114688, "Largest request body in bytes.").AtLeast(1)
            .Was(IniFile.Default, "max_request_body_size").Was(IniFile.Default, "osapi_max_request_body_size"),
        Middleware.Flag("enable_proxy_headers_parsing", false, "Believe the X-Forwarded headers of the proxies that abaca_trusted_proxies names."),
        Section.List(ProxiesName.Key, "127.0.0.0/8,::1", "Addresses and networks of the proxies in front; used with enable_proxy_headers_parsing."),
    ];

    static IReadOnlyList<IPNetwork> Proxies(OptionReader reader)
    {
        var named = reader.In(IniFile.Default).List(ProxiesName.Key);
        foreach (var wrong in named.Where(one => Network(one) is null))
            reader.Report(Severity.Error, ProxiesName, $"\"{wrong}\" is neither an address nor a network", "write addresses such as 192.0.2.7 and networks such as 192.0.2.0/24, with commas between");
        return [.. named.Select(Network).OfType<IPNetwork>()];
    }

    static IPNetwork? Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        return IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8) : null;
    }

    internal static ApiOptions Read(OptionReader reader)
    {
        var section = reader.In(IniFile.Default);
        var middleware = reader.In("oslo_middleware");
        var proxies = Proxies(reader);
        return new ApiOptions
        {
            Listen = section.Address("osapi_share_listen"),
            Port = section.Port("osapi_share_listen_port"),
            BaseUrl = section.TextOrNull("osapi_share_base_URL"),
            MaxLimit = section.Integer("osapi_max_limit"),
            MaxConnections = section.Integer("abaca_max_connections"),
            MaxConnectionsPerAddress = section.Integer("abaca_max_connections_per_address"),
            MaxRequestsPerMinute = section.Integer("abaca_max_requests_per_minute"),
            IdleTimeout = section.Integer("client_socket_timeout") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan,
            MaxRequestBodySize = middleware.Integer("max_request_body_size"),
            Tls = TlsOptions.Read(reader),
            TrustedProxies = middleware.Flag("enable_proxy_headers_parsing") ? proxies : [],
        };
    }
}
