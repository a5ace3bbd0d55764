using System.Text;
using Abaca.Tests.Compat.Clients;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// The walk-through of the operator's page: a manila.conf that was written for Manila, the real service, OpenStack's own <c>manila</c> client, a real
/// cluster and real clients.
/// </summary>
public sealed class WholeWalkThroughTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_uses_cephfs_natively_with_the_unmodified_client()
    {
        Requirements.ForClients();
        await using var ground = await WholeNativeGround.Make(Ct);
        await using var service = await ServiceProcess.Start(ground.Setting);
        var (admin, demo) = (ManilaShell.Admin(service), ManilaShell.Demo(service));
        await admin.Do("type-create", "cephfs", "False");
        await admin.Do("type-key", "cephfs", "set", "share_backend_name=CEPHFS", "snapshot_support=True", "create_share_from_snapshot_support=True");
        await Created(demo, "create", "CEPHFS", "1", "--name", "docs", "--share-type", "cephfs");

        var rule = await demo.Properties("access-allow", "docs", "cephx", "alice");
        var alice = Natively(ground, "alice", (await Active(demo, service, "docs", "alice"))["access_key"]);
        var location = await Location(demo, "docs");
        Assert.StartsWith($"{ground.Cluster.MonitorAddress}:/volumes/_nogroup/", location, StringComparison.Ordinal);
        await Writes(alice, location, "letter", "first");
        Assert.Equal("first", await Reads(alice, location, "letter"));
        var stranger = Natively(ground, "stranger", await ground.Cluster.MakeUser("stranger", [("mon", "allow r"), ("mds", "allow rw path=/volumes/other"), ("osd", "allow rw")], Ct));
        Assert.Null((await stranger.Mount(location, Ct)).Share);

        await Copied(demo, service, ground);
        await Resized(demo);
        await demo.Do("access-deny", "docs", rule["id"]);
        Assert.True(await Deadline.Holds(async () => (await demo.Table("access-list", "docs")).Count == 0, Soon), service.LogTail);
        Assert.Null((await alice.Mount(location, Ct)).Share);
        await Deleted(demo, service, "docs", ground);
    }

    [Fact]
    public async Task A_tenant_uses_cephfs_over_nfs_with_the_unmodified_client()
    {
        Requirements.ForClients();
        await using var whole = new WholeNfsGround(await CephNfsGround.Make(Ct));
        var ground = whole.Ground;
        var address = ground.Net.Host(100);
        await ground.Machines[0].Float(address, here: true, Ct);
        await using var service = await ServiceProcess.Start(WholeConfig.OfNfs(ground.Cluster.ConfigPath, ground.Key, address));
        var (admin, demo) = (ManilaShell.Admin(service), ManilaShell.Demo(service));
        await admin.Do("type-create", "nfs", "False");
        await admin.Do("type-key", "nfs", "set", "share_backend_name=CEPHFSNFS");
        await Created(demo, "create", "NFS", "1", "--name", "docs", "--share-type", "nfs");

        var clients = ground.Net.NfsClients();
        await demo.Do("access-allow", "docs", "ip", clients[0].Identity);
        await Active(demo, service, "docs", clients[0].Identity);
        var location = await Location(demo, "docs");
        Assert.StartsWith($"{address}:/volumes/_nogroup/", location, StringComparison.Ordinal);
        await Writes(clients[0], location, "letter", "first");
        Assert.Equal("first", await Reads(clients[0], location, "letter"));
        Assert.Null((await clients[1].Mount(location, Ct)).Share);
        await demo.Do("access-allow", "docs", "ip", clients[1].Identity, "--access-level", "ro");
        await Active(demo, service, "docs", clients[1].Identity);
        Assert.Equal("first", await Reads(clients[1], location, "letter"));
        await Resized(demo);
        await Deleted(demo, service, "docs", whole);
    }

    static async Task Copied(ManilaShell demo, ServiceProcess service, WholeNativeGround ground)
    {
        await demo.Do("snapshot-create", "docs", "--name", "monday");
        var snapshot = await demo.Until("available", "snapshot-show", "monday");
        await Created(demo, "create", "CEPHFS", "1", "--name", "copy", "--snapshot-id", snapshot["id"], "--share-type", "cephfs");
        await demo.Do("access-allow", "copy", "cephx", "bob", "--access-level", "ro");
        var bob = Natively(ground, "bob", (await Active(demo, service, "copy", "bob"))["access_key"]);
        Assert.Equal("first", await Reads(bob, await Location(demo, "copy"), "letter"));
        await demo.Do("delete", "copy");
        await demo.UntilGone("show", "copy");
        await demo.Do("snapshot-delete", "monday");
        await demo.UntilGone("snapshot-show", "monday");
    }

    static async Task Created(ManilaShell demo, params string[] create)
    {
        var made = await demo.Properties(create);
        await demo.Until("available", "show", made["id"]);
    }

    static async Task Resized(ManilaShell demo)
    {
        foreach (var (verb, size) in new[] { ("extend", "3"), ("shrink", "2") })
        {
            await demo.Do(verb, "docs", size);
            Assert.Equal(size, (await demo.Until("available", "show", "docs"))["size"]);
        }
    }

    static async Task<Dictionary<string, string>> Active(ManilaShell demo, ServiceProcess service, string share, string client)
    {
        Dictionary<string, string> seen = [];
        async Task<bool> IsActive()
        {
            seen = Assert.Single(await demo.Table("access-list", share), row => row["access_to"] == client);
            return seen["state"] == "active";
        }
        Assert.True(await Deadline.Holds(IsActive, Soon), $"The rule of {client} is {seen.GetValueOrDefault("state")}.\n{service.LogTail}");
        return seen;
    }

    static async Task<string> Location(ManilaShell demo, string share) => Assert.Single(await demo.Table("share-export-location-list", share))["Path"];

    static CephFuseClient Natively(WholeNativeGround ground, string identity, string key) =>
        new(ground.Cluster.Directory, identity, _ => Task.FromResult<string?>(key));

    static async Task Writes(IShareClient client, string location, string file, string text)
    {
        var mounted = await client.Mount(location, Ct);
        Assert.True(mounted.Share is not null, mounted.Said);
        await using var share = mounted.Share;
        var written = await share.Write(file, Encoding.UTF8.GetBytes(text), Ct);
        Assert.True(written.End == ClientEnd.Ok, written.Said);
    }

    static async Task<string> Reads(IShareClient client, string location, string file)
    {
        var mounted = await client.Mount(location, Ct);
        Assert.True(mounted.Share is not null, mounted.Said);
        await using var share = mounted.Share;
        return Encoding.UTF8.GetString((await share.Read(file, Ct)).Content);
    }

    /// <summary>Deletes the last share; afterwards nothing in the cluster and on the machines remembers one.</summary>
    static async Task Deleted(ManilaShell demo, ServiceProcess service, string share, IWholeGround ground)
    {
        await demo.Do("delete", share);
        await demo.UntilGone("show", share);
        HeldThings held = null!;
        var empty = await Deadline.Holds(async () => (held = await ground.Held()) is { Shares.Count: 0, Snapshots.Count: 0, Rules.Count: 0 }, Soon);
        Assert.True(empty, $"left: {string.Join(", ", held.Shares.Keys.Concat(held.Snapshots).Concat(held.Rules.Keys))}\n{service.LogTail}");
        await service.Stop();
    }
}
