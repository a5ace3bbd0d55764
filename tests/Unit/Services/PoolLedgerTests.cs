#pragma warning disable xUnit1051 // Every call ends by itself at once.

using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Abaca.Tests.Unit.Scheduling;
using Xunit;

namespace Abaca.Tests.Unit.Services;

public sealed class PoolLedgerTests
{
    const string Host = "node@gold";
    const string Pool = "node@gold#a";
    static readonly PoolOptions Options = new() { BackendName = "gold", ReservedPercent = 0, MaxOverSubscriptionRatio = 2.5, FilterFunction = "1 < 2" };

    [Fact]
    public async Task A_burst_of_creations_never_overbooks_a_pool()
    {
        await using var world = await StoreWorld.Make();
        await Report(world, 100, "a", "b", "c", "d");
        var scheduler = Sample.Scheduler();
        var placed = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.Db.Transaction(async tx =>
        {
            var choice = scheduler.Choose(Sample.Create(7), await world.Pools.All(tx));
            if (choice is not Placement.Chosen chosen) return null;
            await world.Pools.Promise(tx, chosen.Pool.Host, 7, 0);
            return chosen.Pool.Host;
        })));
        var byPool = placed.Where(h => h is not null).GroupBy(h => h).ToDictionary(g => g.Key!, g => g.Count() * 7);
        Assert.Equal(4, byPool.Count);
        Assert.All(byPool.Values, gib => Assert.InRange(gib, 98, 100));
    }

    [Fact]
    public async Task What_was_put_in_place_while_the_backend_reported_still_counts_as_to_come()
    {
        await using var world = await StoreWorld.Make();
        await Report(world, 100, "a");
        await Promise(world, 10, 10);
        var start = await world.Pools.BeginReport(Host);
        await Promise(world, 20, 20);
        await world.Pools.SaveReport(start, Backend(90, "a"), Options);
        Assert.Equal(70, (await Only(world)).UnpromisedGib);

        await world.Pools.SaveReport(await world.Pools.BeginReport(Host), Backend(70, "a"), Options);
        Assert.Equal(70, (await Only(world)).UnpromisedGib);
    }

    [Fact]
    public async Task What_was_freed_while_the_backend_reported_makes_no_room_twice()
    {
        await using var world = await StoreWorld.Make();
        await Report(world, 100, "a");
        await Promise(world, 10, 10);
        var start = await world.Pools.BeginReport(Host);
        await Promise(world, -10, -10);
        await Promise(world, 10, 10);
        await world.Pools.SaveReport(start, Backend(100, "a"), Options);
        Assert.Equal(90, (await Only(world)).UnpromisedGib);
    }

    [Fact]
    public async Task A_report_comes_back_as_it_was_given()
    {
        await using var world = await StoreWorld.Make();
        var pool = new PoolReport("a", 1.5, null)
        {
            ProvisionedGib = 2.25,
            ThinProvisioning = true,
            SnapshotSupport = true,
            Ipv6Support = true,
            Capabilities = new Dictionary<string, object> { ["tier"] = "fast", ["disks"] = 12, ["qos"] = true, ["ratio"] = 0.5, ["odd"] = double.NaN, ["dedupe"] = new[] { true, false } },
        };
        await world.Services.Report(Host, ServiceBinary.Share, "nova");
        await world.Pools.SaveReport(await world.Pools.BeginReport(Host), new BackendReport("Acme", "1.2", "NFS_CIFS", [pool]), Options);
        var detail = (await Only(world)).Detail();
        Assert.Equal("Acme", detail["vendor_name"]);
        Assert.Equal("NFS_CIFS", detail["storage_protocol"]);
        Assert.Equal(1.5, detail["total_capacity_gb"]);
        Assert.Equal("unknown", detail["free_capacity_gb"]);
        Assert.Equal("fast", detail["tier"]);
        Assert.Equal(12L, detail["disks"]);
        Assert.Equal(0.5, detail["ratio"]);
        Assert.Equal("unknown", detail["odd"]);
        Assert.Equal(new object[] { true, false }, detail["dedupe"]);
        Assert.Equal(2.5, detail["max_over_subscription_ratio"]);
        Assert.Equal("1 < 2", detail["filter_function"]);
    }

    [Fact]
    public async Task Pools_follow_their_service_and_the_newest_report()
    {
        await using var world = await StoreWorld.Make();
        await Report(world, 100, "a");
        Assert.True((await Only(world)).Service is { IsUp: true, IsEnabled: true, AvailabilityZone: "nova" });
        await world.Services.SetDisabled(Host, ServiceBinary.Share, disabled: true, "repair");
        Assert.False((await Only(world)).Service.IsEnabled);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.False((await Only(world)).Service.IsUp);
        await Report(world, 40, "a");
        Assert.Equal(40, (await Only(world)).ReportedFreeGib);
        await Report(world, 30, "a");
        Assert.Equal(30, (await Only(world)).ReportedFreeGib);
    }

    static Task Promise(StoreWorld world, int promised, int inPlace) =>
        world.Db.Transaction(tx => world.Pools.Promise(tx, Pool, promised, inPlace));

    static async Task<PoolState> Only(StoreWorld world) => Assert.Single(await world.Pools.All());

    static BackendReport Backend(double free, params string[] pools) =>
        new("Acme", "1.2", "NFS", [.. pools.Select(p => new PoolReport(p, 100, free) { SnapshotSupport = true })]);

    static async Task Report(StoreWorld world, double free, params string[] pools)
    {
        await world.Services.Report(Host, ServiceBinary.Share, "nova");
        await world.Pools.SaveReport(await world.Pools.BeginReport(Host), Backend(free, pools), Options);
    }
}
