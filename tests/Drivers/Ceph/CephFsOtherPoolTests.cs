using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Reconcile;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A file system that was made anew under the name of the backend's.</summary>
public sealed class CephFsOtherPoolTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Trait("Doctor finds", "PoolIdentityCheck")]
    public async Task Another_file_system_under_the_name_is_named_and_nothing_is_made_in_it()
    {
        await using var ground = await WholeNativeGround.Make(Ct);
        await using var service = await ServiceProcess.Start(ground.Setting);
        var cluster = ground.Cluster;

        await new OtherPools(service, WholeConfig.Native, "CEPHFS").Try(
            async () =>
            {
                await cluster.Monitor("fs fail", Ct, ("fs_name", "cephfs"));
                await cluster.Monitor("fs rm", Ct, ("fs_name", "cephfs"), ("yes_i_really_mean_it", true));
                foreach (var pool in (string[])["again_metadata", "again_data"]) await cluster.Monitor("osd pool create", Ct, ("pool", pool), ("pg_num", 1));
                await cluster.Monitor("fs new", Ct, ("fs_name", "cephfs"), ("metadata", "again_metadata"), ("data", "again_data"));
                await cluster.WaitUntilReady(Ct);
            },
            async () => (await ground.Held()).Shares.Count == 0,
            back: null);
    }
}
