using System.Net;
using System.Net.Sockets;

namespace Abaca.DriverSdk;

/// <summary>
/// Who may do what, address by address: what clients of an export mean together, however they are cut into networks. Two lists that let in
/// the same addresses at the same levels are equal, and that is what a driver compares when it has asked for one list and the server shows
/// another. IPv4 and IPv6 are two spaces; an IPv4 address in IPv6 clothes is an IPv4 address.
/// </summary>
public sealed class ClientSet : IEquatable<ClientSet>
{
    readonly IReadOnlyList<Range> ranges;

    ClientSet(IReadOnlyList<Range> ranges) => this.ranges = ranges;

    /// <summary>Nobody.</summary>
    public bool IsEmpty => ranges.Count == 0;

    /// <summary>For rules: the most specific client that holds an address decides, and of two for the same network the stricter.</summary>
    public static ClientSet MostSpecific(IEnumerable<ExportClient> clients) => FirstMatch(ExportClient.Sorted(clients));

    /// <summary>For a server whose first match decides: its clients in its order.</summary>
    public static ClientSet FirstMatch(IEnumerable<ExportClient> clients)
    {
        var seen = new HashSet<(UInt128 First, int Prefix, bool IsV6)>();
        var heard = new List<ExportClient>();
        foreach (var client in clients)
        {
            if (IsHidden(client, seen)) continue;
            seen.Add((FirstOf(client), client.Prefix, client.IsV6));
            heard.Add(client);
        }
        // What is left nests without a smaller network behind a larger one, so the smaller one decides.
        return new ClientSet(Merged(heard.OrderBy(c => c.IsV6).ThenBy(FirstOf).ThenBy(c => c.Prefix)));
    }

    /// <summary>What the rules of an NFS share mean together; those that name no address mean nobody.</summary>
    public static ClientSet Of(IEnumerable<AccessRule> rules) => MostSpecific(Read(rules.Select(rule => (rule.Type, rule.To, rule.Level))));

    /// <summary>The same for rules as a backend shows them.</summary>
    public static ClientSet Of(IEnumerable<AppliedRule> rules) => MostSpecific(Read(rules.Select(rule => (rule.Type, rule.To, rule.Level))));

    /// <summary>What an address may do; null: nothing.</summary>
    public AccessLevel? LevelOf(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var (at, isV6) = (NumberOf(plain), plain.AddressFamily == AddressFamily.InterNetworkV6);
        foreach (var range in ranges)
            if (range.IsV6 == isV6 && range.First <= at && at <= range.Last) return range.Leave.Writable ? AccessLevel.Rw : AccessLevel.Ro;
        return null;
    }

    /// <inheritdoc/>
    public bool Equals(ClientSet? other) => other is not null && ranges.SequenceEqual(other.ranges);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClientSet);

    /// <inheritdoc/>
    public override int GetHashCode() => ranges.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? "nobody" : string.Join(", ", ranges);

    static IEnumerable<ExportClient> Read(IEnumerable<(AccessType Type, string To, AccessLevel Level)> rules) => rules
        .Where(rule => rule.Type == AccessType.Ip).Select(rule => ExportClient.Parse(rule.To, rule.Level == AccessLevel.Rw)).OfType<ExportClient>();

    /// <summary>An earlier client holds it whole.</summary>
    static bool IsHidden(ExportClient client, HashSet<(UInt128 First, int Prefix, bool IsV6)> seen)
    {
        for (var prefix = 0; prefix <= client.Prefix; prefix++)
            if (seen.Contains((FirstOf(client) & ~Hosts(prefix, client.IsV6), prefix, client.IsV6))) return true;
        return false;
    }

    /// <summary>Cuts nested networks, outer before inner, into ranges without overlap; neighbours of one level become one.</summary>
    static List<Range> Merged(IEnumerable<ExportClient> nested)
    {
        var found = new List<Range>();
        var open = new Stack<Range>();
        foreach (var client in nested)
        {
            var next = new Range(client.IsV6, FirstOf(client), FirstOf(client) | Hosts(client.Prefix, client.IsV6), client with { Network = IPAddress.None, Prefix = 0 });
            while (open.TryPeek(out var outer) && (outer.IsV6 != next.IsV6 || outer.Last < next.First)) Close(found, open);
            if (open.TryPop(out var around))
            {
                if (around.First < next.First) Add(found, around with { Last = next.First - 1 });
                if (around.Last > next.Last) open.Push(around with { First = next.Last + 1 });
            }
            open.Push(next);
        }
        while (open.Count > 0) Close(found, open);
        return found;
    }

    static void Close(List<Range> found, Stack<Range> open) => Add(found, open.Pop());

    static void Add(List<Range> found, Range next)
    {
        var touches = found.Count > 0 && found[^1] is var last && last.IsV6 == next.IsV6 && last.Leave == next.Leave && last.Last + 1 == next.First;
        if (touches) found[^1] = found[^1] with { Last = next.Last };
        else found.Add(next);
    }

    static UInt128 FirstOf(ExportClient client) => NumberOf(client.Network);

    static UInt128 NumberOf(IPAddress address) => address.GetAddressBytes().Aggregate(UInt128.Zero, (number, one) => (number << 8) | one);

    static UInt128 Hosts(int prefix, bool isV6)
    {
        var bits = (isV6 ? 128 : 32) - prefix;
        return bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;
    }

    /// <summary>Addresses side by side, and what they may do: all of a client but its network.</summary>
    sealed record Range(bool IsV6, UInt128 First, UInt128 Last, ExportClient Leave)
    {
        public override string ToString() => $"{Text(First)}-{Text(Last)} {(Leave.Writable ? "rw" : "ro")}";

        string Text(UInt128 number)
        {
            var bytes = new byte[IsV6 ? 16 : 4];
            for (var i = bytes.Length - 1; i >= 0; i--, number >>= 8) bytes[i] = (byte)(number & 0xff);
            return new IPAddress(bytes).ToString();
        }
    }
}
