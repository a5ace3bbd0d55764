using Abaca.Server.Configuration;
using Xunit;

namespace Abaca.Tests.Unit.Configuration;

public class SubstitutionTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$a", "<a>")]
    [InlineData("${a}b", "<a>b")]
    [InlineData("$a/b", "<a>/b")]
    [InlineData("$g.a", "<g.a>")]
    [InlineData("${g.a}.x", "<g.a>.x")]
    [InlineData("$a.", "<a>.")]
    [InlineData("$$a", "$a")]
    [InlineData("\\$a", "$a")]
    [InlineData("$5 and $", "$5 and $")]
    [InlineData("${a", "${a")]
    [InlineData("${}", "${}")]
    [InlineData("a\\b", "a\\b")]
    public void References_are_replaced_and_escapes_are_not(string value, string expected) =>
        Assert.Equal(expected, Substitution.Expand(value, name => $"<{name}>"));

    [Fact]
    public void Options_refer_to_their_own_section_first_then_to_DEFAULT_then_to_a_named_section()
    {
        var loaded = Loading.Load("""
            [DEFAULT]
            state_path = /srv/$host
            osapi_share_base_URL = https://${quota.shares}.example.org
            default_share_type = $my_own
            my_own = gold
            [quota]
            shares = 7
            gigabytes = $shares
            snapshots = 3
            """);
        Assert.Empty(loaded.Errors);
        Assert.Equal("/srv/node1", loaded.Options.Node.StatePath);
        Assert.Equal("/srv/node1/abaca.sqlite", loaded.Options.Database.SqliteFile);
        Assert.Equal("https://7.example.org", loaded.Options.Api.BaseUrl);
        Assert.Equal(7, loaded.Options.Quota.Gigabytes);
        Assert.Equal("gold", loaded.Options.Shares.DefaultType);
    }

    [Fact]
    public void A_reference_to_nothing_and_a_circle_are_errors()
    {
        var loaded = Loading.Load("[DEFAULT]\ndefault_share_type = $nothing\nstate_path = /a/$host\nhost = x$state_path\n");
        Assert.Contains("/etc/manila/manila.conf:2: error: [DEFAULT] default_share_type = $nothing: refers to $nothing, which is no option; "
            + "correct the name, or write $$ for a dollar sign", loaded.Lines());
        Assert.Contains(loaded.Lines(), line => line.Contains("refers to itself", StringComparison.Ordinal));
    }
}
