using System.Net;
using System.Net.Sockets;

namespace Abaca.Server.Identity;

/// <summary>What counts as one client where clients are counted.</summary>
static class ClientSource
{
    /// <summary>The client's address; of IPv6 the /64, which one client has for itself; an IPv4 address in IPv6 form is that IPv4 address.</summary>
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
