using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace Abaca.DriverSdk;

/// <summary>A client of an NFS export: one address or one network, read-write or read-only.</summary>
/// <param name="Network">Network address with the host's bits zero; an IPv4 address never hides in an IPv6 one.</param>
/// <param name="Prefix">Number of leading bits that count: 32 (IPv4) or 128 (IPv6) for one address.</param>
/// <param name="Writable">May write; else may only read.</param>
public sealed record ExportClient(IPAddress Network, int Prefix, bool Writable)
{
    /// <summary>Which of its users the server takes for nobody.</summary>
    public NfsSquash Squash { get; init; }

    /// <summary>The client as rules spell it, always with its prefix: 10.0.0.1/32, 2001:db8::/64.</summary>
    public string To => $"{Network}/{Prefix}";

    /// <summary>The same for files: one address bare, a network with its prefix.</summary>
    public string Word => IsOne ? Network.ToString() : To;

    /// <summary>One address, no network.</summary>
    public bool IsOne => Prefix == BitsOf(Network);

    /// <summary>An IPv6 client.</summary>
    public bool IsV6 => Network.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Reads an address, or a network with prefix or (IPv4) with netmask; host bits are dropped. Null when the text is neither.</summary>
    public static ExportClient? Parse(string text, bool writable)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || text.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(parts[0], out var address)) return null;
        var bits = BitsOf(address);
        if ((parts.Length == 1 ? bits : PrefixIn(parts[1])) is not { } prefix || prefix > bits) return null;
        if (address.IsIPv4MappedToIPv6 && prefix >= 96) (address, prefix) = (address.MapToIPv4(), prefix - 96);
        return new ExportClient(Masked(address, prefix), prefix, writable);
    }

    /// <summary>The most specific first, in the one order that sets of clients have; the stricter of two for one network stays.</summary>
    public static IReadOnlyList<ExportClient> Sorted(IEnumerable<ExportClient> clients) =>
    [
        .. clients.OrderByDescending(client => client.Prefix).ThenBy(client => client.To, StringComparer.Ordinal)
            .ThenBy(client => client.Writable).DistinctBy(client => client.To),
    ];

    static int BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    static int? PrefixIn(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)) return prefix;
        if (!IPAddress.TryParse(text, out var mask) || mask.AddressFamily != AddressFamily.InterNetwork) return null;
        var bits = BitConverter.ToUInt32([.. mask.GetAddressBytes().Reverse()]);
        var ones = BitOperations.PopCount(bits);
        return bits == (ones == 0 ? 0 : uint.MaxValue << (32 - ones)) ? ones : null;
    }

    static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xff00 >> Math.Clamp(prefix - (8 * i), 0, 8));
        return new IPAddress(bytes);
    }
}
