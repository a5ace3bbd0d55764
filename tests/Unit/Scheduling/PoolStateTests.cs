using System.Text.Json;
using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Xunit;

namespace Abaca.Tests.Unit.Scheduling;

public sealed class PoolStateTests
{
    [Fact]
    public void The_detail_has_every_key_that_clients_know()
    {
        var pool = Sample.Pool(total: 100, free: 60.5, use: new PoolUse(40, 30), service: s => s with
        {
            ReportedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 600, TimeSpan.Zero),
        }, options: new PoolOptions
        {
            BackendName = "GOLD", ReservedPercent = 5, ReservedExtendPercent = 2, MaxOverSubscriptionRatio = 3,
        });
        Assert.Equal(
            """
            {"allocated_capacity_gb":40,"compression":false,"create_share_from_snapshot_support":false,"dedupe":false,
            "driver_handles_share_servers":false,"driver_version":"1.2","encryption_support":null,"filter_function":null,
            "free_capacity_gb":50.5,"goodness_function":null,"ipv4_support":true,"ipv6_support":false,
            "max_over_subscription_ratio":3,"mount_point_name_support":false,"mount_snapshot_support":false,
            "network_allocation_update_support":false,"pool_name":"p1","provisioned_capacity_gb":40,"qos":false,
            "qos_type_support":false,"replication_domain":null,"replication_type":null,
            "reserved_percentage":5,"reserved_share_extend_percentage":2,"reserved_snapshot_percentage":5,
            "revert_to_snapshot_support":false,"security_service_update_support":false,"sg_consistent_snapshot_support":null,
            "share_backend_name":"GOLD","share_replicas_migration_support":false,"share_server_multiple_subnet_support":false,
            "snapshot_inherit_share_access_support":false,"snapshot_support":true,"storage_protocol":"NFS",
            "thin_provisioning":false,"timestamp":"2026-01-02T03:04:05.600000","total_capacity_gb":100,"vendor_name":"Acme"}
            """.Replace("\n", ""),
            JsonSerializer.Serialize(pool.Detail()));
    }

    [Fact]
    public void A_driver_adds_capabilities_but_an_operators_options_win()
    {
        var pool = Sample.Pool(
            options: new PoolOptions { BackendName = "gold", FilterFunction = "1 < 2" },
            report: r => r with
            {
                Capabilities = new Dictionary<string, object>
                {
                    ["dedupe"] = new[] { true, false }, ["colour"] = "red", ["filter_function"] = "0", ["goodness_function"] = "50",
                    ["share_backend_name"] = "other", ["iops"] = double.PositiveInfinity,
                },
            });
        var detail = pool.Detail();
        Assert.Equal([true, false], Assert.IsType<object?[]>(detail["dedupe"]));
        Assert.Equal(("red", "1 < 2", "50"), (detail["colour"], detail["filter_function"], detail["goodness_function"]));
        Assert.Equal(("gold", "unknown"), (detail["share_backend_name"], detail["iops"]));
    }

    [Fact]
    public void Newer_sums_replace_older_ones_and_nothing_else()
    {
        var pool = Sample.Pool(use: new PoolUse(10, 10));
        var later = pool.With(new PoolUse(30, 10));
        Assert.Equal((100, 80), (pool.UnpromisedGib, later.UnpromisedGib));
        Assert.Equal(75, later.After(5).UnpromisedGib);
        Assert.Equal((pool.Host, 30), (later.Host, later.ProvisionedGib));
    }

    [Fact]
    public void Deleting_what_the_report_still_counts_does_not_make_room_before_the_next_report() =>
        Assert.Equal(60, Sample.Pool(free: 60, use: new PoolUse(PromisedGib: 10, InPlaceGib: 40)).UnpromisedGib);

    [Fact]
    public void Every_pool_of_a_report_becomes_a_state()
    {
        var pools = PoolState.OfBackend(
            new PoolService("n@b", "nova"),
            new BackendReport("Acme", "1", "NFS", [new PoolReport("p1", 10, 10), new PoolReport("p2", 20, 20)]),
            new PoolOptions { BackendName = "b" },
            name => name == "p2" ? new PoolUse(5, 0) : default);
        Assert.Equal([("n@b#p1", 10.0), ("n@b#p2", 15.0)], pools.Select(p => (p.Host, p.UnpromisedGib!.Value)));
    }
}
