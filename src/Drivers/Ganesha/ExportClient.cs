using System.Net;
using System.Net.Sockets;

namespace Abaca.Drivers.Ganesha;

/// <summary>A client of an export: one address or one network, read-write or read-only.</summary>
/// <param name="Network">Network address with the host's bits zero; an IPv4 address never hides in an IPv6 one.</param>
/// <param name="Prefix">Number of leading bits that count: 32 (IPv4) or 128 (IPv6) for one address.</param>
/// <param name="Writable">May write; else may only read.</param>
public sealed record ExportClient(IPAddress Network, int Prefix, bool Writable)
{
    /// <summary>The client as rules spell it, always with its prefix: 10.0.0.1/32, 2001:db8::/64.</summary>
    public string To => $"{Network}/{Prefix}";

    /// <summary>Ganesha 4.3 reads prefixes of two digits at most, so IPv6 networks of /100 to /127 cannot be told to it.</summary>
    public bool IsExpressible => Prefix < 100 || Prefix == 128;

    /// <summary>
    /// How the configuration file must name it, in one or two words. Ganesha 4.3 takes no prefix 0, so "everyone" is
    /// two halves, and no prefix of three digits, so one address has none; IPv6 is written out without abbreviation.
    /// </summary>
    public IReadOnlyList<string> ConfigWords => Prefix switch
    {
        0 => [$"{Written(Network)}/1", $"{Written(UpperHalf(Network))}/1"],
        128 => [Written(Network)],
        _ => [$"{Written(Network)}/{Prefix}"],
    };

    /// <summary>Reads an address or a network; host bits are dropped. Null when the text is neither.</summary>
    public static ExportClient? Parse(string text, bool writable)
    {
        var slash = text.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || address.ScopeId() != 0) return null;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text[(slash + 1)..], out prefix) || prefix < 0 || prefix > bits)) return null;
        if (address.IsIPv4MappedToIPv6 && prefix >= 96) (address, prefix) = (address.MapToIPv4(), prefix - 96);
        return new ExportClient(Masked(address, prefix), prefix, writable);
    }

    /// <summary>Undoes the halves of <see cref="ConfigWords"/>: what Ganesha shows, as the clients that were asked for.</summary>
    public static IReadOnlyList<ExportClient> Joined(IReadOnlyList<ExportClient> shown)
    {
        var joined = new List<ExportClient>();
        foreach (var client in shown)
        {
            var lower = joined.Count == 0 ? null : joined[^1];
            var completes = client.Prefix == 1 && lower is { Prefix: 1 } && lower.Writable == client.Writable
                && client.Network.Equals(UpperHalf(lower.Network));
            if (completes) joined[^1] = lower! with { Prefix = 0 };
            else joined.Add(client);
        }
        return joined;
    }

    static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xff00 >> Math.Clamp(prefix - (8 * i), 0, 8));
        return new IPAddress(bytes);
    }

    static IPAddress UpperHalf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes[0] |= 0x80;
        return new IPAddress(bytes);
    }

    static string Written(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return address.ToString();
        var bytes = address.GetAddressBytes();
        return string.Join(':', Enumerable.Range(0, 8).Select(i => ((bytes[2 * i] << 8) | bytes[(2 * i) + 1]).ToString("x")));
    }
}

/// <summary>Zones of IPv6 addresses.</summary>
static class IPAddressZone
{
    /// <summary>The zone (fe80::1%3), or 0 when there is none or the address is IPv4.</summary>
    public static long ScopeId(this IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
