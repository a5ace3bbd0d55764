using System.Net;
using System.Net.Sockets;

namespace Abaca.Server.Doctor;

/// <summary>Where the service listens, as this machine reaches it.</summary>
static class ServiceAddress
{
    /// <summary>The base URL; a socket open on all addresses is asked on loopback.</summary>
    public static Uri Of(ServiceOptions options)
    {
        var address = Local(options.Api.Listen);
        var host = address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
        return new Uri($"{(options.Api.Tls is null ? "http" : "https")}://{host}:{options.Api.Port}/");
    }

    static IPAddress Local(IPAddress listen) =>
        listen.Equals(IPAddress.Any) ? IPAddress.Loopback : listen.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listen;
}
