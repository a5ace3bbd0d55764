using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Who is let in: as the driver says and as clients see it.</summary>
public abstract partial class DriverConformance
{
    [Fact]
    public async Task Reading_the_rules_agrees_with_setting_them()
    {
        var share = await Make();
        Assert.Empty(await RulesOf(share));
        var (one, two) = (Rule(0), Rule(1));
        await Allow(share, one, two);
        Assert.Equal(Spelled(one, two), await RulesOf(share));
        await Allow(share, two);
        Assert.Equal(Spelled(two), await RulesOf(share));
        await Allow(share);
        Assert.Empty(await RulesOf(share));
    }

    [Fact]
    public async Task Setting_the_same_rules_again_changes_nothing()
    {
        var share = await Make();
        var rules = new[] { Rule(0), Rule(1) };
        await Allow(share, rules);
        var changes = backend.Changes;
        await Allow(share, rules);
        Assert.Equal(changes, backend.Changes);
    }

    [Fact]
    public async Task Fifty_rules_are_all_there()
    {
        var share = await Make();
        var rules = Enumerable.Range(1, 50).Select(i => Rule(backend.AccessType == AccessType.Ip ? $"198.51.100.{i}" : $"many{i}")).ToArray();
        await Allow(share, rules);
        Assert.Equal(Spelled(rules), await RulesOf(share));
    }

    [Fact]
    public async Task An_unsupported_access_type_is_refused_and_the_other_rules_apply()
    {
        Needs(Showing.UnsupportedAccessType);
        var share = await Make();
        var good = Rule(0);
        var bad = new AccessRule(Guid.NewGuid().ToString(), backend.UnsupportedAccessType, "somebody", AccessLevel.Rw);
        var outcomes = Done(await Driver.SetAccess(share.Spec, [bad, good], Ct));

        Assert.Equal(2, outcomes.Count);
        Assert.Equal(MessageDetail.UnsupportedClient, outcomes.Single(outcome => outcome.RuleId == bad.Id).Refused?.Detail);
        Assert.Null(outcomes.Single(outcome => outcome.RuleId == good.Id).Refused);
        Assert.Equal(Spelled(good), await RulesOf(share));
    }

    [Fact]
    public async Task Rules_of_a_share_that_is_not_there_are_never_done()
    {
        var result = await Driver.SetAccess(NewShare(), [Rule(0)], Ct);
        Assert.False(result is DriverResult<IReadOnlyList<RuleOutcome>>.Done, result.ToString());
    }

    [Fact]
    public async Task Rules_of_one_share_are_not_those_of_another()
    {
        var (open, shut) = (await Make(), await Make());
        await Allow(open, Rule(0));
        Assert.Empty(await RulesOf(shut));
        await Allow(shut, Rule(1));
        Assert.Equal(Spelled(Rule(0)), await RulesOf(open));
        await Allow(open);
        Assert.Equal(Spelled(Rule(1)), await RulesOf(shut));
    }

    [Fact]
    public async Task A_client_of_one_share_cannot_mount_another()
    {
        Needs(Showing.RealMounts);
        var (open, shut) = (await Make(), await Make());
        await Allow(open, Rule(0));
        await Allow(shut, Rule(1));
        await (await Mount(open)).DisposeAsync();
        await CannotMount(shut, client: 0);
    }

    [Fact]
    public async Task A_client_without_a_rule_cannot_mount()
    {
        Needs(Showing.RealMounts);
        var share = await Make();
        await CannotMount(share, client: 0);
        await Allow(share, Rule(0));
        await (await Mount(share, client: 0)).DisposeAsync();
        await CannotMount(share, client: 1);
    }

    [Fact]
    public async Task A_writer_writes_and_reads()
    {
        Needs(Showing.RealMounts);
        var share = await Make();
        await Allow(share, Rule(0), Rule(1));
        await using var one = await Mount(share, client: 0);
        await using var two = await Mount(share, client: 1);
        await Writes(one, "from-one", "hello");
        await Reads(two, "from-one", "hello");
        await Writes(two, "from-two", "hello back");
        await Reads(one, "from-two", "hello back");
    }

    [Fact]
    public async Task A_read_only_client_reads_and_cannot_write()
    {
        Needs(Showing.RealMounts, Showing.ReadOnlyRules);
        var share = await Make();
        await Allow(share, Rule(0), Rule(1, AccessLevel.Ro));
        await using var writer = await Mount(share, client: 0);
        await using var reader = await Mount(share, client: 1);
        await Writes(writer, "file", "content");
        await Reads(reader, "file", "content");
        await CannotWrite(reader);
        Assert.NotEqual(ClientEnd.Ok, (await reader.Remove("file", Ct)).End);
        await Reads(writer, "file", "content");
    }

    [Theory]
    [InlineData(AccessLevel.Ro, AccessLevel.Rw, false)]
    [InlineData(AccessLevel.Ro, AccessLevel.Rw, true)]
    [InlineData(AccessLevel.Rw, AccessLevel.Ro, false)]
    [InlineData(AccessLevel.Rw, AccessLevel.Ro, true)]
    public async Task The_most_specific_rule_wins(AccessLevel ofNetwork, AccessLevel ofClient, bool clientFirst)
    {
        Needs(Showing.RealMounts, Showing.ReadOnlyRules);
        if (backend.Clients[0].Network is not { } network)
        {
            Assert.Skip($"{backend.Name}'s clients are no addresses, so there are no networks.");
            return;
        }
        var share = await Make();
        AccessRule[] rules = [Rule(network, ofNetwork), Rule(0, ofClient)];
        await Allow(share, clientFirst ? [.. rules.Reverse()] : rules);
        await using var named = await Mount(share, client: 0);
        await using var other = await Mount(share, client: 1);
        var (writer, reader) = ofClient == AccessLevel.Rw ? (named, other) : (other, named);
        await Writes(writer, "file", "content");
        await Reads(reader, "file", "content");
        await CannotWrite(reader);
    }

    [Fact]
    public async Task The_new_set_is_the_whole_set()
    {
        Needs(Showing.RealMounts);
        var share = await Make();
        await Allow(share, Rule(0));
        await (await Mount(share, client: 0)).DisposeAsync();
        await Allow(share, Rule(1));
        await CannotMount(share, client: 0);
        await (await Mount(share, client: 1)).DisposeAsync();
    }

    [Fact]
    public async Task Removing_a_rule_cuts_its_client_off_at_once()
    {
        Needs(Showing.RealMounts);
        var share = await Make();
        await Allow(share, Rule(0), Rule(1));
        await using var out1 = await Mount(share, client: 0);
        await using var in1 = await Mount(share, client: 1);
        await Writes(out1, "file", "content");

        await Allow(share, Rule(1));
        Assert.NotEqual(ClientEnd.Ok, (await out1.Read("file", Ct)).End);
        await CannotWrite(out1);
        await CannotMount(share, client: 0);
        await Reads(in1, "file", "content");
    }

    [Fact]
    public async Task A_writer_made_reader_cannot_write_any_more_and_the_other_way_round()
    {
        Needs(Showing.RealMounts, Showing.ReadOnlyRules);
        var share = await Make();
        await Allow(share, Rule(0));
        await using var live = await Mount(share);
        await Writes(live, "file", "content");
        await Allow(share, Rule(0, AccessLevel.Ro));
        await CannotWrite(live);
        await Allow(share, Rule(0));
        await using var afresh = await Mount(share);
        await Reads(afresh, "file", "content");
        await Writes(afresh, "file", "new content");
    }

    [Fact]
    public async Task An_ipv6_client_is_let_in_by_its_rule_alone()
    {
        Needs(Showing.RealMounts, Showing.Ipv6);
        var share = await Make();
        var rule = Rule(backend.Clients[0].IdentityV6!);
        await Allow(share, rule);
        Assert.Equal(Spelled(rule), await RulesOf(share));
        var overV6 = share with
        {
            Created = share.Created with { Exports = [.. share.Created.Exports.Where(export => export.Path.StartsWith('['))] },
        };
        await using var mount = await Mount(overV6, client: 0);
        await Writes(mount, "six", "over six");
        await CannotMount(overV6, client: 1);
        await CannotMount(share, client: 1);
    }

    static async Task CannotWrite(IMountedShare mount)
    {
        var answer = await mount.Write("must-not-be", "x"u8.ToArray(), Ct);
        Assert.NotEqual(ClientEnd.Ok, answer.End);
    }
}
