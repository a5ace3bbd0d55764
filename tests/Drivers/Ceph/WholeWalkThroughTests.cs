using Abaca.Tests.Compat.Clients;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Conformance;
using Xunit;
using static Abaca.Tests.Drivers.Conformance.TenantSteps;

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
        var tenant = new TenantSteps(demo, service, Soon);
        await admin.Do("type-create", "cephfs", "False");
        await admin.Do("type-key", "cephfs", "set", "share_backend_name=CEPHFS", "snapshot_support=True", "create_share_from_snapshot_support=True");
        await tenant.Created("create", "CEPHFS", "1", "--name", "docs", "--share-type", "cephfs");

        var rule = await demo.Properties("access-allow", "docs", "cephx", "alice");
        var alice = Natively(ground, "alice", (await tenant.Active("docs", "alice"))["access_key"]);
        var location = await tenant.Location("docs");
        Assert.StartsWith($"{ground.Cluster.MonitorAddress}:/volumes/_nogroup/", location, StringComparison.Ordinal);
        await Writes(alice, location, "letter", "first");
        Assert.Equal("first", await Reads(alice, location, "letter"));
        var stranger = Natively(ground, "stranger", await ground.Cluster.MakeUser("stranger", [("mon", "allow r"), ("mds", "allow rw path=/volumes/other"), ("osd", "allow rw")], Ct));
        Assert.Null((await stranger.Mount(location, Ct)).Share);

        await Copied(demo, tenant, ground);
        await tenant.Resized("docs", "3", "2");
        await demo.Do("access-deny", "docs", rule["id"]);
        Assert.True(await Deadline.Holds(async () => (await demo.Table("access-list", "docs")).Count == 0, Soon), service.LogTail);
        Assert.Null((await alice.Mount(location, Ct)).Share);
        await tenant.Deleted("docs");
        await tenant.NothingIsLeft(ground);
        await service.Stop();
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
        var tenant = new TenantSteps(demo, service, Soon);
        await admin.Do("type-create", "nfs", "False");
        await admin.Do("type-key", "nfs", "set", "share_backend_name=CEPHFSNFS");
        await tenant.Created("create", "NFS", "1", "--name", "docs", "--share-type", "nfs");

        var clients = ground.Net.NfsClients();
        await demo.Do("access-allow", "docs", "ip", clients[0].Identity);
        await tenant.Active("docs", clients[0].Identity);
        var location = await tenant.Location("docs");
        Assert.StartsWith($"{address}:/volumes/_nogroup/", location, StringComparison.Ordinal);
        await Writes(clients[0], location, "letter", "first");
        Assert.Equal("first", await Reads(clients[0], location, "letter"));
        Assert.Null((await clients[1].Mount(location, Ct)).Share);
        await demo.Do("access-allow", "docs", "ip", clients[1].Identity, "--access-level", "ro");
        await tenant.Active("docs", clients[1].Identity);
        Assert.Equal("first", await Reads(clients[1], location, "letter"));
        await tenant.Resized("docs", "3", "2");
        await tenant.Deleted("docs");
        await tenant.NothingIsLeft(whole);
        await service.Stop();
    }

    static async Task Copied(ManilaShell demo, TenantSteps tenant, WholeNativeGround ground)
    {
        await demo.Do("snapshot-create", "docs", "--name", "monday");
        var snapshot = await demo.Until("available", "snapshot-show", "monday");
        await tenant.Created("create", "CEPHFS", "1", "--name", "copy", "--snapshot-id", snapshot["id"], "--share-type", "cephfs");
        await demo.Do("access-allow", "copy", "cephx", "bob", "--access-level", "ro");
        var bob = Natively(ground, "bob", (await tenant.Active("copy", "bob"))["access_key"]);
        Assert.Equal("first", await Reads(bob, await tenant.Location("copy"), "letter"));
        await tenant.Deleted("copy");
        await demo.Do("snapshot-delete", "monday");
        await demo.UntilGone("snapshot-show", "monday");
    }

    static CephFuseClient Natively(WholeNativeGround ground, string identity, string key) =>
        new(ground.Cluster.Directory, identity, _ => Task.FromResult<string?>(key));
}
