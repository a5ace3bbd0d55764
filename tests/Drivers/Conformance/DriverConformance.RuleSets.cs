using System.Net;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Rules that overlap: what counts is which address may do what, not how it is written.</summary>
public abstract partial class DriverConformance
{
    [Theory]
    [InlineData("0.0.0.0/1 128.0.0.0/1")]
    [InlineData("0.0.0.0/1 128.0.0.0/1:ro")]
    [InlineData("0.0.0.0/0 0.0.0.0/1:ro 128.0.0.0/1:ro")]
    [InlineData("0.0.0.0/2 64.0.0.0/2 128.0.0.0/1:ro 0.0.0.0/0")]
    [InlineData("10.0.0.0/25 10.0.0.128/25 10.0.0.0/24:ro 10.0.0.7:ro")]
    [InlineData("::ffff:10.0.0.1 ::ffff:10.0.1.0/120:ro")]
    [InlineData("0.0.0.0/32 255.255.255.255 224.0.0.1:ro")]
    public async Task Networks_may_be_cut_as_their_owner_likes(string rules)
    {
        NeedsAddresses();
        var share = await Make();
        await AllowAndSee(share, Written(rules));
        await AllowAndSee(share, [.. Written(rules), Rule("198.51.100.1")]);
        await AllowAndSee(share);
    }

    [Theory]
    [InlineData("::/1 8000::/1")]
    [InlineData("::/0:ro ::/1 8000::/1 0.0.0.0/0")]
    [InlineData("2001:db8::/33:ro 2001:db8:8000::/33:ro 2001:db8::1")]
    [InlineData("::/128 ::1 fe80::1:ro ff02::1 ::fffe:0:0/95:ro ::10.0.0.1 ::/64:ro")]
    public async Task Ipv6_networks_may_be_cut_as_their_owner_likes(string rules)
    {
        NeedsAddresses();
        var share = await Make();
        await AllowAndSee(share, Written(rules));
        await AllowAndSee(share, [.. Written(rules), Rule("198.51.100.1")]);
    }

    [Fact]
    public async Task A_prefix_of_any_length_is_taken_or_refused_with_a_reason_and_holds_up_no_other()
    {
        NeedsAddresses();
        var share = await Make();
        await AllowAndSee(share, [.. Enumerable.Range(0, 33).Select(prefix => Any("10.255.170.85", prefix))]);
        await AllowAndSee(share, [.. Enumerable.Range(0, 129).Select(prefix => Any("2001:db8:ffff:aaaa:5555:ffff:aaaa:5555", prefix)), Rule(0)]);
        await AllowAndSee(share, Rule(0));

        AccessRule Any(string address, int prefix) => Rule(ExportClient.Parse($"{address}/{prefix}", true)!.To, prefix % 2 == 0 ? AccessLevel.Rw : AccessLevel.Ro);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_rules_overlap_each_client_may_do_what_the_most_specific_of_them_says(int seed)
    {
        NeedsAddresses();
        var random = new Random(seed);
        var shows = !backend.NotShown.ContainsKey(Showing.RealMounts) && !backend.NotShown.ContainsKey(Showing.ReadOnlyRules);
        var share = await Make();
        for (var round = 0; round < 5; round++)
        {
            var rules = SomeRules(random);
            await AllowAndSee(share, rules);
            for (var client = 0; shows && client < 2; client++) await CanDo(share, client, ClientSet.Of(rules).LevelOf(IPAddress.Parse(Identity(client))), rules);
        }
    }

    void NeedsAddresses()
    {
        if (backend.AccessType != AccessType.Ip) Assert.Skip($"{backend.Name}'s clients are no addresses, so there are no networks.");
    }

    AccessRule[] Written(string rules) =>
        [.. rules.Split(' ').Select(word => word.EndsWith(":ro", StringComparison.Ordinal) ? Rule(word[..^3], AccessLevel.Ro) : Rule(word))];

    /// <summary>All are in force but those that the backend refuses for good, which are IPv6 ones.</summary>
    async Task AllowAndSee(Made share, params AccessRule[] rules)
    {
        var outcomes = Done(await Driver.SetAccess(share.Spec, rules, Ct));
        Assert.Equal(rules.Select(rule => rule.Id).Order(), outcomes.Select(outcome => outcome.RuleId).Order());
        var refused = outcomes.Where(outcome => outcome.Refused is not null).ToDictionary(outcome => outcome.RuleId, outcome => outcome.Refused!);
        Assert.All(refused.Values, why => Assert.Equal(MessageDetail.UnsupportedClient, why.Detail));
        Assert.All(rules.Where(rule => refused.ContainsKey(rule.Id)), rule => Assert.True(ExportClient.Parse(rule.To, true)!.IsV6, rule.To));
        Assert.Equal(
            ClientSet.Of(rules.Where(rule => !refused.ContainsKey(rule.Id))), ClientSet.Of(Done(await Driver.ReadAccess(share.Spec, Ct))));
    }

    async Task CanDo(Made share, int client, AccessLevel? level, IEnumerable<AccessRule> rules)
    {
        if (level is null)
        {
            await CannotMount(share, client);
            return;
        }
        await using var mount = await Mount(share, client);
        var end = (await mount.Write($"by-{client}", "x"u8.ToArray(), Ct)).End;
        Assert.True((end == ClientEnd.Ok) == (level == AccessLevel.Rw), $"{Identity(client)} should have {level} and its write ended {end}: {string.Join(", ", rules)}");
        Assert.Equal(ClientEnd.Ok, (await mount.List(Ct)).End);
    }

    /// <summary>Networks around the clients and anywhere else, no two for the same one, as the service sees to it.</summary>
    AccessRule[] SomeRules(Random random)
    {
        var rules = new Dictionary<string, AccessRule>(StringComparer.Ordinal);
        for (var i = random.Next(1, 8); i > 0; i--)
        {
            var near = random.Next(3) > 0;
            var address = near ? IPAddress.Parse(Identity(random.Next(2))) : new IPAddress([(byte)random.Next(1, 224), (byte)random.Next(256), 0, 0]);
            var network = ExportClient.Parse($"{address}/{(random.Next(2) == 0 ? random.Next(1, 33) : random.Next(24, 33))}", random.Next(2) == 0)!;
            Add(network);
            if (network.Prefix < 32 && random.Next(3) == 0) Add(OtherHalf(network) with { Writable = random.Next(2) == 0 });
        }
        return [.. rules.Values.OrderBy(_ => random.Next())];

        void Add(ExportClient one) =>
            rules[one.To] = Rule(random.Next(5) == 0 ? $"{one.Network.MapToIPv6()}/{one.Prefix + 96}" : one.To, one.Writable ? AccessLevel.Rw : AccessLevel.Ro);
    }

    /// <summary>The network that makes a larger one together with this.</summary>
    static ExportClient OtherHalf(ExportClient network)
    {
        var bytes = network.Network.GetAddressBytes();
        bytes[(network.Prefix - 1) / 8] ^= (byte)(0x80 >> ((network.Prefix - 1) % 8));
        return network with { Network = new IPAddress(bytes) };
    }
}
