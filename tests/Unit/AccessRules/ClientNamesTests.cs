using Abaca.DriverSdk;
using Abaca.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Unit.AccessRules;

/// <summary>What a rule may name its client by, and which spellings mean the same client.</summary>
public sealed class ClientNamesTests
{
    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1/32")]
    [InlineData("10.0.0.0/24")]
    [InlineData("0.0.0.0/0")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("10.1.2.4/30")]
    [InlineData("2001:db8::/32")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:DB8::1/128")]
    [InlineData("::/0")]
    [InlineData("::ffff:10.0.0.1")]
    public void An_address_or_a_network_can_be_let_in(string name) => Assert.Null(ClientNames.Problem(AccessType.Ip, name, ipv6: true));

    [Theory]
    [InlineData("")]
    [InlineData(" 10.0.0.1")]
    [InlineData("10.0.0.1 ")]
    [InlineData("10.0.0")]
    [InlineData("1")]
    [InlineData("10.0.0.0.1")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.01")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.-1")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.0/024")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/24/24")]
    [InlineData("10.0.0.0/255.255.255.0")]
    [InlineData("10.0.0.1/24")]
    [InlineData("0.0.0.1/0")]
    [InlineData("2001:db8::1/64")]
    [InlineData("2001:db8::/129")]
    [InlineData("[2001:db8::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("2001:db8:::1")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData(":::")]
    [InlineData("::ffff:10.0.0.01")]
    [InlineData("host.example.org")]
    [InlineData("*")]
    [InlineData("10.0.0.1,10.0.0.2")]
    [InlineData("10.0.0.1\n")]
    [InlineData("١٠.0.0.1")]
    public void What_is_no_address_is_refused(string name) => Assert.NotNull(ClientNames.Problem(AccessType.Ip, name, ipv6: true));

    [Theory]
    [InlineData("2001:db8::1", true)]
    [InlineData("::/0", true)]
    [InlineData("10.0.0.1", false)]
    public void Ipv6_is_refused_where_the_version_has_none(string name, bool refused) =>
        Assert.Equal(refused, ClientNames.Problem(AccessType.Ip, name, ipv6: false) is not null);

    [Theory]
    [InlineData(AccessType.User, "anna")]
    [InlineData(AccessType.User, "DOMAIN-1 anna.b")]
    [InlineData(AccessType.Cert, "client.example.org")]
    [InlineData(AccessType.Cert, "x")]
    [InlineData(AccessType.Cephx, "anna")]
    [InlineData(AccessType.Cephx, "a b~!")]
    public void Names_can_be_let_in(AccessType kind, string name) => Assert.Null(ClientNames.Problem(kind, name, ipv6: true));

    [Theory]
    [InlineData(AccessType.User, "abc")]
    [InlineData(AccessType.User, "    ")]
    [InlineData(AccessType.User, ". . .")]
    [InlineData(AccessType.User, "an;na")]
    [InlineData(AccessType.User, "an\"na")]
    [InlineData(AccessType.User, "an/na")]
    [InlineData(AccessType.User, "an\nna")]
    [InlineData(AccessType.Cert, "")]
    [InlineData(AccessType.Cert, "   ")]
    [InlineData(AccessType.Cert, "a\r\nb")]
    [InlineData(AccessType.Cephx, "")]
    [InlineData(AccessType.Cephx, "an.na")]
    [InlineData(AccessType.Cephx, "ännä")]
    [InlineData(AccessType.Cephx, "an\tna")]
    public void Odd_names_are_refused(AccessType kind, string name) => Assert.NotNull(ClientNames.Problem(kind, name, ipv6: true));

    [Theory]
    [InlineData(AccessType.User, 255, false)]
    [InlineData(AccessType.User, 256, true)]
    [InlineData(AccessType.Cert, 64, false)]
    [InlineData(AccessType.Cert, 65, true)]
    public void Names_have_a_longest(AccessType kind, int length, bool refused) =>
        Assert.Equal(refused, ClientNames.Problem(kind, new string('a', length), ipv6: true) is not null);

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1/32", true)]
    [InlineData("10.0.0.0/24", "10.0.0.0/24", true)]
    [InlineData("10.0.0.0/24", "10.0.0.0/25", false)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("2001:db8::1", "2001:DB8:0:0::1/128", true)]
    [InlineData("::/0", "0.0.0.0/0", false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("::ffff:a00:1", "10.0.0.1/32", true)]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8", true)]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0", true)]
    [InlineData("::ffff:0:0/95", "0.0.0.0/0", false)]
    [InlineData("::10.0.0.1", "10.0.0.1", false)]
    public void Addresses_are_compared_as_networks(string one, string other, bool same)
    {
        Assert.Equal(same, ClientNames.Same(AccessType.Ip, one, other));
        Assert.Equal(same, ClientNames.Same(AccessType.Ip, other, one));
    }

    [Fact]
    public void Names_are_compared_letter_by_letter()
    {
        Assert.True(ClientNames.Same(AccessType.User, "anna", "anna"));
        Assert.False(ClientNames.Same(AccessType.User, "anna", "Anna"));
    }

    [Fact]
    public void Every_kind_has_a_wire_name() =>
        Assert.All(Enum.GetValues<AccessType>(), kind => Assert.Equal(kind, ClientNames.Kind(ClientNames.Wire(kind))));
}
