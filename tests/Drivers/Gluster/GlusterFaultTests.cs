using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>Servers that are down, and hands that reach into the storage.</summary>
public sealed class GlusterFaultTests : IAsyncLifetime
{
    GlusterSite site = null!;
    IShareDriver driver = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    GlusterNode Node => site.Nodes[0];

    public async ValueTask InitializeAsync()
    {
        site = await GlusterSite.Make(2, Ct);
        await Task.WhenAll(Node.MakeVolumes(["pool-1-1", "pool-1-2"], quota: true, Ct), site.Nodes[1].MakeVolumes(["pool-2-1"], quota: false, Ct));
        driver = await site.Started(site.Settings(), Ct);
    }

    public ValueTask DisposeAsync() => site is null ? ValueTask.CompletedTask : site.DisposeAsync();

    [Fact]
    public async Task While_glusterd_is_down_nothing_is_done_or_refused_and_the_other_cluster_serves()
    {
        var share = site.NewShare();
        var location = Done(await driver.Create(share, Ct)).Exports.Single().Path;
        Done(await driver.SetAccess(share, [GlusterSite.Rule("tenant-a")], Ct));
        await using var live = (await site.Client("tenant-a").Mount(location, Ct)).Share!;
        await Node.KillGlusterd(Ct);
        foreach (var end in new[]
        {
            (await driver.Create(site.NewShare(), Ct)).WithoutValue(), await driver.Delete(share, Ct), (await driver.SetAccess(share, [], Ct)).WithoutValue(),
            (await driver.Ensure(share, [], Ct)).WithoutValue(), await driver.Resizing!.Shrink(share, 1, Ct), (await driver.Inventory!.Look(share, Ct)).WithoutValue(),
        })
            Assert.Contains("glusterd does not answer", Assert.IsType<DriverResult.Unclear>(end).Why, StringComparison.Ordinal);
        Assert.Equal(ClientEnd.Ok, (await live.Write("still", "served"u8.ToArray(), Ct)).End);
        var report = Done(await driver.Report(Ct));
        Assert.Equal(site.Nodes[1].Address, Assert.Single(report.Pools).Name);
        Assert.Contains(Node.Address, report.Trouble, StringComparison.Ordinal);
        Done(await driver.Create(site.NewShare(2, cluster: 2), Ct));
        await site.Started(site.Settings(section: "again"), Ct); // a service that starts meanwhile serves the other one

        await Node.StartGlusterd(Ct);
        Done(await driver.Ensure(share, [GlusterSite.Rule("tenant-a")], Ct));
        Assert.Equal(2, Done(await driver.Report(Ct)).Pools.Count);
        Done(await driver.Delete(share, Ct));
    }

    [Fact]
    public async Task A_brick_that_is_down_is_named_and_started_when_its_share_is_verified()
    {
        var share = site.NewShare();
        var location = Done(await driver.Create(share, Ct)).Exports.Single().Path;
        var volume = location[(location.LastIndexOf('/') + 1)..];
        Done(await driver.SetAccess(share, [GlusterSite.Rule("tenant-a")], Ct));
        await Node.KillBrick(volume, Ct);
        await Eventually.Holds(() => driver.Report(Ct), report => Done(report).Trouble?.Contains($"gluster volume start {volume} force", StringComparison.Ordinal) == true, "the report names the brick", Ct);
        Done(await driver.Ensure(share, [GlusterSite.Rule("tenant-a")], Ct));
        var mounted = await Eventually.Holds(() => site.Client("tenant-a").Mount(location, Ct), attempt => attempt.Share is not null, "it can be mounted again", Ct);
        await mounted.Share!.DisposeAsync();

        // It is started, too, by a call that needs it.
        await Node.KillBrick(volume, Ct);
        await Eventually.Holds(() => driver.Resizing!.Shrink(share, 1, Ct), end => end is DriverResult.Done, "the share is as small as it was", Ct);
        var status = await Node.Answer(Ct, "volume", "status", volume);
        Assert.Equal("1", status.Descendants("node").First().Element("status")!.Value);

        // What cannot be mounted is not wiped, and not given back.
        await Node.KillBrick(volume, Ct);
        Directory.Move(Node.BrickOf(volume), Node.BrickOf(volume) + ".away");
        Assert.IsType<DriverResult.Unclear>(await driver.Delete(share, Ct));
        Assert.Single(Done(await driver.Inventory!.Look(share, Ct)));
        Directory.Move(Node.BrickOf(volume) + ".away", Node.BrickOf(volume));
        await Eventually.Holds(() => driver.Delete(share, Ct), end => end is DriverResult.Done, "the share can be deleted when its brick is back", Ct);
    }

    [Fact]
    public async Task A_volume_that_was_deleted_by_hand_is_named_and_its_row_can_go()
    {
        var share = site.NewShare();
        var created = Done(await driver.Create(share, Ct));
        var (path, known) = (created.Exports.Single().Path, share with { Details = created.Details });
        var volume = path[(path.LastIndexOf('/') + 1)..];
        await Node.Gluster(Ct, "volume", "stop", volume, "force");
        await Node.Gluster(Ct, "volume", "delete", volume);
        Assert.Equal(MessageDetail.NotThere, Refused(await driver.Ensure(known, [], Ct)).Detail);
        Assert.Equal(MessageDetail.NotThere, Refused(await driver.SetAccess(known, [GlusterSite.Rule("tenant-a")], Ct)).Detail);
        Assert.Empty(Done(await driver.Inventory!.Look(known, Ct)));
        Done(await driver.Delete(known, Ct));
    }

    [Fact]
    public async Task What_carries_another_rows_mark_is_neither_changed_nor_wiped()
    {
        var share = site.NewShare();
        var created = Done(await driver.Create(share, Ct));
        var path = created.Exports.Single().Path;
        var (volume, other) = (path[(path.LastIndexOf('/') + 1)..], new OwnershipMark("another", "gluster", Guid.NewGuid().ToString(), null, Guid.NewGuid().ToString()).ToText());
        await Node.Gluster(Ct, "volume", "set", volume, "user.abaca-owner", other);
        var before = await Node.Options(volume, Ct);
        Assert.Equal(MessageDetail.NotOwned, Refused(await driver.Delete(share with { Details = created.Details }, Ct)).Detail);
        Assert.Equal(MessageDetail.NotOwned, Refused(await driver.Ensure(share, [GlusterSite.Rule("tenant-a")], Ct)).Detail);
        Assert.Equal(MessageDetail.NotOwned, Refused(await driver.SetAccess(share, [GlusterSite.Rule("tenant-a")], Ct)).Detail);
        Assert.Equal(before.OrderBy(option => option.Key), (await Node.Options(volume, Ct)).OrderBy(option => option.Key));
    }

    [Fact]
    public async Task A_volume_is_let_go_with_its_content_and_taken_over_again()
    {
        var share = site.NewShare();
        var location = Done(await driver.Create(share, Ct)).Exports.Single().Path;
        Done(await driver.SetAccess(share, [GlusterSite.Rule("tenant-a")], Ct));
        await using (var mount = (await site.Client("tenant-a").Mount(location, Ct)).Share!) await mount.Write("kept", "x"u8.ToArray(), Ct);
        Done(await driver.Managing!.Unmanage(share, Ct));
        Assert.Null((await site.Client("tenant-a").Mount(location, Ct)).Share);
        var free = Assert.Single(Done(await driver.Report(Ct)).Pools, pool => pool.Name == Node.Address).FreeGib;
        Assert.Equal(1, free); // what holds somebody's content is no free volume
        Assert.Equal(MessageDetail.NotOwned, Refused(await driver.Delete(share, Ct)).Detail);

        var again = site.NewShare();
        var existing = new ExistingShare(location, new Dictionary<string, string>());
        var found = Done(await driver.Managing.Find(again, existing, Ct));
        Assert.True(found is { IsLetGo: true, Mark: null });
        var managed = Done(await driver.Managing.Manage(again, existing with { Found = found }, Ct));
        Assert.Equal((1, location), (managed.SizeGib, managed.Share.Exports.Single().Path));
        Done(await driver.SetAccess(again, [GlusterSite.Rule("tenant-b")], Ct));
        await using (var mount = (await site.Client("tenant-b").Mount(location, Ct)).Share!) Assert.Equal(ClientEnd.Ok, (await mount.Read("kept", Ct)).End);
        Done(await driver.Delete(again, Ct));
        Assert.Equal(MessageDetail.NotThere, Refused(await driver.Managing.Find(again, new ExistingShare("nothing", new Dictionary<string, string>()), Ct)).Detail);
    }

    [Fact]
    public async Task Without_quota_a_size_stays_and_the_refusal_says_why()
    {
        var share = site.NewShare(2, cluster: 2);
        Done(await driver.Create(share, Ct));
        Assert.Contains("gluster volume quota pool-2-1 enable", Refused(await driver.Resizing!.Extend(share, 3, Ct)).Text, StringComparison.Ordinal);
        Assert.Equal(MessageDetail.DriverNotShrinking, Refused(await driver.Resizing.Shrink(share, 1, Ct)).Detail);
        Assert.Null(driver.Snapshots);
        var pool = Done(await driver.Report(Ct)).Pools.Single(pool => pool.Name == site.Nodes[1].Address);
        Assert.False(pool.SnapshotSupport);
        Assert.Contains("no thin logical volume", (string)pool.Capabilities["snapshot_support_reason"], StringComparison.Ordinal);
        Done(await driver.Delete(share, Ct));
    }
}
