using System.Net;
using System.Net.Sockets;

namespace Abaca.Server.AccessRules;

/// <summary>
/// An IPv4 or IPv6 address or network as an access rule names it. Read strictly: what two programs could read differently (leading
/// zeros, missing parts, scopes, netmasks) is no address here.
/// </summary>
/// <param name="Address">Address of the network, or the single address.</param>
/// <param name="Prefix">Length of the network's prefix; all bits for a single address.</param>
public sealed record ClientAddress(IPAddress Address, int Prefix)
{
    /// <summary>Whether it is an IPv6 one.</summary>
    public bool IsIpv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Reads an address or network.</summary>
    /// <param name="text">For example <c>10.0.0.1</c>, <c>10.0.0.0/24</c>, <c>2001:db8::/32</c>.</param>
    /// <param name="problem">What is wrong, in the words of a sentence about the text; null when nothing is.</param>
    /// <returns>Null when it is none.</returns>
    public static ClientAddress? Read(string text, out string? problem)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = ReadAddress(slash < 0 ? text : text[..slash]);
        if (address is null)
        {
            problem = "it is not an IPv4 or IPv6 address or network";
            return null;
        }
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (slash < 0)
        {
            problem = null;
            return new ClientAddress(address, bits);
        }
        if (ReadPrefix(text[(slash + 1)..], bits) is not { } prefix)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"the length of its prefix must be a number from 0 to {bits}");
            return null;
        }
        problem = HasHostBits(address.GetAddressBytes(), prefix) ? "it is a network with host bits set" : null;
        return problem is null ? new ClientAddress(address, prefix) : null;
    }

    /// <summary>Whether both name the same clients, however they are spelt.</summary>
    public static bool Same(string one, string other) =>
        Read(one, out _) is { } a && Read(other, out _) is { } b && a.Plain == b.Plain;

    /// <summary>As a server sees the client: an IPv4 address or network in IPv6 clothes (<c>::ffff:10.0.0.1</c>) is an IPv4 one.</summary>
    ClientAddress Plain => Address.IsIPv4MappedToIPv6 && Prefix >= 96 ? new ClientAddress(Address.MapToIPv4(), Prefix - 96) : this;

    static IPAddress? ReadAddress(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal)) return ReadIpv6(text);
        var parts = text.Split('.');
        return parts.Length == 4 && parts.All(p => ReadPrefix(p, 255) is not null) ? IPAddress.Parse(text) : null;
    }

    // The framework also takes brackets, ports, scopes and prefixes.
    static IPAddress? ReadIpv6(string text)
    {
        if (!text.All(c => char.IsAsciiHexDigit(c) || c is ':' or '.')) return null;
        if (text.LastIndexOf(':') is var colon && text.Contains('.', StringComparison.Ordinal) && ReadAddress(text[(colon + 1)..]) is null) return null;
        return IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? address : null;
    }

    static int? ReadPrefix(string text, int most) =>
        text.Length is > 0 and <= 3 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0')
        && int.Parse(text, CultureInfo.InvariantCulture) is var number && number <= most ? number : null;

    static bool HasHostBits(byte[] bytes, int prefix)
    {
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0) return true;
        }
        return false;
    }
}
