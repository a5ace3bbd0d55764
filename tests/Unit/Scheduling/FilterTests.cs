using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Abaca.Server.Scheduling.Expressions;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class FilterTests
{
    const string Gold = "node@gold#p1";
    const string Silver = "node@silver#p1";

    static bool Passes(string filter, PlacementRequest request, PoolState pool) =>
        new SchedulingPolicies(new ExpressionCache()).Filters([filter])[0].For(request)?.Invoke(pool) is null;

    static IReadOnlySet<string> Hosts(params string[] hosts) => hosts.ToHashSet();

    static PoolState InDomain(string host, string? domain) => Sample.Pool(
        host, options: new PoolOptions { BackendName = "gold", ReplicationDomain = domain });

    [Theory]
    [InlineData(true, Gold, true)]
    [InlineData(true, "node@gold", false)]
    [InlineData(true, Silver, false)]
    [InlineData(false, Silver, true)]
    [InlineData(true, null, true)]
    public void Only_host_admins_name_the_host(bool admin, string? only, bool passes) => Assert.Equal(passes, Passes(
        "OnlyHostFilter", Sample.Create() with { CallerIsHostAdmin = admin, Hints = new() { OnlyHost = only } }, Sample.Pool(Gold)));

    [Theory]
    [InlineData(null, "", true)]
    [InlineData("nova", "", true)]
    [InlineData("west", "", false)]
    [InlineData(null, "west,nova", true)]
    [InlineData(null, "west,east", false)]
    [InlineData("nova", "west", false)]
    public void A_pool_is_in_a_zone_that_is_asked_for_and_allowed(string? zone, string allowed, bool passes) => Assert.Equal(passes, Passes(
        "AvailabilityZoneFilter",
        Sample.Create() with { AvailabilityZone = zone, AllowedZones = allowed.Split(',', StringSplitOptions.RemoveEmptyEntries) },
        Sample.Pool()));

    [Fact]
    public void Several_subnets_in_a_zone_need_a_pool_that_copes()
    {
        var request = Sample.Create() with { ZonesWithSeveralSubnets = Hosts("nova") };
        Assert.False(Passes("AvailabilityZoneFilter", request, Sample.Pool()));
        Assert.True(Passes("AvailabilityZoneFilter", request, Sample.With(("share_server_multiple_subnet_support", true))));
        Assert.True(Passes("AvailabilityZoneFilter", request with { ZonesWithSeveralSubnets = Hosts("west") }, Sample.Pool()));
    }

    [Theory]
    [InlineData("snapshot_support", "True", true)]
    [InlineData("snapshot_support", "<is> false", false)]
    [InlineData("capabilities:snapshot_support", "<is> True", true)]
    [InlineData("driver_handles_share_servers", "False", true)]
    [InlineData("driver_handles_share_servers", "True", false)]
    [InlineData("share_backend_name", "GOLD", true)]
    [InlineData("share_backend_name", "silver", false)]
    [InlineData("vendor_name", "s== acme", true)]
    [InlineData("total_capacity_gb", ">= 100", true)]
    [InlineData("free_capacity_gb", ">= 101", false)]
    [InlineData("colour", "red", false)]
    [InlineData("netapp:raid", "dp", true)]
    [InlineData("availability_zones", "elsewhere", true)]
    [InlineData("capabilities:availability_zones", "elsewhere", true)]
    [InlineData("default_qos_type", "fast", false)]
    [InlineData("replication_type", "readable", false)]
    [InlineData("storage_protocol", "CIFS", false)]
    public void Extra_specs_without_another_scope_are_requirements(string key, string wanted, bool passes) =>
        Assert.Equal(passes, Passes("CapabilitiesFilter", Sample.WithSpecs((key, wanted)), Sample.Pool()));

    [Fact]
    public void The_protocol_is_part_of_the_pools_protocols()
    {
        var both = Sample.Pool(report: r => r with { Capabilities = new Dictionary<string, object> { ["storage_protocol"] = "NFS_CIFS" } });
        Assert.True(Passes("CapabilitiesFilter", Sample.Create() with { Protocol = "CIFS" }, both));
        Assert.False(Passes("CapabilitiesFilter", Sample.Create() with { Protocol = "CIFS" }, Sample.Pool()));
        Assert.True(Passes("CapabilitiesFilter", Sample.WithSpecs(("storage_protocol", "NFS")) with { Protocol = "CIFS" }, Sample.Pool()));
    }

    [Fact]
    public void Nested_capabilities_are_reached_by_colons()
    {
        var pool = Sample.With(("disk", new Dictionary<string, object> { ["kind"] = "ssd" }));
        Assert.True(Passes("CapabilitiesFilter", Sample.WithSpecs(("capabilities:disk:kind", "ssd")), pool));
        Assert.False(Passes("CapabilitiesFilter", Sample.WithSpecs(("capabilities:disk:size", "ssd")), pool));
        Assert.False(Passes("CapabilitiesFilter", Sample.WithSpecs(("capabilities:vendor_name:size", "ssd")), pool));
    }

    [Fact]
    public void The_backends_name_does_not_bind_replicas_and_shares_from_snapshots()
    {
        var request = Sample.WithSpecs(("share_backend_name", "silver"));
        Assert.False(Passes("CapabilitiesFilter", request, Sample.Pool(Gold)));
        Assert.True(Passes("CapabilitiesFilter", request with { SnapshotHost = Silver }, Sample.Pool(Gold)));
        Assert.True(Passes("CapabilitiesFilter", request with { ReplicaHosts = Hosts(Silver) }, Sample.Pool(Gold)));
    }

    [Theory]
    [InlineData("share.size < 11", true)]
    [InlineData("share.size < 10", false)]
    [InlineData("share.size > ", false)]
    [InlineData("stats.nonsense > 1", false)]
    [InlineData("extra.speed >= 3 and capabilities.snapshot_support", true)]
    [InlineData("stats.free_capacity_gb / stats.total_capacity_gb > 0.5 ? 1 : 0", true)]
    public void A_filter_function_decides_and_a_broken_one_says_no(string function, bool passes)
    {
        var pool = Sample.Pool(options: new PoolOptions { BackendName = "gold", FilterFunction = function });
        Assert.Equal(passes, Passes("DriverFilter", Sample.WithSpecs(("speed", "3")), pool));
    }

    [Fact]
    public void A_filter_function_on_the_size_is_passed_over_when_there_is_no_share()
    {
        var pool = Sample.Pool(options: new PoolOptions { BackendName = "gold", FilterFunction = "share.size < 1" });
        Assert.True(Passes("DriverFilter", Sample.Create() with { ShareId = null }, pool));
    }

    [Fact]
    public void The_first_replica_needs_a_domain_and_a_further_one_the_same_domain_and_a_new_place()
    {
        const string filter = "ShareReplicationFilter";
        var first = Sample.WithSpecs(("replication_type", "readable"));
        Assert.True(Passes(filter, Sample.Create(), InDomain(Gold, null)));
        Assert.False(Passes(filter, first, InDomain(Gold, null)));
        Assert.True(Passes(filter, first, InDomain(Gold, "d")));

        var further = first with { ReplicaHosts = Hosts(Silver), ReplicationDomain = "d" };
        Assert.True(Passes(filter, further, InDomain(Gold, "d")));
        Assert.False(Passes(filter, further, InDomain(Gold, "e")));
        Assert.False(Passes(filter, further, InDomain(Silver, "d")));
    }

    [Fact]
    public void A_snapshot_stays_on_its_backend_or_in_its_domain()
    {
        const string filter = "CreateFromSnapshotFilter";
        var request = Sample.Create() with { SnapshotHost = "node@gold#p9" };
        Assert.True(Passes(filter, Sample.Create(), Sample.Pool(Silver)));
        Assert.True(Passes(filter, request, Sample.Pool(Gold)));
        Assert.False(Passes(filter, request, InDomain(Silver, "")));
        Assert.True(Passes(filter, request with { ReplicationDomain = "d" }, InDomain(Silver, "d")));
        Assert.False(Passes(filter, request with { ReplicationDomain = "d" }, InDomain(Silver, "e")));
    }

    [Fact]
    public void Affinity_keeps_together_and_anti_affinity_apart()
    {
        var together = Sample.Create() with { Hints = new() { SameHosts = Hosts(Gold) } };
        Assert.True(Passes("AffinityFilter", together, Sample.Pool(Gold)));
        Assert.False(Passes("AffinityFilter", together, Sample.Pool(Silver)));
        Assert.False(Passes("AffinityFilter", Sample.Create() with { Hints = new() { SameHosts = Hosts() } }, Sample.Pool(Gold)));
        Assert.True(Passes("AffinityFilter", Sample.Create(), Sample.Pool(Gold)));

        var apart = Sample.Create() with { Hints = new() { DifferentHosts = Hosts(Gold) } };
        Assert.False(Passes("AntiAffinityFilter", apart, Sample.Pool(Gold)));
        Assert.True(Passes("AntiAffinityFilter", apart, Sample.Pool(Silver)));
    }

    [Theory]
    [InlineData("RetryFilter")]
    [InlineData("IgnoreAttemptedHostsFilter")]
    public void Hosts_that_failed_are_not_tried_again(string filter)
    {
        var request = Sample.Create() with { TriedHosts = Hosts(Gold) };
        Assert.False(Passes(filter, request, Sample.Pool(Gold)));
        Assert.True(Passes(filter, request, Sample.Pool(Silver)));
    }

    [Theory]
    [InlineData("""["=", "$vendor_name", "Acme"]""", true)]
    [InlineData("""["=", "$capabilities.vendor_name", "Acme"]""", true)]
    [InlineData("""[">=", "$free_capacity_gb", 100]""", true)]
    [InlineData("""["<", "$free_capacity_gb", 100]""", false)]
    [InlineData("""["<=", 1, 2, 3]""", true)]
    [InlineData("""[">", 3, 2, 3]""", false)]
    [InlineData("""["in", "$vendor_name", "Other", "Acme"]""", true)]
    [InlineData("""["in", "$vendor_name", "Other"]""", false)]
    [InlineData("""["not", ["=", "$qos", true]]""", true)]
    [InlineData("""["and", ["=", "$qos", false], ["not", ["=", "$host", "x"]]]""", true)]
    [InlineData("""["or", ["=", 1, 2], ["=", 1, 1]]""", true)]
    [InlineData("""["=", "$nothing", 1]""", false)]
    [InlineData("""["<", "$vendor_name", 1]""", false)]
    [InlineData("""[]""", true)]
    [InlineData("", true)]
    [InlineData("""["near", 1, 2]""", false)]
    [InlineData("""[1, 2]""", false)]
    [InlineData("""{"a": 1}""", false)]
    [InlineData("""[""", false)]
    public void A_json_query_is_a_list_expression(string query, bool passes) =>
        Assert.Equal(passes, Passes("JsonFilter", Sample.Create() with { Hints = new() { Query = query } }, Sample.Pool()));

    [Fact]
    public void A_json_query_nested_without_end_is_an_answer_too() => Assert.False(Passes(
        "JsonFilter", Sample.Create() with { Hints = new() { Query = string.Concat(Enumerable.Repeat("[\"not\",", 100_000)) } }, Sample.Pool()));

    [Theory]
    [InlineData("OnlyHostFilter", MessageDetail.NoValidHost)]
    [InlineData("AvailabilityZoneFilter", MessageDetail.FilterAvailability)]
    [InlineData("CapacityFilter", MessageDetail.FilterCapacity)]
    [InlineData("CapabilitiesFilter", MessageDetail.FilterCapabilities)]
    [InlineData("DriverFilter", MessageDetail.FilterDriver)]
    [InlineData("ShareReplicationFilter", MessageDetail.FilterReplication)]
    [InlineData("CreateFromSnapshotFilter", MessageDetail.FilterCreateFromSnapshot)]
    [InlineData("AffinityFilter", MessageDetail.NoValidHost)]
    [InlineData("AntiAffinityFilter", MessageDetail.NoValidHost)]
    [InlineData("RetryFilter", MessageDetail.FilterRetry)]
    [InlineData("IgnoreAttemptedHostsFilter", MessageDetail.FilterIgnore)]
    [InlineData("JsonFilter", MessageDetail.FilterJson)]
    public void Every_filter_has_its_user_message(string filter, MessageDetail detail) =>
        Assert.Equal(detail, new SchedulingPolicies(new ExpressionCache()).Filters([filter])[0].Detail);
}
