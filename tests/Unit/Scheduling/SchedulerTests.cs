using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Abaca.Server.Scheduling.Expressions;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class SchedulerTests
{
    readonly Scheduler _scheduler = Sample.Scheduler();

    [Fact]
    public void Without_a_pool_there_is_no_valid_host()
    {
        var no = Sample.Impossible(_scheduler.Choose(Sample.Create(), []));
        Assert.Equal((MessageDetail.NoValidHost, "no backend has reported a pool"), (no.Detail, no.Text));
    }

    [Fact]
    public void Pools_of_services_that_are_down_or_disabled_do_not_count()
    {
        var no = Sample.Impossible(_scheduler.Choose(Sample.Create(),
        [
            Sample.Pool("n@a#p", service: s => s with { IsUp = false }),
            Sample.Pool("n@b#p", service: s => s with { IsEnabled = false }),
        ]));
        Assert.Equal(MessageDetail.NoValidHost, no.Detail);
        Assert.Equal(["its service is down", "its service is disabled"], no.Refusals.Select(r => r.Reason));
    }

    [Fact]
    public void A_host_admin_who_names_the_host_may_use_a_disabled_service_but_not_one_that_is_down()
    {
        var request = Sample.Create() with { CallerIsHostAdmin = true, Hints = new() { OnlyHost = "n@b#p" } };
        Sample.Chosen(_scheduler.Choose(request, [Sample.Pool("n@b#p", service: s => s with { IsEnabled = false })]));
        Sample.Impossible(_scheduler.Choose(request, [Sample.Pool("n@b#p", service: s => s with { IsUp = false })]));
        Sample.Impossible(_scheduler.Choose(
            request with { CallerIsHostAdmin = false }, [Sample.Pool("n@b#p", service: s => s with { IsEnabled = false })]));
    }

    [Fact]
    public void A_choice_that_fails_names_every_pool_and_the_filter_that_emptied_the_list()
    {
        var request = Sample.Create() with { AvailabilityZone = "nova" };
        var no = Sample.Impossible(_scheduler.Choose(request,
        [
            Sample.Pool("n@a#full", free: 1),
            Sample.Pool("n@b#far", service: s => s with { AvailabilityZone = "west" }),
            Sample.Pool("n@c#cifs", report: r => r with { Capabilities = new Dictionary<string, object> { ["storage_protocol"] = "CIFS" } }),
        ]));
        Assert.Equal((MessageDetail.FilterCapabilities, "CapabilitiesFilter"), (no.Detail, no.LastFilter));
        Assert.Equal(
            "no pool fits: n@b#far: it is in zone west, nova is asked for (AvailabilityZoneFilter); "
            + "n@a#full: needs 10 GiB, 1 GiB free (CapacityFilter); "
            + "n@c#cifs: needs storage_protocol <in> NFS, it has CIFS (CapabilitiesFilter)",
            no.Text);
        Assert.Equal(new Refusal(MessageDetail.FilterCapabilities, no.Text), no.ToRefusal());
    }

    [Fact]
    public void A_success_names_the_pools_left_out_too()
    {
        var chosen = Sample.Chosen(_scheduler.Choose(Sample.Create(), [Sample.Pool("n@a#full", free: 1), Sample.Pool("n@b#p")]));
        Assert.Equal("n@b#p", chosen.Pool.Host);
        Assert.Equal("n@a#full", Assert.Single(chosen.Refusals).Host);
    }

    [Fact]
    public void A_retry_goes_to_the_next_pool_without_any_filter_being_configured_for_it()
    {
        PoolState[] pools = [Sample.Pool("n@a#p", free: 90), Sample.Pool("n@b#p", free: 80)];
        var request = Sample.Create();
        Assert.Equal("n@a#p", Sample.Chosen(_scheduler.Choose(request, pools)).Pool.Host);
        request = request with { TriedHosts = new HashSet<string> { "n@a#p" } };
        Assert.Equal("n@b#p", Sample.Chosen(_scheduler.Choose(request, pools)).Pool.Host);
        request = request with { TriedHosts = new HashSet<string> { "n@a#p", "n@b#p" } };
        Assert.Equal(MessageDetail.NoValidHost, Sample.Impossible(_scheduler.Choose(request, pools)).Detail);
    }

    [Fact]
    public void An_extend_is_judged_by_the_extend_filters_and_stays_where_it_is()
    {
        PoolState[] pools = [Sample.Pool("n@a#p", free: 90), Sample.Pool("n@b#p", free: 5)];
        var request = Sample.WithSpecs(("vendor_name", "nobody")) with { Kind = PlacementKind.Extend, RequiredHost = "n@b#p" };
        Assert.Equal("n@b#p", Sample.Chosen(_scheduler.Choose(request with { SizeGib = 5 }, pools)).Pool.Host);
        var no = Sample.Impossible(_scheduler.Choose(request with { SizeGib = 6 }, pools));
        Assert.Equal(MessageDetail.FilterCapacity, no.Detail);
        Assert.Equal("it must be n@b#p", no.Refusals[0].Reason);
    }

    [Fact]
    public void Unknown_names_are_reported_all_at_once_with_the_known_ones()
    {
        var options = new SchedulerOptions
        {
            DefaultFilters = ["CapacityFilter", "MagicFilter"],
            DefaultExtendFilters = ["OtherFilter"],
            DefaultWeighers = ["NetAppAIQWeigher"],
            CapacityWeightMultiplier = double.NaN,
        };
        var policies = new SchedulingPolicies(new ExpressionCache());
        var problems = options.Problems(policies);
        Assert.Equal(
            ["scheduler_default_filters", "scheduler_default_extend_filters", "scheduler_default_weighers", "capacity_weight_multiplier"],
            problems.Select(p => p.Option));
        Assert.Contains("'MagicFilter' is not known; known are OnlyHostFilter, AvailabilityZoneFilter", problems[0].Problem);
        Assert.Contains("known are CapacityWeigher, GoodnessWeigher, HostAffinityWeigher, PoolWeigher", problems[2].Problem);
        Assert.Throws<OptionException>(() => new Scheduler(options, policies));
        Assert.Empty(new SchedulerOptions().Problems(policies));
    }

    [Fact]
    public void Options_of_a_backend_that_make_no_sense_are_reported_all_at_once()
    {
        var options = new PoolOptions
        {
            BackendName = "b", ReservedPercent = 101, ReservedExtendPercent = -1, MaxOverSubscriptionRatio = double.NaN,
            FilterFunction = "1 +", GoodnessFunction = "100",
        };
        Assert.Equal(
            ["reserved_share_percentage", "reserved_share_extend_percentage", "max_over_subscription_ratio", "filter_function"],
            options.Problems().Select(p => p.Option));
        Assert.Empty(new PoolOptions { BackendName = "b" }.Problems());
    }
}
