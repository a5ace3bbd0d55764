using Abaca.Drivers.Zfs;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Hostile;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>A dataset says whose it is; however it is spelled it is known again, and nobody else takes, changes or deletes it.</summary>
[Trait(HostileTrait.Name, HostileTrait.Value)]
public sealed class FuseZfsOwnershipTests : IAsyncLifetime
{
    const string OwnerMark = "abaca:owner";

    static readonly Dictionary<string, string> NoOptions = [];

    ZfsAtWork work = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    ZfsHost Host => work.Host;

    IShareDriver Driver => work.Driver;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => work = await ZfsAtWork.Begin(async site => await site.AddFuseHost("zo", Ct), connectSeconds: 4);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => work is null ? ValueTask.CompletedTask : work.DisposeAsync();

    [Fact]
    public async Task Every_spelling_of_a_tenants_dataset_finds_it_and_takes_nothing()
    {
        var share = ZfsAtWork.NewShare();
        var made = Done(await Driver.Create(share, Ct));
        Assert.NotNull(made.Identity);
        await work.Allow(share, ZfsAtWork.Rule("192.0.2.7"));
        await Host.Root(Ct, "ln", "-s", "/srv/trank", "/srv/link");
        var path = made.Exports[0].Path[(made.Exports[0].Path.IndexOf(":/", StringComparison.Ordinal) + 1)..];
        var before = await Storage();
        foreach (var spelling in Spellings(ZfsAtWork.DatasetOf(share), path).Concat(Generated(ZfsAtWork.DatasetOf(share), path)))
        {
            var other = ZfsAtWork.NewShare() with { SizeGib = 0 };
            var existing = new ExistingShare(spelling, NoOptions);
            var found = Done(await Driver.Managing!.Find(other, existing, Ct));
            Assert.True((made.Identity, share.InstanceId) == (found.Identity, found.Mark?.InstanceId), $"{spelling}: {found}");
            Assert.Equal(MessageDetail.NotOwned, Refused(await Driver.Managing!.Manage(other, existing with { Found = found with { Mark = null } }, Ct)).Detail);
        }
        Assert.Equal(before, await Storage());
    }

    [Fact]
    public async Task What_lies_in_a_share_belongs_to_it()
    {
        var share = ZfsAtWork.NewShare();
        var made = Done(await Driver.Create(share, Ct));
        await Host.Root(Ct, "zfs", "create", $"{ZfsAtWork.DatasetOf(share)}/child");
        var existing = new ExistingShare($"{ZfsAtWork.DatasetOf(share)}/child", NoOptions);
        var found = Done(await Driver.Managing!.Find(ZfsAtWork.NewShare(), existing, Ct));
        Assert.Contains(made.Identity, found.Around);
        Assert.Equal(share.InstanceId, found.Mark?.InstanceId);
        Refused(await Driver.Managing!.Manage(ZfsAtWork.NewShare() with { SizeGib = 0 }, existing with { Found = found with { Mark = null } }, Ct));
    }

    [Fact]
    public async Task Another_deployment_sees_one_object_and_neither_changes_nor_deletes_it()
    {
        await using var neighbour = await Other();
        var (share, snapshot) = await ShareWithSnapshot();
        var (here, there) = (Only(await Driver.Inventory!.Look(share, Ct)), Only(await neighbour.Inventory!.Look(share, Ct)));
        Assert.Equal((here.Identity, here.Mark), (there.Identity, there.Mark));
        var listed = Done(await neighbour.Inventory!.List(Ct));
        Assert.Contains(listed, found => found.Kind == "share" && found.Mark == here.Mark);
        Assert.Contains(listed, found => found.Kind == "snapshot" && found.Mark?.SnapshotId == snapshot.SnapshotId);

        var before = await Storage();
        Assert.Equal(MessageDetail.NotOwned, Refused(await neighbour.Delete(share, Ct)).Detail);
        Refused(await neighbour.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Refused(await neighbour.Reverting!.Revert(share, snapshot, Guid.NewGuid().ToString(), Ct));
        Refused(await neighbour.Resizing!.Extend(share, 3, Ct));
        Refused(await neighbour.Ensure(share with { SizeGib = 3 }, [], Ct));
        Refused(await neighbour.SetAccess(share, [ZfsAtWork.Rule("192.0.2.66")], Ct));
        Refused(await neighbour.Create(share with { SizeGib = 3 }, Ct));
        Assert.Equal(new DriverResult.Done(), await neighbour.Managing!.UnmanageSnapshot(snapshot, Ct));
        Assert.Equal(new DriverResult.Done(), await neighbour.Managing!.Unmanage(share, Ct));
        Assert.Equal(before, await Storage());
    }

    [Fact]
    public async Task What_the_first_release_made_is_its_rows_by_name_and_gets_its_mark()
    {
        var (share, snapshot) = await ShareWithSnapshot();
        await Host.Root(Ct, "zfs", "inherit", OwnerMark, ZfsAtWork.DatasetOf(share));
        await Host.Root(Ct, "zfs", "inherit", OwnerMark, $"{ZfsAtWork.DatasetOf(share)}@{TagOf(snapshot)}");
        Assert.Null(Only(await Driver.Inventory!.Look(share, Ct)).Mark);
        Done(await Driver.Ensure(share, [], Ct));
        Assert.Equal(share.InstanceId, Only(await Driver.Inventory!.Look(share, Ct)).Mark?.InstanceId);
        await Host.Root(Ct, "zfs", "inherit", OwnerMark, ZfsAtWork.DatasetOf(share));
        Assert.Equal(new DriverResult.Done(), await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
        Assert.Null(await Host.Dataset(ZfsAtWork.DatasetOf(share), Ct));
    }

    [Fact]
    public async Task What_was_given_back_has_its_name_and_no_mark_and_can_be_taken_again()
    {
        await Host.Root(Ct, "zfs", "create", "trank/byhand");
        var share = ZfsAtWork.NewShare() with { SizeGib = 0 };
        var existing = new ExistingShare("/srv/trank/byhand/", NoOptions);
        existing = existing with { Found = Done(await Driver.Managing!.Find(share, existing, Ct)) };
        Done(await Driver.Managing!.Manage(share, existing, Ct));
        Assert.Null(await Host.Dataset("trank/byhand", Ct));
        Assert.Equal(new DriverResult.Done(), await Driver.Managing!.GiveBack(share, existing, Ct));
        Assert.Equal(new DriverResult.Done(), await Driver.Managing!.GiveBack(share, existing, Ct));
        Assert.NotNull(await Host.Dataset("trank/byhand", Ct));
        var again = ZfsAtWork.NewShare() with { SizeGib = 0 };
        var found = Done(await Driver.Managing!.Find(again, existing, Ct));
        Assert.Null(found.Mark);
        Assert.Equal(existing.Found!.Identity, found.Identity);
        var managed = Done(await Driver.Managing!.Manage(again, existing with { Found = found }, Ct));
        Assert.Equal(found.Identity, managed.Share.Identity); // a new name, the same object
        Assert.Equal(new DriverResult.Done(), await Driver.Managing!.GiveBack(share, existing, Ct)); // late, and of another: nothing happens
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(again with { SizeGib = 1, Details = managed.Share.Details }, Ct));
    }

    [Fact]
    public async Task A_dataset_that_came_in_place_of_the_one_looked_up_is_not_taken()
    {
        await Host.Root(Ct, "zfs", "create", "trank/byhand");
        var share = ZfsAtWork.NewShare() with { SizeGib = 0 };
        var existing = new ExistingShare("trank/byhand", NoOptions);
        existing = existing with { Found = Done(await Driver.Managing!.Find(share, existing, Ct)) };
        await Host.Root(Ct, "sh", "-c", "zfs unmount trank/byhand; zfs destroy trank/byhand || { sleep 1; zfs destroy trank/byhand; }; zfs create trank/byhand");
        Assert.Equal(MessageDetail.NotOwned, Refused(await Driver.Managing!.Manage(share, existing, Ct)).Detail);
        Assert.NotNull(await Host.Dataset("trank/byhand", Ct));
    }

    [Fact]
    public async Task A_snapshot_is_taken_over_and_dropped_by_its_own_row_only_and_keeps_its_share()
    {
        var (share, snapshot) = await ShareWithSnapshot();
        var other = ZfsAtWork.NewSnapshot(share) with { SizeGib = 0 };
        foreach (var spelling in new[] { TagOf(snapshot), $"{ZfsAtWork.DatasetOf(share)}@{TagOf(snapshot)}", $"/{ZfsAtWork.DatasetOf(share)}/@{TagOf(snapshot)}/", $" {TagOf(snapshot)} " })
        {
            var existing = new ExistingSnapshot(spelling, NoOptions);
            var found = Done(await Driver.Managing!.FindSnapshot(other, existing, Ct));
            Assert.Equal((Only(await Driver.Inventory!.Look(snapshot, Ct)).Identity, snapshot.SnapshotId), (found.Identity, found.Mark?.SnapshotId));
            Refused(await Driver.Managing!.ManageSnapshot(other, existing with { Found = found with { Mark = null } }, Ct));
        }
        // One that bears another share's mark is not taken along with this one.
        var (place, own) = ($"{ZfsAtWork.DatasetOf(share)}@{TagOf(snapshot)}", Only(await Driver.Inventory!.Look(snapshot, Ct)).Mark!);
        await Host.Root(Ct, "zfs", "set", $"{OwnerMark}={(own with { ShareId = Guid.NewGuid().ToString() }).ToText()}", place);
        Assert.Equal(MessageDetail.NotOwned, Refused(await Driver.Delete(share, Ct)).Detail);
        await Host.Root(Ct, "zfs", "set", $"{OwnerMark}={own.ToText()}", place);
        Assert.Equal(new DriverResult.Done(), await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
    }

    [Fact]
    public async Task A_clone_bears_the_mark_of_its_own_row()
    {
        var (share, snapshot) = await ShareWithSnapshot();
        var copy = ZfsAtWork.NewShare();
        var made = Done(await Driver.Cloning!.CreateFromSnapshot(copy, snapshot, Ct));
        var found = Only(await Driver.Inventory!.Look(copy, Ct));
        Assert.Equal((made.Identity, copy.InstanceId), (found.Identity, found.Mark?.InstanceId));
        Assert.Equal(new DriverResult.Done(), await Driver.Snapshots!.DeleteSnapshot(snapshot, Ct));
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(share, Ct));
        Assert.Equal(new DriverResult.Done(), await Driver.Delete(copy, Ct));
    }

    static IEnumerable<string> Spellings(string dataset, string path) =>
    [
        dataset, dataset + "/", "/" + dataset, dataset.Replace("/", "//", StringComparison.Ordinal), $"./{dataset}", $"trank/../{dataset}",
        path, path + "/", $"//{path}//", path + "/below/..", $"/srv/link/{dataset.Split('/')[^1]}", $"10.0.0.1:/srv/link/./{dataset.Split('/')[^1]}/",
        $"10.0.0.1:{path}", $"10.0.0.1:2049:{path}", $"host.EXAMPLE.org:{path}", $"[2001:db8::1]:{path}", $"[2001:DB8:0:0:0:0:0:1]:2049:{path}", $" host:{path} ",
    ];

    static IEnumerable<string> Generated(string dataset, string path)
    {
        var random = new Random(20261130);
        string[] noise = ["/", "//", "/./", "/x/../"], addresses = ["", "a:", "10.0.0.1:2049:", "[::1]:", "[fe80::1%eth0]:"];
        string Noise() => noise[random.Next(noise.Length)];
        for (var i = 0; i < 12; i++)
        {
            var steps = (random.Next(2) == 0 ? path : dataset).Split('/', StringSplitOptions.RemoveEmptyEntries);
            yield return $"{addresses[random.Next(addresses.Length)]}{Noise()}{string.Join(Noise(), steps)}{(random.Next(2) == 0 ? "" : Noise())}";
        }
    }

    /// <summary>All that a management could touch: names, properties, marks, exports.</summary>
    async Task<string> Storage() =>
        await Host.Root(Ct, "zfs", "get", "-rHp", "-o", "name,property,value", $"type,refquota,quota,readonly,sharenfs,mountpoint,guid,{OwnerMark}", "trank")
        + await Host.Root(Ct, "cat", "/var/lib/nfs/etab");

    async Task<(ShareSpec, SnapshotSpec)> ShareWithSnapshot()
    {
        var share = ZfsAtWork.NewShare();
        Done(await Driver.Create(share, Ct));
        var snapshot = ZfsAtWork.NewSnapshot(share);
        Done(await Driver.Snapshots!.CreateSnapshot(snapshot, Ct));
        return (share, snapshot);
    }

    async Task<IShareDriver> Other()
    {
        var settings = ZfsAtWork.Settings(work.Site, Host, "zfs", null, ("zfs_share_helpers", "NFS=NFSviaExportsFile"), ("ssh_conn_timeout", "4"));
        var driver = new ZfsDriverFactory().Create(settings with { Deployment = "another", StateDirectory = work.Site.State("other") });
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        return driver;
    }

    static string TagOf(SnapshotSpec snapshot) => $"manila_share_snapshot_{snapshot.SnapshotId.Replace('-', '_')}";

    static BackendObject Only(DriverResult<IReadOnlyList<BackendObject>> result) => Assert.Single(Done(result));
}
