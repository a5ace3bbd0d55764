using Abaca.DriverSdk;
using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Xunit;

namespace Abaca.Tests.Unit.Services;

/// <summary>The service of a backend that will not come back.</summary>
public sealed class RetiredServicesTests
{
    const string Host = "node@gold";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_up_or_has_shares_or_groups_stays_and_says_which()
    {
        await using var world = await Silent();
        await world.Services.Report(Host, ServiceBinary.Share, "nova", Ct);
        Assert.True((await Remove(world))!.IsUp);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        for (var i = 0; i < 12; i++) await Put(world, $"s{i:00}", $"{Host}#a");
        await Put(world, "other", "node@goldfish#a");
        var bonds = (await Remove(world))!;
        Assert.Equal((12, 10, false), (bonds.Shares, bonds.Names.Count, bonds.IsUp));
        Assert.Equal("share s00", bonds.Names[0]);
        Assert.NotNull(await world.Services.Find(Host, ServiceBinary.Share, Ct));
    }

    [Fact]
    public async Task One_without_anything_is_removed_with_its_pools_and_no_other()
    {
        await using var world = await Silent();
        await Put(world, "other", "node@goldfish#a");
        Assert.True((await Remove(world))!.None);
        Assert.Null(await world.Services.Find(Host, ServiceBinary.Share, Ct));
        Assert.Equal(["node@goldfish#a"], (await world.Pools.All(Ct)).Select(pool => pool.Host));
        Assert.Null(await Remove(world));
    }

    static Task<ServiceBonds?> Remove(StoreWorld world) => new RetiredServices(world.Db, new ServiceSettings(TimeSpan.FromSeconds(60)), world.Clock).Remove(Host, ServiceBinary.Share, Ct);

    // Two backends that have reported and were silent since.
    static async Task<StoreWorld> Silent()
    {
        var world = await StoreWorld.Make();
        foreach (var host in (string[])[Host, "node@goldfish"])
        {
            await world.Services.Report(host, ServiceBinary.Share, "nova", Ct);
            var begun = await world.Pools.BeginReport(host, Ct);
            await world.Pools.SaveReport(begun, new BackendReport("v", "1", "NFS", [new PoolReport("a", 100, 50)]), new PoolOptions { BackendName = "b" }, Ct);
        }
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        return world;
    }

    static Task Put(StoreWorld world, string id, string host) => world.Db.Transaction(async tx =>
    {
        await tx.Execute(
            $"""
             INSERT INTO shares (id, project_id, user_id, instance_id, name, size, share_proto, metadata, snapshot_support, create_share_from_snapshot_support,
               revert_to_snapshot_support, mount_snapshot_support, snapshot_inherit_share_access_support, created_at)
             VALUES ({id}, {"p"}, {"u"}, {id}, {"share"}, {1L}, {"NFS"}, {"{}"}, {false}, {false}, {false}, {false}, {false}, {0L})
             """, Ct);
        await tx.Execute(
            $"INSERT INTO share_instances (id, share_id, host, status, access_rules_status, details, created_at) VALUES ({id}, {id}, {host}, {"available"}, {"active"}, {"{}"}, {0L})", Ct);
    }, Ct);
}
