using Abaca.Server.Scheduling;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class WeigherTests
{
    static IReadOnlyList<string> Order(SchedulerOptions options, PlacementRequest request, params PoolState[] pools) =>
        [.. Sample.Chosen(Sample.Scheduler(options).Choose(request, pools)).Ranking.Select(r => r.Pool.Host)];

    static SchedulerOptions Only(string weigher) => new() { DefaultWeighers = [weigher] };

    static PoolState Good(string host, string? function) =>
        Sample.Pool(host, options: new PoolOptions { BackendName = "b", GoodnessFunction = function });

    [Fact]
    public void More_room_wins_and_unknown_comes_last_whichever_way_the_multiplier_points()
    {
        var (small, large, unknown) = (
            Sample.Pool("n@b#small", 100, 40), Sample.Pool("n@b#large", 100, 80), Sample.Pool("n@b#unknown", null, null));
        Assert.Equal(["n@b#large", "n@b#small", "n@b#unknown"], Order(Only("CapacityWeigher"), Sample.Create(), unknown, small, large));
        Assert.Equal(
            ["n@b#small", "n@b#large", "n@b#unknown"],
            Order(Only("CapacityWeigher") with { CapacityWeightMultiplier = -1 }, Sample.Create(), unknown, small, large));
    }

    [Fact]
    public void A_thin_pools_room_is_what_it_may_still_promise()
    {
        var thin = Sample.Pool("n@b#thin", 100, 20, use: new PoolUse(500, 500), report: r => r with { ThinProvisioning = true },
            options: new PoolOptions { BackendName = "b", MaxOverSubscriptionRatio = 10, ReservedPercent = 10 });
        Assert.Equal(490, new CapacityNeed(Sample.Create()).Room(thin));
        Assert.Equal(10, new CapacityNeed(Sample.WithSpecs(("thin_provisioning", "False"))).Room(thin));
    }

    [Theory]
    [InlineData("101", 0)]
    [InlineData("-1", 0)]
    [InlineData("50", 50)]
    [InlineData("1 < 2", 100)]
    [InlineData("2 < 1", 0)]
    [InlineData("abc", 0)]
    [InlineData("1 / 0", 0)]
    [InlineData("share.size * 3", 30)]
    [InlineData(null, 0)]
    public void Goodness_is_0_to_100(string? function, double value)
    {
        var placement = Sample.Scheduler(Only("GoodnessWeigher")).Choose(Sample.Create(), [Good("n@b#p", function)]);
        Assert.Equal(value, Sample.Chosen(placement).Ranking[0].Scores[0].Value);
    }

    [Fact]
    public void A_share_from_a_snapshot_stays_close_to_it()
    {
        var request = Sample.Create() with { Kind = PlacementKind.CreateFromSnapshot, SnapshotHost = "n@b#p1", SnapshotZone = "nova", ReplicationDomain = "d" };
        var options = new PoolOptions { BackendName = "b", ReplicationDomain = "d" };
        PoolState At(string host, string zone) => Sample.Pool(host, options: options, service: s => s with { AvailabilityZone = zone });
        var pools = new[] { At("n@far#p1", "west"), At("n@near#p1", "nova"), At("n@b#p2", "nova"), At("n@b#p1", "nova") };
        Assert.Equal(["n@b#p1", "n@b#p2", "n@near#p1", "n@far#p1"], Order(Only("HostAffinityWeigher"), request, pools));
        Assert.Equal(pools.Select(p => p.Host), Order(Only("HostAffinityWeigher"), Sample.Create(), pools));
    }

    [Fact]
    public void A_pool_that_share_servers_use_is_preferred()
    {
        var request = Sample.Create() with { HostsOfShareServers = new HashSet<string> { "n@b#p2" } };
        Assert.Equal(["n@b#p2", "n@b#p1"], Order(Only("PoolWeigher"), request, Sample.Pool("n@b#p1"), Sample.Pool("n@b#p2")));
        Assert.Equal(
            ["n@b#p1", "n@b#p2"],
            Order(Only("PoolWeigher") with { PoolWeightMultiplier = -1 }, request, Sample.Pool("n@b#p1"), Sample.Pool("n@b#p2")));
    }

    [Fact]
    public void Equal_pools_keep_the_order_in_which_they_came()
    {
        var hosts = Enumerable.Range(0, 50).Select(i => $"n@b#p{i * 7 % 50}").ToArray();
        Assert.Equal(hosts, Order(new SchedulerOptions(), Sample.Create(), [.. hosts.Select(h => Sample.Pool(h))]));
    }

    [Theory]
    [InlineData(new[] { 1.0, 3, 2 }, new[] { 0.0, 1, 0.5 })]
    [InlineData(new[] { 5.0, 5 }, new[] { 0.0, 0 })]
    [InlineData(new[] { double.NegativeInfinity, 1, 2 }, new[] { 0.0, 0.5, 1 })]
    [InlineData(new[] { double.PositiveInfinity, 1, 2 }, new[] { 1.0, 0, 0.5 })]
    [InlineData(new[] { double.NegativeInfinity, double.NegativeInfinity }, new[] { 0.0, 0 })]
    [InlineData(new[] { double.NegativeInfinity, 4 }, new[] { 0.0, 1 })]
    public void Values_are_brought_to_0_to_1(double[] values, double[] scaled) => Assert.Equal(scaled, Ranking.Scaled(values));
}
