using Abaca.DriverSdk;
using Abaca.Server.Pools;
using Xunit;

namespace Abaca.Tests.Unit.Pools;

/// <summary>Which pool a backend may be started on.</summary>
public sealed class PoolJudgementTests
{
    static readonly PoolJudgement Judgement = new("ours", "local");

    [Fact]
    public void A_fresh_pool_of_a_fresh_database_is_taken_without_questions() =>
        Assert.Null(Judgement.Of(new PoolSight("local", "/srv/pool", null) { Instances = new HashSet<string>() }, null, []));

    [Fact]
    public void The_pool_that_is_known_is_used() =>
        Assert.Null(Judgement.Of(new PoolSight("local", "/srv/pool", "p") { Deployment = "ours" }, "p", []));

    [Fact]
    public void A_pool_of_an_earlier_release_is_taken_when_one_share_of_the_rows_is_in_it() =>
        Assert.Null(Judgement.Of(new PoolSight("local", "/srv/pool", null) { Instances = new HashSet<string> { "two" } }, null, ["one", "two"]));

    [Theory]
    [InlineData(null, null, "p", "", "is not at /srv/pool")]
    [InlineData("q", null, "p", "", "is another pool (q)")]
    [InlineData("p", "theirs", "p", "", "is the pool of deployment theirs")]
    [InlineData("q", "theirs", null, "", "is the pool of deployment theirs")]
    [InlineData(null, "theirs", null, "", "is the pool of deployment theirs")]
    [InlineData(null, null, null, "one", "holds none of the 1 shares")]
    public void Any_other_is_named_with_what_settles_it(string? identity, string? deployment, string? known, string settled, string says)
    {
        var seen = new PoolSight("local", "/srv/pool", identity) { Deployment = deployment, Instances = new HashSet<string> { "another" } };
        var said = Judgement.Of(seen, known, settled.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(says, said, StringComparison.Ordinal);
        Assert.EndsWith("abaca backend adopt local", said, StringComparison.Ordinal);
    }
}
