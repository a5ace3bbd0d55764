using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>Which volume a share gets, and that nobody gets one twice.</summary>
public sealed class GlusterPoolTests : IAsyncLifetime
{
    GlusterSite site = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    GlusterNode Node => site.Nodes[0];

    public async ValueTask InitializeAsync() => site = await GlusterSite.Make(1, Ct);

    public ValueTask DisposeAsync() => site is null ? ValueTask.CompletedTask : site.DisposeAsync();

    [Fact]
    public async Task Two_services_with_databases_of_their_own_share_thirty_volumes_among_forty_shares()
    {
        await Node.MakeVolumes(Enumerable.Range(1, 30).Select(one => string.Create(CultureInfo.InvariantCulture, $"pool-1-{one}")), quota: false, Ct);
        var services = new[] { await site.Started(site.Settings(deployment: "one"), Ct), await site.Started(site.Settings(deployment: "two"), Ct) };
        var asked = Enumerable.Range(0, 40).Select(number => (Driver: services[number % 2], Share: site.NewShare())).ToList();
        var ends = await Task.WhenAll(asked.Select(one => Task.Run(() => one.Driver.Create(one.Share, Ct), Ct)));

        var made = ends.OfType<DriverResult<CreatedShare>.Done>().Select(end => end.Value.Exports.Single().Path).ToList();
        Assert.Equal((30, 30), (made.Count, made.Distinct().Count()));
        var refused = ends.Where(end => end is not DriverResult<CreatedShare>.Done).Select(end => Refused(end)).ToList();
        Assert.All(refused, no => Assert.Equal(MessageDetail.NoValidHost, no.Detail));
        Assert.All(refused, no => Assert.Contains("30 are in use", no.Text, StringComparison.Ordinal));
        Assert.Equal(10, refused.Count);
        var volumes = (await Node.Answer(Ct, "volume", "info", "all")).Descendants("volume").ToList();
        foreach (var (one, end) in asked.Zip(ends))
        {
            if (end is not DriverResult<CreatedShare>.Done) continue;
            var mine = volumes.Where(volume => volume.Descendants("value").Any(value => value.Value.Contains(one.Share.InstanceId, StringComparison.Ordinal))).ToList();
            Assert.Equal($"{Node.Address}:/{Assert.Single(mine).Element("name")!.Value}", ((DriverResult<CreatedShare>.Done)end).Value.Exports.Single().Path);
        }

        // What one gives back the other can have.
        var (first, share) = asked[ends.ToList().FindIndex(end => end is DriverResult<CreatedShare>.Done)];
        Assert.Equal(0, Done(await first.Report(Ct)).Pools.Single().FreeGib);
        Done(await first.Delete(share, Ct));
        Done(await services.Single(service => service != first).Create(site.NewShare(), Ct));
    }

    [Fact]
    public async Task The_smallest_volume_that_fits_is_taken_and_the_pool_grows_while_it_is_used()
    {
        await Node.MakeVolumes(["pool-5-1", "pool-2-1", "other-3-1", "pool-20-1"], quota: false, Ct);
        var driver = await site.Started(site.Settings(), Ct);
        var report = Assert.Single(Done(await driver.Report(Ct)).Pools);
        Assert.Equal((Node.Address, 27, 27), (report.Name, report.TotalGib, report.FreeGib));
        Assert.Equal("pool-2-1", await Taken(driver, 1));
        Assert.Equal("pool-5-1", await Taken(driver, 2));
        Assert.Contains("1 are too small", Refused(await driver.Create(site.NewShare(30), Ct)).Text, StringComparison.Ordinal);
        Assert.Equal(20, Assert.Single(Done(await driver.Report(Ct)).Pools).FreeGib);
        await Node.MakeVolumes(["pool-3-1"], quota: false, Ct);
        Assert.Equal("pool-3-1", await Taken(driver, 1));

        // One that Manila uses is not ours to take, nor one without TLS or without the storage's own names.
        await Node.MakeVolumes(["pool-7-1", "pool-7-2", "pool-7-3"], quota: false, Ct);
        await Node.Gluster(Ct, "volume", "set", "pool-7-1", "user.manila-share", Guid.NewGuid().ToString());
        await Node.Gluster(Ct, "volume", "set", "pool-7-2", "server.ssl", "off");
        await Node.Gluster(Ct, "volume", "reset", "pool-7-3", "auth.ssl-allow");
        Assert.Equal("pool-20-1", await Taken(driver, 6));
        Assert.Contains("pool-7-2", Done(await driver.Report(Ct)).Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_size_in_the_name_a_volume_has_the_size_of_its_bricks()
    {
        await Node.MakeVolumes(["plain-a"], quota: false, Ct);
        var driver = await site.Started(site.Settings(options: ("glusterfs_volume_pattern", "plain-.*")), Ct);
        var gib = Assert.Single(Done(await driver.Report(Ct)).Pools).TotalGib!.Value;
        Assert.InRange(gib, 2, 1 << 20);
        Assert.Contains("1 are too small", Refused(await driver.Create(site.NewShare((int)gib + 2), Ct)).Text, StringComparison.Ordinal);
        Assert.Equal("plain-a", await Taken(driver, (int)gib));
    }

    [Fact]
    public async Task A_deleted_share_leaves_nothing_in_its_volume_and_the_trashcan_as_it_was_set()
    {
        await Node.MakeVolumes(["pool-1-1"], quota: true, Ct);
        await Node.Gluster(Ct, "volume", "set", "pool-1-1", "features.trash", "on");
        var driver = await site.Started(site.Settings(), Ct);
        var share = site.NewShare();
        var location = Done(await driver.Create(share, Ct)).Exports.Single().Path;
        Done(await driver.SetAccess(share, [GlusterSite.Rule("tenant-a")], Ct));
        await using (var mount = (await site.Client("tenant-a").Mount(location, Ct)).Share!)
        {
            var top = ((Ceph.CephFuseMount)mount).Path;
            Directory.CreateDirectory(Path.Combine(top, "a", "b c", "-rf"));
            foreach (var name in new[] { "-rf", ".hidden", "a/b c/-rf/deep", "new\nline", "*" }) Assert.Equal(ClientEnd.Ok, (await mount.Write(name, "secret"u8.ToArray(), Ct)).End);
            File.CreateSymbolicLink(Path.Combine(top, "out"), "/etc");
            Assert.Equal(ClientEnd.Ok, (await mount.Remove(".hidden", Ct)).End); // into the trashcan
        }
        Done(await driver.Delete(share, Ct));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Node.BrickOf("pool-1-1"), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }),
            file => !file.Contains("/.glusterfs", StringComparison.Ordinal));
        Assert.True(Directory.Exists("/etc"));
        var options = await Node.Options("pool-1-1", Ct);
        Assert.Equal(("on", site.Reserved, "NONE", "none"), (options["features.trash"], options["auth.ssl-allow"], options["user.manila-share"], options["user.abaca-owner"]));
        Assert.Empty((await Node.Answer(Ct, "volume", "quota", "pool-1-1", "list")).Descendants("limit"));
        Assert.Equal("pool-1-1", await Taken(driver, 1));
    }

    async Task<string> Taken(IShareDriver driver, int gib)
    {
        var path = Done(await driver.Create(site.NewShare(gib), Ct)).Exports.Single().Path;
        return path[(path.LastIndexOf('/') + 1)..];
    }
}
