using System.Net;
using System.Net.Sockets;
using Abaca.Server.Configuration;

namespace Abaca.Server.Hosting;

/// <summary>Where clients reach this process.</summary>
public static class BaseUrl
{
    /// <summary>Scheme, address and port; for a socket open on all addresses the node's own address.</summary>
    public static string Of(ServiceOptions options)
    {
        var address = options.Api.Listen.Equals(IPAddress.Any) || options.Api.Listen.Equals(IPAddress.IPv6Any) ? options.Node.Address : options.Api.Listen;
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"http://[{address}]:{options.Api.Port}"
            : $"http://{address}:{options.Api.Port}";
    }
}
