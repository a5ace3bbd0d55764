using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>Taking over what an administrator made, and letting go of it.</summary>
public sealed class CephFsManageTests(CephFsSite site) : IClassFixture<CephFsSite>
{
    static readonly Dictionary<string, string> NoOptions = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("adopted-1", null, "{0}")]
    [InlineData("adopted-2", null, "192.0.2.1:6789,192.0.2.2:6789:{1}")]
    [InlineData("adopted-3", "theirs", "theirs/{0}")]
    [InlineData("adopted-4", "theirs", "{1}")]
    public async Task A_subvolume_is_taken_over_with_its_content_and_let_go_again(string name, string? group, string place)
    {
        var driver = await site.Begin(ct: Ct);
        var path = await MakeByHand(name, (1L << 30) + 1, group);
        var member = NamedBy(name, group);
        await site.Cluster.Manager("fs subvolume authorize", Ct, [.. member, ("auth_id", "stranger"), ("access_level", "rw")]);
        await using (var before = (await site.Client("stranger").Mount(path, Ct)).Share!) await before.Write("kept", "content"u8.ToArray(), Ct);

        var asked = string.Format(CultureInfo.InvariantCulture, place, name, path[path.IndexOf('/', StringComparison.Ordinal)..]);
        var share = CephFsSite.NewShare(gib: 0);
        var managed = Done(await driver.Managing!.Manage(share, new ExistingShare(asked, NoOptions), Ct));
        Assert.Equal(2, managed.SizeGib);
        Assert.Equal(CephFsSite.Gib(2), await site.Quota(name, Ct, group));
        Assert.Equal(path, Assert.Single(managed.Share.Exports).Path);
        Assert.Null(await site.Caps("stranger", Ct));

        var adopted = share with { SizeGib = 2, Details = managed.Share.Details };
        Done(await driver.SetAccess(adopted, [CephFsSite.Rule("owner")], Ct));
        await using (var after = (await site.Client("owner").Mount(path, Ct)).Share!) Assert.Equal("content"u8.ToArray(), (await after.Read("kept", Ct)).Content);
        Assert.Equal(new DriverResult.Done(), await driver.Resizing!.Extend(adopted, 3, Ct));
        Assert.Equal(managed.Share.Details, Done(await driver.Ensure(adopted with { SizeGib = 3 }, [CephFsSite.Rule("owner")], Ct)).Details);

        Assert.Equal(new DriverResult.Done(), await driver.Managing!.Unmanage(adopted, Ct));
        Assert.Equal(CephFsSite.Gib(3), await site.Quota(name, Ct, group));
        Assert.Null(await site.Caps("owner", Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Managing!.Unmanage(adopted, Ct));
        // It is nobody's now, so nobody deletes it.
        Assert.Equal(MessageDetail.NotOwned, Assert.IsType<DriverResult.Refused>(await driver.Delete(adopted, Ct)).Why.Detail);
        Assert.Equal(CephFsSite.Gib(3), await site.Quota(name, Ct, group));
        await site.Cluster.Manager("fs subvolume rm", Ct, member);
        Assert.Equal(new DriverResult.Done(), await driver.Delete(adopted, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Managing!.Unmanage(adopted, Ct));
    }

    [Fact]
    public async Task A_subvolume_without_a_size_needs_one()
    {
        var driver = await site.Begin(ct: Ct);
        await MakeByHand("endless", null, null);
        var share = CephFsSite.NewShare(gib: 0);
        Assert.Contains("size=N", Refused(await driver.Managing!.Manage(share, new ExistingShare("endless", NoOptions), Ct)).Text, StringComparison.Ordinal);
        Assert.Equal("infinite", await site.Quota("endless", Ct));
        Refused(await driver.Managing!.Manage(share, new ExistingShare("endless", new Dictionary<string, string> { ["size"] = "much" }), Ct));
        var managed = Done(await driver.Managing!.Manage(share, new ExistingShare("endless", new Dictionary<string, string> { ["size"] = "5" }), Ct));
        Assert.Equal((5, CephFsSite.Gib(5)), (managed.SizeGib, await site.Quota("endless", Ct)));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share with { Details = managed.Share.Details }, Ct));
    }

    [Theory]
    [InlineData("no-such-thing")]
    [InlineData("../up")]
    [InlineData("/elsewhere/x")]
    [InlineData("a/b/c")]
    [InlineData("")]
    public async Task What_is_not_there_is_refused_and_stays_so(string place)
    {
        var driver = await site.Begin(ct: Ct);
        var before = await site.Names("fs subvolume ls", Ct);
        Refused(await driver.Managing!.Manage(CephFsSite.NewShare(gib: 0), new ExistingShare(place, NoOptions), Ct));
        Assert.Equal(before, await site.Names("fs subvolume ls", Ct));
    }

    [Fact]
    public async Task A_snapshot_is_taken_over_copied_and_dropped_by_its_own_name()
    {
        var driver = await site.Begin(ct: Ct);
        await MakeByHand("with-snapshot", 1L << 30, null);
        await site.Cluster.Manager("fs subvolume snapshot create", Ct, ("vol_name", "cephfs"), ("sub_name", "with-snapshot"), ("snap_name", "by-hand"));
        var share = CephFsSite.NewShare(gib: 0);
        share = share with { SizeGib = 1, Details = Done(await driver.Managing!.Manage(share, new ExistingShare("with-snapshot", NoOptions), Ct)).Share.Details };

        var snapshot = CephFsSite.NewSnapshot(share) with { SizeGib = 0 };
        Refused(await driver.Managing!.ManageSnapshot(snapshot, new ExistingSnapshot("other", NoOptions), Ct));
        var managed = Done(await driver.Managing!.ManageSnapshot(snapshot, new ExistingSnapshot("by-hand", NoOptions), Ct));
        Assert.Equal(1, managed.SizeGib);
        snapshot = snapshot with { SizeGib = 1, Details = managed.Details };
        Assert.Equal(new DriverResult.Done(), await driver.Managing!.UnmanageSnapshot(snapshot, Ct));
        Assert.Equal(MessageDetail.NotOwned, Assert.IsType<DriverResult.Refused>(await driver.Snapshots!.DeleteSnapshot(snapshot, Ct)).Why.Detail);
        Assert.Equal(["by-hand"], await site.Names("fs subvolume snapshot ls", Ct, ("sub_name", "with-snapshot")));
        Done(await driver.Managing!.ManageSnapshot(snapshot, new ExistingSnapshot("by-hand", NoOptions), Ct));

        var copy = CephFsSite.NewShare();
        await Eventually.Holds(
            async () => Done(await driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct)).Ready, ready => ready, "the copy is ready", Ct);
        await Eventually.Holds(() => driver.Snapshots!.DeleteSnapshot(snapshot, Ct), end => end is DriverResult.Done, "the snapshot is gone", Ct);
        Assert.Empty(await site.Names("fs subvolume snapshot ls", Ct, ("sub_name", "with-snapshot")));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(copy, Ct));
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    /// <summary>A subvolume as an administrator makes it; answers with its export path.</summary>
    async Task<string> MakeByHand(string name, long? bytes, string? group)
    {
        if (group is not null) await site.Cluster.Manager("fs subvolumegroup create", Ct, ("vol_name", "cephfs"), ("group_name", group));
        var member = NamedBy(name, group);
        await site.Cluster.Manager("fs subvolume create", Ct, bytes is { } size ? [.. member, ("size", size)] : member);
        return $"{site.Cluster.MonitorAddress}:{(await site.Cluster.Manager("fs subvolume getpath", Ct, member)).Trim()}";
    }

    static (string, object)[] NamedBy(string name, string? group) =>
        group is null ? [("vol_name", "cephfs"), ("sub_name", name)] : [("vol_name", "cephfs"), ("sub_name", name), ("group_name", group)];
}
