using System.Net;
using System.Net.Sockets;

namespace Abaca.Server.Identity;

/// <summary>Who tries to log in, and where from.</summary>
/// <param name="User">The user, or a key for a name that is nobody's.</param>
/// <param name="Source">The client's address; of IPv6 the /64, which one client has for itself.</param>
sealed record LoginAttempt(string User, string Source)
{
    /// <summary>The user at this source.</summary>
    public string Pair => $"p:{Source}:{User}";

    /// <summary>Everybody at this source.</summary>
    public string Place => $"a:{Source}";

    /// <summary>An attempt from an address; null: from this process.</summary>
    public static LoginAttempt From(IPAddress? address, string user) => new(user, SourceOf(address));

    static string SourceOf(IPAddress? from)
    {
        if (from is null) return "local";
        if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
        return from.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(from.GetAddressBytes().AsSpan(0, 8))
            : from.ToString();
    }
}
