using System.Net;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

/// <summary>Lists of clients as sets of addresses: checked address by address against the plain reading of the lists.</summary>
public class ClientSetTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "0.0.0.0/0")]
    [InlineData("10.0.0.0/25 10.0.0.128/25", "10.0.0.0/24")]
    [InlineData("::/1 8000::/1", "::/0")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:a00:1", "10.0.0.1/32")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    [InlineData("10.0.0.0/8 10.1.0.0/16 10.0.0.1", "10.0.0.0/8")]
    [InlineData("10.0.0.0/31 10.0.0.2/32 10.0.0.3", "10.0.0.0/30")]
    [InlineData("", "")]
    public void Lists_that_let_in_the_same_addresses_are_equal(string one, string other)
    {
        Assert.Equal(ClientSet.MostSpecific(Clients(one)), ClientSet.MostSpecific(Clients(other)));
        Assert.Equal(ClientSet.MostSpecific(Clients(one)).GetHashCode(), ClientSet.MostSpecific(Clients(other)).GetHashCode());
    }

    [Theory]
    [InlineData("0.0.0.0/1 128.0.0.0/1", "::/0")]
    [InlineData("0.0.0.0/0", "::/0")]
    [InlineData("0.0.0.0/1", "0.0.0.0/0")]
    [InlineData("10.0.0.0/24", "10.0.0.0/24:ro")]
    [InlineData("10.0.0.0/24 10.0.0.7:ro", "10.0.0.0/24")]
    [InlineData("10.0.0.1", "10.0.0.1 10.0.0.2")]
    [InlineData("::ffff:0:0/95", "0.0.0.0/0")]
    [InlineData("", "0.0.0.0/32")]
    public void Lists_that_differ_in_one_address_or_level_are_not(string one, string other) =>
        Assert.NotEqual(ClientSet.MostSpecific(Clients(one)), ClientSet.MostSpecific(Clients(other)));

    [Fact]
    public void The_first_match_decides_where_the_order_counts()
    {
        Assert.Equal(AccessLevel.Rw, ClientSet.FirstMatch(Clients("10.0.0.0/8 10.0.0.1:ro")).LevelOf(IPAddress.Parse("10.0.0.1")));
        Assert.Equal(AccessLevel.Ro, ClientSet.FirstMatch(Clients("10.0.0.1:ro 10.0.0.0/8")).LevelOf(IPAddress.Parse("::ffff:10.0.0.1")));
        Assert.False(GaneshaClients.Same(Clients("10.0.0.0/8 10.0.0.1:ro"), Clients("10.0.0.0/8 10.0.0.1:ro")));
        Assert.True(GaneshaClients.Same(Clients("10.0.0.1:ro 10.0.0.0/8"), Clients("10.0.0.0/8 10.0.0.1:ro")));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_set_says_of_every_address_what_its_list_says(int seed)
    {
        var random = new Random(seed);
        var clients = Some(random);
        var (first, best) = (ClientSet.FirstMatch(clients), ClientSet.MostSpecific(clients));
        foreach (var address in Probes(clients))
        {
            var holding = clients.Where(client => Holds(client, address)).ToList();
            Assert.Equal(LevelOf(holding.FirstOrDefault()), first.LevelOf(address));
            Assert.Equal(LevelOf(holding.OrderByDescending(c => c.Prefix).ThenBy(c => c.Writable).FirstOrDefault()), best.LevelOf(address));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Two_lists_are_equal_when_no_address_tells_them_apart(int seed)
    {
        var random = new Random(seed);
        var one = Some(random);
        var other = random.Next(3) == 0 ? Some(random) : Changed(one, random);
        var (a, b) = (ClientSet.MostSpecific(one), ClientSet.MostSpecific(other));
        Assert.Equal(Probes([.. one, .. other]).All(address => a.LevelOf(address) == b.LevelOf(address)), a.Equals(b));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_ganesha_is_told_means_what_was_asked_for(int seed)
    {
        var random = new Random(seed);
        AccessRule[] rules = [.. Some(random).Select((client, i) => new AccessRule($"{i}", AccessType.Ip, Spelled(client, random), client.Writable ? AccessLevel.Rw : AccessLevel.Ro))];
        var wanted = GaneshaClients.Wanted(rules);
        var told = wanted.Clients.SelectMany(client => GaneshaClients.Words(client).Select(word => ExportClient.Parse(word, client.Writable)!)).ToList();
        Assert.True(GaneshaClients.Same(told, wanted.Clients));
        Assert.True(GaneshaClients.Same(GaneshaClients.Joined(told), wanted.Clients));
        var can = rules.Zip(wanted.Outcomes).Where(pair => pair.Second.Refused is null).Select(pair => pair.First);
        Assert.Equal(ClientSet.Of(can), ClientSet.FirstMatch(told));
    }

    static AccessLevel? LevelOf(ExportClient? client) => client is null ? null : client.Writable ? AccessLevel.Rw : AccessLevel.Ro;

    static IReadOnlyList<ExportClient> Clients(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => ExportClient.Parse(word.Replace(":ro", "", StringComparison.Ordinal), !word.EndsWith(":ro", StringComparison.Ordinal))!),
    ];

    /// <summary>Networks near each other, so that they overlap, touch and nest.</summary>
    static IReadOnlyList<ExportClient> Some(Random random)
    {
        var clients = new List<ExportClient>();
        for (var i = random.Next(0, 9); i >= 0; i--)
        {
            var v6 = random.Next(3) == 0;
            var bytes = IPAddress.Parse(v6 ? "2001:db8::" : "10.0.0.0").GetAddressBytes();
            bytes[^1] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes[0] = (byte)random.Next(256);
            var prefix = random.Next(3) == 0 ? random.Next(0, bytes.Length * 8 + 1) : (bytes.Length * 8) - random.Next(9);
            clients.Add(ExportClient.Parse($"{new IPAddress(bytes)}/{prefix}", random.Next(2) == 0)!);
        }
        return clients;
    }

    /// <summary>The same in other words: networks cut in halves, others repeated within themselves, another order.</summary>
    static IReadOnlyList<ExportClient> Changed(IReadOnlyList<ExportClient> clients, Random random)
    {
        var changed = new List<ExportClient>();
        foreach (var client in clients)
        {
            var bits = client.IsV6 ? 128 : 32;
            if (client.Prefix == bits || random.Next(2) == 0) changed.Add(client);
            else changed.AddRange(Halves(client));
        }
        return [.. changed.OrderBy(_ => random.Next())];
    }

    static IEnumerable<ExportClient> Halves(ExportClient client)
    {
        var upper = client.Network.GetAddressBytes();
        upper[client.Prefix / 8] |= (byte)(0x80 >> (client.Prefix % 8));
        return [client with { Prefix = client.Prefix + 1 }, client with { Network = new IPAddress(upper), Prefix = client.Prefix + 1 }];
    }

    static string Spelled(ExportClient client, Random random) => client.IsV6 || random.Next(3) > 0
        ? client.To
        : $"{client.Network.MapToIPv6()}/{client.Prefix + 96}";

    /// <summary>Both ends of every network and their neighbours: a difference anywhere shows at one of them.</summary>
    static IEnumerable<IPAddress> Probes(IReadOnlyList<ExportClient> clients) => clients.SelectMany(client =>
    {
        var last = client.Network.GetAddressBytes();
        for (var bit = client.Prefix; bit < last.Length * 8; bit++) last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new[] { client.Network, Next(client.Network.GetAddressBytes(), -1), new IPAddress(last), Next(last, 1) };
    }).Distinct();

    static IPAddress Next(byte[] bytes, int step)
    {
        var next = bytes.ToArray();
        for (var i = next.Length - 1; i >= 0; i--)
        {
            var sum = next[i] + step;
            next[i] = (byte)sum;
            if (sum is >= 0 and <= 255) break;
        }
        return new IPAddress(next);
    }

    static bool Holds(ExportClient client, IPAddress address)
    {
        var (one, other) = (client.Network.GetAddressBytes(), address.GetAddressBytes());
        if (one.Length != other.Length) return false;
        for (var bit = 0; bit < client.Prefix; bit++)
            if (((one[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) != 0) return false;
        return true;
    }
}
