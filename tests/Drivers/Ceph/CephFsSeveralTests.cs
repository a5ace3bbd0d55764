using Abaca.Drivers.CephFs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A cluster with two file systems.</summary>
public sealed class CephFsOfTwo() : CephFsSite(new CephClusterOptions { FileSystems = ["cephfs", "second"] });

/// <summary>Several file systems on one cluster, each a backend of its own.</summary>
public sealed class CephFsSeveralTests(CephFsOfTwo site) : IClassFixture<CephFsOfTwo>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "The cluster has 2 file systems (cephfs, second): name one with cephfs_filesystem_name.")]
    [InlineData("third", "The cluster has no file system third (cephfs_filesystem_name); it has: cephfs, second.")]
    public async Task A_backend_says_which_file_systems_there_are_when_it_does_not_know_its_own(string named, string why)
    {
        await using var driver = new CephFsDriverFactory().Create(site.Settings(named.Length == 0 ? null : On(named)));
        Assert.Equal(why, Assert.IsType<DriverResult.Refused>(await driver.Start(Ct)).Why.Text);
    }

    [Fact]
    public async Task A_share_lies_in_the_file_system_of_its_backend_and_says_so_to_who_mounts_it()
    {
        var driver = await site.Begin(options: On("second"), ct: Ct);
        var share = CephFsSite.NewShare();
        var export = Assert.Single(Done(await driver.Create(share, Ct)).Exports);
        Assert.Equal("fs=second", export.Metadata["__mount_options"]);
        Assert.DoesNotContain(share.InstanceId, await site.Names("fs subvolume ls", Ct));
        Done(await driver.SetAccess(share, [CephFsSite.Rule("of-second")], Ct));
        var second = new CephFuseClient(site.Cluster.Directory, "of-second", ct => site.Cluster.Key("of-second", ct)) { FileSystem = "second" };
        Assert.Null((await site.Client("of-second").Mount(export.Path, Ct)).Share);
        var mount = await second.Mount(export.Path, Ct);
        Assert.True(mount.Share is not null, mount.Said);
        await mount.Share!.DisposeAsync();
        Assert.Equal(new DriverResult.Done(), await driver.Delete(share, Ct));
    }

    [Theory]
    [InlineData("cephfs", "second")]
    [InlineData("second", "cephfs")]
    public async Task Whoever_loses_a_share_of_one_file_system_can_still_mount_that_of_another(string loses, string keeps)
    {
        var identity = $"of-both-{loses}";
        var (from, other) = (await site.Begin(options: On(loses), ct: Ct), await site.Begin(options: On(keeps), ct: Ct));
        var (lost, kept) = (CephFsSite.NewShare(), CephFsSite.NewShare());
        Done(await from.Create(lost, Ct));
        var export = Assert.Single(Done(await other.Create(kept, Ct)).Exports).Path;
        await Allow(from, lost, identity);
        await Allow(other, kept, identity);
        var client = new CephFuseClient(site.Cluster.Directory, identity, ct => site.Cluster.Key(identity, ct)) { FileSystem = keeps };
        var before = await client.Mount(export, Ct);
        await using (var mount = (CephFuseMount)before.Share!)
        {
            using var file = await mount.Open("log", Ct);
            Done(await from.SetAccess(lost, [], Ct));
            Assert.Equal(0, file.Append("still"u8));
        }
        var after = await client.Mount(export, Ct);
        Assert.True(after.Share is not null, after.Said);
        await after.Share!.DisposeAsync();
        Assert.Equal(new DriverResult.Done(), await from.Delete(lost, Ct));
        Assert.Equal(new DriverResult.Done(), await other.Delete(kept, Ct));
        Assert.Null(await site.Caps(identity, Ct));
    }

    [Fact]
    public async Task An_identity_of_another_tenants_share_in_another_file_system_is_refused()
    {
        var (first, second) = (await site.Begin(options: On("cephfs"), ct: Ct), await site.Begin(options: On("second"), ct: Ct));
        var (theirs, mine) = (CephFsSite.NewShare("project-b"), CephFsSite.NewShare());
        Done(await first.Create(theirs, Ct));
        Done(await second.Create(mine, Ct));
        await Allow(first, theirs, "theirs");
        var caps = await site.Caps("theirs", Ct);
        var outcome = Assert.Single(Done(await second.SetAccess(mine, [CephFsSite.Rule("theirs")], Ct)));
        Assert.Equal(MessageDetail.ForbiddenClient, outcome.Refused?.Detail);
        Assert.Null(outcome.AccessKey);
        Assert.Equal(caps, await site.Caps("theirs", Ct));
        Assert.Equal(new DriverResult.Done(), await first.Delete(theirs, Ct));
        Assert.Equal(new DriverResult.Done(), await second.Delete(mine, Ct));
    }

    static async Task Allow(IShareDriver driver, ShareSpec share, string identity) =>
        Assert.Null(Assert.Single(Done(await driver.SetAccess(share, [CephFsSite.Rule(identity)], Ct))).Refused);

    static Dictionary<string, string> On(string fileSystem) => new() { ["cephfs_filesystem_name"] = fileSystem };
}
