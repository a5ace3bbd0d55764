using Abaca.Drivers.Zfs;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>What was let go is nobody's until it is taken over again, and a deletion that is refused has destroyed nothing.</summary>
[Trait(HostileTrait.Name, HostileTrait.Value)]
public sealed class FuseZfsLetGoTests : IAsyncLifetime
{
    static readonly Dictionary<string, string> NoOptions = [];

    ZfsAtWork work = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    ZfsHost Host => work.Host;

    IShareDriver Driver => work.Driver;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => work = await ZfsAtWork.Begin(async site => await site.AddFuseHost("zl", Ct), connectSeconds: 4);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => work is null ? ValueTask.CompletedTask : work.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // of the first release, and let go before it got its mark
    public async Task A_row_from_before_does_not_get_back_what_was_let_go(bool marked)
    {
        var share = ZfsAtWork.NewShare();
        var made = Done(await Driver.Create(share, Ct));
        if (!marked) await Host.Root(Ct, "zfs", "inherit", "abaca:owner", ZfsAtWork.DatasetOf(share));
        Assert.Equal(new DriverResult.Done(), await Driver.Managing!.Unmanage(share, Ct));
        await Host.Root(Ct, "sh", "-c", $"echo theirs > /srv/{ZfsAtWork.DatasetOf(share)}/file; zfs snapshot {ZfsAtWork.DatasetOf(share)}@theirs");

        var row = share with { ObjectIdentity = made.Identity };
        var (snapshot, before) = (ZfsAtWork.NewSnapshot(row), await Storage());
        Assert.Equal(MessageDetail.NotOwned, Refused(await Driver.Ensure(row, [], Ct)).Detail);
        Assert.Equal(MessageDetail.NotOwned, Refused(await Driver.Create(row, Ct)).Detail);
        Assert.Equal(MessageDetail.NotOwned, Refused(await Driver.Resizing!.Extend(row, 3, Ct)).Detail);
        Assert.Equal(MessageDetail.NotOwned, Refused(await Driver.SetAccess(row, [ZfsAtWork.Rule("192.0.2.66")], Ct)).Detail);
        Assert.Equal(MessageDetail.NotOwned, Refused(await Driver.Snapshots!.CreateSnapshot(snapshot, Ct)).Detail);
        Assert.Contains("let go", Refused(await Driver.Delete(row, Ct)).Text, StringComparison.Ordinal);
        Assert.Equal(new DriverResult.Done(), await Driver.Managing!.Unmanage(row, Ct));
        Assert.Equal(before, await Storage());
        var listed = Assert.Single(Done(await Driver.Inventory!.List(Ct)), found => found.Identity == made.Identity && found.Kind == "share");
        Assert.True(listed is { IsLetGo: true, Mark: null });

        var again = ZfsAtWork.NewShare() with { SizeGib = 0 };
        var existing = new ExistingShare(ZfsAtWork.DatasetOf(share), NoOptions);
        existing = existing with { Found = Done(await Driver.Managing!.Find(again, existing, Ct)) };
        Assert.Equal(made.Identity, Done(await Driver.Managing!.Manage(again, existing, Ct)).Share.Identity);
        Assert.False(Assert.Single(Done(await Driver.Inventory!.Look(again, Ct))).IsLetGo);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_that_was_let_go_is_not_deleted_by_a_row_from_before_and_keeps_its_share(bool marked)
    {
        var (share, snapshot) = await ShareWithSnapshot();
        var name = $"{ZfsAtWork.DatasetOf(share)}@manila_share_snapshot_{snapshot.SnapshotId.Replace('-', '_')}";
        var known = Assert.Single(Done(await Driver.Inventory!.Look(snapshot, Ct))).Identity;
        if (!marked) await Host.Root(Ct, "zfs", "inherit", "abaca:owner", name);
        Assert.Equal(new DriverResult.Done(), await Driver.Managing!.UnmanageSnapshot(snapshot, Ct));
        var before = await Storage();
        Assert.Contains("let go", Refused(await Driver.Snapshots!.DeleteSnapshot(snapshot with { ObjectIdentity = known }, Ct)).Text, StringComparison.Ordinal);
        Assert.Contains(name, Refused(await Driver.Delete(share, Ct)).Text, StringComparison.Ordinal);
        Assert.True(Assert.Single(Done(await Driver.Inventory!.Look(snapshot, Ct))).IsLetGo);
        Assert.Equal(before, await Storage());

        var other = ZfsAtWork.NewSnapshot(share) with { SizeGib = 0 };
        var existing = new ExistingSnapshot(name, NoOptions);
        existing = existing with { Found = Done(await Driver.Managing!.FindSnapshot(other, existing, Ct)) };
        Done(await Driver.Managing!.ManageSnapshot(other, existing, Ct));
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
    }

    [Theory]
    [InlineData("zfs snapshot DS@nightly-1", "DS@nightly-1")]
    [InlineData("zfs snapshot DS@manila_share_snapshot_byhand", "DS@manila_share_snapshot_byhand")]
    [InlineData("zfs create DS/child", "DS/child")]
    [InlineData("zfs snapshot DS@nightly-1; zfs create DS/child; zfs snapshot DS/child@deep", "DS/child")]
    public async Task A_deletion_that_is_refused_has_destroyed_nothing(string deed, string named)
    {
        var (share, snapshot) = await ShareWithSnapshot();
        await work.Allow(share, ZfsAtWork.Rule("192.0.2.7"));
        var dataset = ZfsAtWork.DatasetOf(share);
        await Host.Root(Ct, "sh", "-c", deed.Replace("DS", dataset, StringComparison.Ordinal));
        var before = await Storage();
        for (var i = 0; i < 2; i++) Assert.Contains(named.Replace("DS", dataset, StringComparison.Ordinal), Refused(await Driver.Delete(share, Ct)).Text, StringComparison.Ordinal);
        Assert.Equal(before, await Storage());
        await Host.Root(Ct, "sh", "-c", $"for s in nightly-1 manila_share_snapshot_byhand; do zfs destroy {dataset}@$s; done; true");
        // zfs-fuse keeps hold of a dataset for a moment after it was unmounted.
        await Eventually.Holds(
            async () =>
            {
                await Host.Root(Ct, "sh", "-c", $"zfs unmount {dataset}/child; zfs destroy -r {dataset}/child; true");
                return await Host.Dataset($"{dataset}/child", Ct);
            },
            child => child is null, "the child is gone", TimeSpan.FromMinutes(2), Ct);
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
        Assert.Null(await Host.Dataset(dataset, Ct));
        Assert.NotNull(snapshot);
    }

    [Fact]
    public async Task What_the_driver_itself_made_goes_with_the_share()
    {
        var (share, snapshot) = await ShareWithSnapshot();
        var dataset = ZfsAtWork.DatasetOf(share);
        // Of the first release or received with a copy; for a replica; for a migration.
        await Host.Root(Ct, "sh", "-c", $"zfs inherit abaca:owner {dataset}@manila_share_snapshot_{snapshot.SnapshotId.Replace('-', '_')}; zfs snapshot {dataset}@tmp_snapshot_for_replication_x; zfs snapshot {dataset}@tmp_snapshot_for_share_migration_x");
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
        Assert.Null(await Host.Dataset(dataset, Ct));
    }

    [Fact]
    public async Task Where_any_backend_makes_its_shares_is_never_taken_as_a_share()
    {
        await Host.Root(Ct, "sh", "-c", "zfs create trank/sub && zfs create trank/deep && zfs create trank/deep/root && zfs create trank/free");
        var factory = new ZfsDriverFactory();
        await using var one = factory.Create(Section("z1", "trank"));
        await using var two = factory.Create(Section("z2", "tank2,trank/sub"));
        await using var three = factory.Create(Section("z3", "trank/deep/root"));
        await ZfsAtWork.LayRules(Host, usesShareNfs: false, Ct, "z1");
        Assert.Equal(new DriverResult.Done(), await one.Start(Ct)); // the others count before they are started, too
        var before = await Storage();
        foreach (var path in new[] { "trank", "trank/sub", "/srv/trank/sub", "10.0.0.1:/srv/trank/./sub/", "trank/deep/root", "trank/deep", "/srv/trank/deep" })
        {
            var share = ZfsAtWork.NewShare() with { SizeGib = 0 };
            var existing = new ExistingShare(path, NoOptions);
            Assert.Contains("makes its shares", Refused(await one.Managing!.Find(share, existing, Ct)).Text, StringComparison.Ordinal);
            Refused(await one.Managing!.Manage(share, existing, Ct));
        }
        Assert.Equal(before, await Storage());
        Done(await one.Managing!.Find(ZfsAtWork.NewShare(), new ExistingShare("trank/free", NoOptions), Ct));
    }

    BackendSettings Section(string name, string pools) =>
        ZfsAtWork.Settings(work.Site, Host, name, null, ("zfs_share_helpers", "NFS=NFSviaExportsFile"), ("ssh_conn_timeout", "4"), ("zfs_zpool_list", pools));

    /// <summary>All that a call could touch: names, properties, marks, exports.</summary>
    async Task<string> Storage() =>
        await Host.Root(Ct, "zfs", "get", "-rHp", "-o", "name,property,value", "type,refquota,readonly,mounted,mountpoint,guid,abaca:owner", "trank")
        + await Host.Root(Ct, "cat", "/var/lib/nfs/etab");

    async Task<(ShareSpec, SnapshotSpec)> ShareWithSnapshot()
    {
        var share = ZfsAtWork.NewShare();
        Done(await Driver.Create(share, Ct));
        var snapshot = ZfsAtWork.NewSnapshot(share);
        Done(await Driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        return (share, snapshot);
    }
}
