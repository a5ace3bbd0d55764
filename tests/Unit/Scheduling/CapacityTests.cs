using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class CapacityTests
{
    static PoolOptions Reserving(int create = 0, int snapshot = 0, int extend = 0, double ratio = 20) => new()
    {
        BackendName = "gold",
        ReservedPercent = create,
        ReservedFromSnapshotPercent = snapshot,
        ReservedExtendPercent = extend,
        MaxOverSubscriptionRatio = ratio,
    };

    static PoolState Thin(double total, double free, double promised, double ratio = 20, int reserved = 0) => Sample.Pool(
        total: total, free: free, options: Reserving(reserved, ratio: ratio), use: new PoolUse(promised, promised),
        report: r => r with { ThinProvisioning = true });

    static string? Refusal(PoolState pool, PlacementRequest request) => new CapacityNeed(request).Refusal(pool);

    [Theory]
    [InlineData(100, 10, 10, true)]
    [InlineData(100, 10.9, 10, true)]
    [InlineData(100, 9.99, 10, false)]
    [InlineData(0, 10, 1, false)]
    [InlineData(-1, 10, 1, false)]
    public void A_thick_pool_takes_what_fits_its_whole_free_gibibytes(double total, double free, int size, bool fits) =>
        Assert.Equal(fits, Refusal(Sample.Pool(total: total, free: free), Sample.Create(size)) is null);

    [Fact]
    public void The_reason_tells_need_and_rest() => Assert.Equal(
        "needs 10 GiB, 4.2 GiB free after 5 % reserved",
        Refusal(Sample.Pool(total: 100, free: 9.2, options: Reserving(5)), Sample.Create(10)));

    [Fact]
    public void Each_kind_of_request_has_its_own_reserve()
    {
        var pool = Sample.Pool(total: 100, free: 50, options: Reserving(create: 30, snapshot: 20, extend: 10));
        Assert.Null(Refusal(pool, Sample.Create(20)));
        Assert.NotNull(Refusal(pool, Sample.Create(21)));
        Assert.Null(Refusal(pool, Sample.Create(30) with { Kind = PlacementKind.CreateFromSnapshot }));
        Assert.NotNull(Refusal(pool, Sample.Create(31) with { Kind = PlacementKind.CreateFromSnapshot }));
        Assert.Null(Refusal(pool, Sample.Create(40) with { Kind = PlacementKind.Extend }));
        Assert.NotNull(Refusal(pool, Sample.Create(41) with { Kind = PlacementKind.Extend }));
    }

    [Theory]
    [InlineData(PlacementKind.CreateFromSnapshot)]
    [InlineData(PlacementKind.Extend)]
    public void A_reserve_of_zero_means_that_of_new_shares(PlacementKind kind)
    {
        var pool = Sample.Pool(total: 100, free: 50, options: Reserving(create: 30));
        Assert.Null(Refusal(pool, Sample.Create(20) with { Kind = kind }));
        Assert.NotNull(Refusal(pool, Sample.Create(21) with { Kind = kind }));
    }

    [Fact]
    public void Seven_percent_of_a_hundred_is_seven() =>
        Assert.Null(Refusal(Sample.Pool(total: 100, free: 100, options: Reserving(7)), Sample.Create(93)));

    [Fact]
    public void Unknown_free_space_passes_and_an_unknown_total_only_without_reserve()
    {
        Assert.Null(Refusal(Sample.Pool(total: 100, free: null), Sample.Create(1000)));
        Assert.Null(Refusal(Sample.Pool(total: null, free: null), Sample.Create(1000)));
        Assert.Null(Refusal(Sample.Pool(total: null, free: 10), Sample.Create(10)));
        Assert.NotNull(Refusal(Sample.Pool(total: null, free: 10), Sample.Create(11)));
        Assert.NotNull(Refusal(Sample.Pool(total: null, free: 10, options: Reserving(1)), Sample.Create(1)));
    }

    [Theory]
    [InlineData(100, 10, 0, 2.0, 20, true)]
    [InlineData(100, 10, 0, 2.0, 21, false)]
    [InlineData(100, 90, 150, 2.0, 50, true)]
    [InlineData(100, 90, 150, 2.0, 51, false)]
    [InlineData(100, 90, 0, 1.0, 90, true)]
    [InlineData(100, 90, 0, 1.0, 91, false)]
    [InlineData(100, 90, 0, 0.9, 1, false)]
    public void A_thin_pool_promises_up_to_its_ratio(double total, double free, double promised, double ratio, int size, bool fits) =>
        Assert.Equal(fits, Refusal(Thin(total, free, promised, ratio), Sample.Create(size)) is null);

    [Theory]
    [InlineData("thin_provisioning", "<is> False", false)]
    [InlineData("capabilities:thin_provisioning", "false", false)]
    [InlineData("thin_provisioning", "<is> True", true)]
    [InlineData("thin_provisioning", "yes", true)]
    public void A_type_can_insist_on_thick_shares(string key, string value, bool fits)
    {
        var request = Sample.WithSpecs((key, value)) with { SizeGib = 50 };
        Assert.Equal(fits, Refusal(Thin(100, 40, 0), request) is null);
    }

    [Fact]
    public void A_list_of_both_kinds_counts_as_thin()
    {
        var both = Sample.Pool(total: 100, free: 10, report: r => r with
        {
            Capabilities = new Dictionary<string, object> { ["thin_provisioning"] = new[] { true, false } },
        });
        Assert.Null(Refusal(both, Sample.Create(50)));
    }

    [Fact]
    public void What_was_promised_since_the_report_is_not_free_on_a_thick_pool()
    {
        var pool = Sample.Pool(total: 100, free: 60, use: new PoolUse(PromisedGib: 70, InPlaceGib: 40));
        Assert.Equal(30, pool.UnpromisedGib);
        Assert.Null(Refusal(pool, Sample.Create(30)));
        Assert.NotNull(Refusal(pool, Sample.Create(31)));
    }

    [Fact]
    public void Promises_of_others_count_on_a_thin_pool()
    {
        var pool = Sample.Pool(total: 100, free: 100, options: Reserving(ratio: 2), use: new PoolUse(30, 20), report: r => r with
        {
            ThinProvisioning = true,
            ProvisionedGib = 150,
        });
        Assert.Equal(160, pool.ProvisionedGib);
        Assert.Null(Refusal(pool, Sample.Create(40)));
        Assert.NotNull(Refusal(pool, Sample.Create(41)));
    }

    [Fact]
    public void Infinity_is_unknown()
    {
        var pool = Sample.Pool(total: double.PositiveInfinity, free: double.NaN);
        Assert.Null(pool.TotalGib);
        Assert.Null(Refusal(pool, Sample.Create(1000)));
        Assert.Equal("unknown", pool.Detail()["total_capacity_gb"]);
        Assert.Equal("unknown", pool.Detail()["free_capacity_gb"]);
    }

    [Fact]
    public void A_full_pool_is_refused_with_the_user_message_for_capacity()
    {
        var no = Sample.Impossible(Sample.Scheduler().Choose(Sample.Create(11), [Sample.Pool(free: 10)]));
        Assert.Equal(MessageDetail.FilterCapacity, no.Detail);
        Assert.Equal("no pool fits: node@gold#p1: needs 11 GiB, 10 GiB free (CapacityFilter)", no.Text);
    }
}
