using System.Text;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>The native client that the suites trust, tried against a cluster apart from every driver.</summary>
public sealed class CephFuseTests(CephClusterOfAClass fixture) : IClassFixture<CephClusterOfAClass>
{
    const int Mib = 1 << 20;
    const int ShutDown = 108;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    CephCluster Cluster => fixture.Cluster;

    [Fact]
    public async Task An_identity_writes_until_the_quota_is_full_and_reads_back()
    {
        var path = await Share("s1", 10);
        await Authorize("s1", "alice", "rw");
        var mounted = await CephFuseClient.Of(Cluster, "alice").Mount(path, Token);
        Assert.NotNull(mounted.Share);
        await using var share = mounted.Share;
        Assert.Equal(ClientEnd.Ok, (await share.Write("hello", "hello"u8.ToArray(), Token)).End);
        Assert.Equal("hello", Encoding.UTF8.GetString((await share.Read("hello", Token)).Content));
        Assert.Equal(ClientEnd.Missing, (await share.Read("nothing", Token)).End);
        Assert.Equal(ClientEnd.Full, (await share.Write("big", new byte[30 * Mib], Token)).End);
        Assert.Equal("big\nhello", Encoding.UTF8.GetString((await share.List(Token)).Content));
        Assert.Equal(ClientEnd.Ok, (await share.Remove("big", Token)).End);
    }

    [Fact]
    public async Task A_reader_writes_nothing_and_a_stranger_mounts_nothing()
    {
        var path = await Share("s2", 10);
        await Share("s3", 10);
        await Authorize("s2", "carol", "r");
        await Authorize("s3", "mallory", "rw");
        var mounted = await CephFuseClient.Of(Cluster, "carol").Mount(path, Token);
        Assert.NotNull(mounted.Share);
        await using var share = mounted.Share;
        Assert.Equal(ClientEnd.ReadOnly, (await share.Write("x", "x"u8.ToArray(), Token)).End);
        var other = await CephFuseClient.Of(Cluster, "mallory").Mount(path, Token);
        Assert.Null(other.Share);
        Assert.Contains("Operation not permitted", other.Said, StringComparison.Ordinal);
        Assert.Null((await CephFuseClient.Of(Cluster, "mallory").Mount($"{Cluster.MonitorAddress}:/", Token)).Share);
        Assert.Null((await CephFuseClient.Of(Cluster, "nobody").Mount(path, Token)).Share);
        var forged = new CephFuseClient(Cluster.Directory, "carol", _ => Task.FromResult<string?>(CephClusterConfig.NewKey()));
        Assert.Null((await forged.Mount(path, Token)).Share);
    }

    [Fact]
    public async Task An_evicted_identity_is_cut_off_at_once()
    {
        var path = await Share("s4", 10);
        await Authorize("s4", "dave", "rw");
        var mounted = await CephFuseClient.Of(Cluster, "dave").Mount(path, Token);
        await using var share = (CephFuseMount)mounted.Share!;
        using var file = await share.Open("log", Token);
        Assert.Equal(0, file.Append("one"u8));
        await Cluster.Manager("fs subvolume deauthorize", Token, ("vol_name", "cephfs"), ("sub_name", "s4"), ("auth_id", "dave"));
        await Cluster.Manager("fs subvolume evict", Token, ("vol_name", "cephfs"), ("sub_name", "s4"), ("auth_id", "dave"));
        Assert.Equal(ShutDown, file.Append("two"u8));
        Assert.NotEqual(ClientEnd.Ok, (await share.Write("more", "x"u8.ToArray(), Token)).End);
    }

    [Fact]
    public async Task A_further_file_system_is_mounted_by_its_name()
    {
        await Cluster.CreateFileSystem("second", Token);
        var path = await Share("s5", 10, "second");
        await Authorize("s5", "erin", "rw", "second");
        var client = CephFuseClient.Of(Cluster, "erin");
        Assert.Null((await client.Mount(path, Token)).Share);
        client = new CephFuseClient(Cluster.Directory, "erin", ct => Cluster.Key("erin", ct)) { FileSystem = "second" };
        var mounted = await client.Mount(path, Token);
        Assert.NotNull(mounted.Share);
        Assert.Equal(ClientEnd.Ok, (await mounted.Share.Write("x", "x"u8.ToArray(), Token)).End);
        await mounted.Share.DisposeAsync();
    }

    async Task<string> Share(string name, int mib, string fileSystem = "cephfs")
    {
        await Cluster.Manager(
            "fs subvolume create", Token, ("vol_name", fileSystem), ("sub_name", name), ("size", (long)mib * Mib), ("namespace_isolated", true));
        var path = await Cluster.Manager("fs subvolume getpath", Token, ("vol_name", fileSystem), ("sub_name", name));
        return $"{Cluster.MonitorAddress}:{path.Trim()}";
    }

    Task<string> Authorize(string share, string identity, string level, string fileSystem = "cephfs") => Cluster.Manager(
        "fs subvolume authorize", Token, ("vol_name", fileSystem), ("sub_name", share), ("auth_id", identity), ("access_level", level), ("tenant_id", "t"));
}
