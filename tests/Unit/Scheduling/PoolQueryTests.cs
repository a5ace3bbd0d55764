using Abaca.Server.Scheduling;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class PoolQueryTests
{
    static bool Shows(string key, string value) =>
        PoolQuery.Of(new Dictionary<string, string> { [key] = value }).Matches(Sample.Pool("node1@gold#pool_a"));

    [Theory]
    [InlineData("host", "node", true)]
    [InlineData("host", "ode", false)]
    [InlineData("host", ".*1$", true)]
    [InlineData("host", "node1@gold", false)]
    [InlineData("backend", "gold", true)]
    [InlineData("backend", "silver|go", true)]
    [InlineData("backend", "old", false)]
    [InlineData("pool", "pool_[ab]$", true)]
    [InlineData("pool", "pool_b", false)]
    [InlineData("colour", ".*", false)]
    [InlineData("share_type", ".*", false)]
    public void Patterns_match_from_the_start_and_unknown_keys_match_nothing(string key, string value, bool shown) =>
        Assert.Equal(shown, Shows(key, value));

    [Fact]
    public void Without_filters_every_pool_is_shown() =>
        Assert.True(PoolQuery.Of(new Dictionary<string, string>()).Matches(Sample.Pool()));

    [Theory]
    [InlineData("snapshot_support", "True", true)]
    [InlineData("snapshot_support", "False", false)]
    [InlineData("vendor:own", "x", true)]
    public void A_share_types_specs_are_matched_as_capabilities(string key, string value, bool shown) => Assert.Equal(
        shown,
        PoolQuery.Of(new Dictionary<string, string>(), new Dictionary<string, string> { [key] = value }).Matches(Sample.Pool()));

    [Theory]
    [InlineData("(")]
    [InlineData("[a")]
    public void A_broken_pattern_says_which_one_it_is(string pattern) =>
        Assert.StartsWith("backend is no regular expression", Assert.Throws<FormatException>(() => Shows("backend", pattern)).Message);

    [Fact]
    public void A_pattern_that_would_take_for_ever_matches_nothing()
    {
        var query = PoolQuery.Of(new Dictionary<string, string> { ["pool"] = "(a+)+$" });
        Assert.False(query.Matches(Sample.Pool($"n@b#{new string('a', 200)}!")));
    }
}
