using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Reconcile;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>A pool that bears the name of the backend's and is another.</summary>
public sealed class ZfsOtherPoolTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Doctor finds", "PoolIdentityCheck")]
    public async Task Another_pool_under_the_name_is_named_and_nothing_is_made_in_it()
    {
        await using var ground = await ZfsWholeGround.OnFuse(ZfsWholeGround.ExportsFile, Ct);
        await using var service = await ServiceProcess.Start(ground.Setting);
        var host = (FuseZfsHost)ground.Host;

        await new OtherPools(service, ZfsConfig.Section, "NFS").Try(
            async () =>
            {
                foreach (var pool in (string[])[ZfsHost.Pool, ZfsHost.SecondPool]) await host.ExportPool(pool, Ct);
                await host.ImportAs(ZfsHost.SecondPool, ZfsHost.Pool, Ct);
            },
            async () => (await host.Datasets(ZfsHost.Pool, Ct)).Count == 1,
            async () =>
            {
                await host.ExportPool(ZfsHost.Pool, Ct);
                await host.ImportAs(await Number(host), ZfsHost.Pool, Ct);
            });
    }

    /// <summary>Two pools have the name now; the right one is the one with more than one device.</summary>
    static async Task<string> Number(FuseZfsHost host)
    {
        var listed = await host.Importable(Ct);
        var pool = listed.Split("pool:", StringSplitOptions.RemoveEmptyEntries).Single(one => one.Contains("raidz", StringComparison.Ordinal));
        return pool.Split('\n').Single(line => line.Contains("id:", StringComparison.Ordinal)).Split(':')[1].Trim();
    }
}
