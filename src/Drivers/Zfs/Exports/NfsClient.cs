using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs.Exports;

/// <summary>A client of an export of the kernel's NFS server: one address or one network.</summary>
/// <param name="Network">Address or network with the host's bits zero.</param>
/// <param name="Writable">May write; else may only read.</param>
readonly record struct NfsClient(IPNetwork Network, bool Writable)
{
    /// <summary>As exports(5) takes it: one address bare, a network with its prefix.</summary>
    public string Word => IsOne ? Network.BaseAddress.ToString() : Network.ToString();

    /// <summary>One address, no network.</summary>
    public bool IsOne => Network.PrefixLength == (IsV6 ? 128 : 32);

    /// <summary>An IPv6 client.</summary>
    public bool IsV6 => Network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Reads an address, a network with prefix or (IPv4) with netmask; host bits are dropped. Null when it is none.</summary>
    public static NfsClient? Parse(string text, bool writable)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || text.Contains('%') || !IPAddress.TryParse(parts[0], out var address)) return null;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = parts.Length == 1 ? bits : PrefixIn(parts[1]);
        return prefix is { } length && length <= bits ? new NfsClient(new IPNetwork(Masked(address, length), length), writable) : null;
    }

    /// <summary>The rules as clients, the most specific first, and the fate of each rule.</summary>
    /// <param name="rules">The whole set.</param>
    /// <param name="isPossible">Whether this way of exporting can take a client.</param>
    public static (IReadOnlyList<NfsClient> Clients, IReadOnlyList<RuleOutcome> Outcomes) Of(IReadOnlyList<AccessRule> rules, Func<NfsClient, bool> isPossible)
    {
        var clients = new List<NfsClient>();
        var outcomes = new List<RuleOutcome>();
        foreach (var rule in rules)
        {
            var client = rule.Type == AccessType.Ip ? Parse(rule.To, rule.Level == AccessLevel.Rw) : null;
            var possible = client is { } parsed && isPossible(parsed);
            if (possible) clients.Add(client!.Value);
            outcomes.Add(new RuleOutcome(rule.Id, possible ? null : Refusal(rule, client)));
        }
        return (Sorted(clients), outcomes);
    }

    /// <summary>In the one order that sets of clients have here; the stricter of two rules for one client stays.</summary>
    public static IReadOnlyList<NfsClient> Sorted(IEnumerable<NfsClient> clients) =>
    [
        .. clients.OrderByDescending(client => client.Network.PrefixLength).ThenBy(client => client.Word, StringComparer.Ordinal)
            .ThenBy(client => client.Writable).DistinctBy(client => client.Network),
    ];

    static Refusal Refusal(AccessRule rule, NfsClient? client) => new(MessageDetail.UnsupportedClient, rule switch
    {
        { Type: not AccessType.Ip } => $"NFS shares know rules of type ip, not {rule.Type.ToString().ToLowerInvariant()}.",
        _ when client is null => $"\"{rule.To}\" is no IPv4 or IPv6 address or network.",
        _ => $"ZFS's sharenfs cannot name the IPv6 client {rule.To}; with zfs_share_helpers = NFS=NFSviaExportsFile it can be let in.",
    });

    static int? PrefixIn(string text)
    {
        if (int.TryParse(text, System.Globalization.NumberStyles.None, null, out var prefix)) return prefix;
        if (!IPAddress.TryParse(text, out var mask) || mask.AddressFamily != AddressFamily.InterNetwork) return null;
        var bits = BitConverter.ToUInt32([.. mask.GetAddressBytes().Reverse()]);
        var ones = System.Numerics.BitOperations.PopCount(bits);
        return bits == (ones == 0 ? 0 : uint.MaxValue << (32 - ones)) ? ones : null;
    }

    static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xff00 >> Math.Clamp(prefix - (8 * i), 0, 8));
        return new IPAddress(bytes);
    }
}
