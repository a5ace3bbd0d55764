using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Zfs;
using Xunit;

namespace Abaca.Tests.Drivers.Reconcile;

/// <summary>An older database under a newer storage. Each storage has a class of its own, so that their walks, minutes each and mostly waits, go on beside each other.</summary>
public sealed class RestoredDatabaseTests
{
    [Fact]
    public async Task On_the_dummy_backend()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy);
        var file = Path.Combine(service.BackendState, "held.json");
        await new RestoredDatabase(service, () => Task.FromResult(WithRules(HeldThings.Dummy(file))), new StorageWords("NFS", ("ip", "192.0.2.21"), "snapshot_support=True")).Walk();
    }

    static HeldThings WithRules(HeldThings held) => held with { Rules = held.Rules.Where(one => one.Value.Count > 0).ToDictionary() };
}

/// <inheritdoc cref="RestoredDatabaseTests"/>
public sealed class RestoredCephFsTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_cephfs_with_two_sections_on_one_file_system()
    {
        await using var ground = await WholeNativeGround.Make(Ct);
        await using var service = await ServiceProcess.Start(WholeConfig.OfTwoNative(ground.Cluster.ConfigPath));
        await new NeighbouringSections(service, ground).Look();
        await new RestoredDatabase(service, ground.Held, new StorageWords("CEPHFS", ("cephx", "alice"), "share_backend_name=CEPHFS", "snapshot_support=True")).Walk();
    }
}

/// <inheritdoc cref="RestoredDatabaseTests"/>
public sealed class RestoredZfsTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_zfs()
    {
        await using var ground = await ZfsWholeGround.OnFuse(ZfsWholeGround.ExportsFile, Ct);
        await using var service = await ServiceProcess.Start(ground.Setting);
        await new RestoredDatabase(service, ground.Held, new StorageWords("NFS", ("ip", "192.0.2.21"), "share_backend_name=zfs", "snapshot_support=True")).Walk();
    }
}

/// <inheritdoc cref="RestoredDatabaseTests"/>
public sealed class RestoredLocalTests
{
    [Fact]
    public async Task On_local()
    {
        Requirements.ForLocal();
        await using var service = await ServiceProcess.Start(ServiceSetting.Local);
        await new RestoredDatabase(service, () => HeldThings.Local(service.BackendState), new StorageWords("NFS", ("ip", "127.0.0.9"), "snapshot_support=True")).Walk();
    }
}
