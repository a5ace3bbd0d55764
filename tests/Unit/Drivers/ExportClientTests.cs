using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Unit.Drivers;

public class ExportClientTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1/32", "10.0.0.1/32")]
    [InlineData("10.0.0.77/24", "10.0.0.0/24", "10.0.0.0/24")]
    [InlineData("10.255.0.0/9", "10.128.0.0/9", "10.128.0.0/9")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1 128.0.0.0/1")]
    [InlineData("::/0", "::/0", "0:0:0:0:0:0:0:0/1 8000:0:0:0:0:0:0:0/1")]
    [InlineData("2001:DB8::1", "2001:db8::1/128", "2001:db8:0:0:0:0:0:1")]
    [InlineData("2001:db8:ffff::/33", "2001:db8:8000::/33", "2001:db8:8000:0:0:0:0:0/33")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1/32", "10.0.0.1/32")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8", "10.0.0.0/8")]
    public void Addresses_and_networks_have_one_spelling_for_people_and_one_for_ganesha(string text, string to, string words)
    {
        var client = ExportClient.Parse(text, writable: true)!;
        Assert.Equal(to, client.To);
        Assert.Equal(words, string.Join(' ', GaneshaClients.Words(client)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.org")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/-1")]
    [InlineData("10.0.0.1/")]
    [InlineData("::1/129")]
    [InlineData("fe80::1%3")]
    [InlineData("*")]
    [InlineData("10.0.0.1; } EXPORT {")]
    public void What_is_no_address_is_no_client(string text) => Assert.Null(ExportClient.Parse(text, writable: true));

    [Fact]
    public void The_most_specific_come_first_because_the_first_match_wins()
    {
        var wanted = GaneshaClients.Wanted([
            Rule("0.0.0.0/0", AccessLevel.Ro), Rule("10.0.0.0/8", AccessLevel.Rw), Rule("10.0.0.7", AccessLevel.Ro), Rule("10.0.0.0/24", AccessLevel.Rw)]);
        Assert.Equal(["10.0.0.7/32", "10.0.0.0/24", "10.0.0.0/8", "0.0.0.0/0"], wanted.Clients.Select(client => client.To));
        Assert.All(wanted.Outcomes, outcome => Assert.Null(outcome.Refused));
    }

    [Fact]
    public void Two_rules_for_one_client_are_one_client_at_the_stricter_level()
    {
        var wanted = GaneshaClients.Wanted([Rule("10.0.0.1", AccessLevel.Rw), Rule("10.0.0.1/32", AccessLevel.Ro)]);
        Assert.False(Assert.Single(wanted.Clients).Writable);
        Assert.Equal(2, wanted.Outcomes.Count);
    }

    [Theory]
    [InlineData(AccessType.User, "alice")]
    [InlineData(AccessType.Cephx, "alice")]
    [InlineData(AccessType.Cert, "alice.example")]
    [InlineData(AccessType.Ip, "2001:db8::/120")]
    public void A_rule_that_cannot_be_is_refused_and_the_others_stay(AccessType type, string to)
    {
        var wanted = GaneshaClients.Wanted([new AccessRule("bad", type, to, AccessLevel.Rw), Rule("10.0.0.1", AccessLevel.Rw)]);
        Assert.Equal(MessageDetail.UnsupportedClient, wanted.Outcomes[0].Refused?.Detail);
        Assert.Null(wanted.Outcomes[1].Refused);
        Assert.Equal("10.0.0.1/32", Assert.Single(wanted.Clients).To);
    }

    [Fact]
    public void The_order_of_the_rules_does_not_matter()
    {
        AccessRule[] rules = [Rule("10.0.0.2", AccessLevel.Rw), Rule("10.0.0.1", AccessLevel.Ro), Rule("10.0.0.0/24", AccessLevel.Ro)];
        Assert.Equal(GaneshaClients.Wanted(rules).Clients, GaneshaClients.Wanted([.. rules.Reverse()]).Clients);
    }

    static AccessRule Rule(string to, AccessLevel level) => new(to, AccessType.Ip, to, level);
}
