using Abaca.Tests.Compat.Clients;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Conformance;
using Xunit;
using static Abaca.Tests.Drivers.Conformance.TenantSteps;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>
/// The walk-through of the operator's page: a manila.conf that was written for Manila, the real service with a certificate of its own, OpenStack's own
/// <c>manila</c> client, and a real cluster over SSH.
/// </summary>
public sealed class GlusterWalkThroughTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tenant_mounts_a_volume_with_a_certificate_and_the_unmodified_client()
    {
        Requirements.ForClients();
        await using var ground = await GlusterWholeGround.Make(["manila-5-1", "manila-10-1"], quota: true, Ct);
        var (site, node) = (ground.Site, ground.Node);
        await using var service = await ServiceProcess.Start(ground.Setting);
        var (admin, demo) = (ManilaShell.Admin(service), ManilaShell.Demo(service));
        var tenant = new TenantSteps(demo, service, Soon);
        await admin.Do("type-create", "glusterfs", "False");
        await admin.Do("type-key", "glusterfs", "set", "share_backend_name=glusterfs");
        await tenant.Created("create", "GLUSTERFS", "4", "--name", "glustervol", "--share-type", "glusterfs");
        await demo.Do("access-allow", "glustervol", "cert", "tenant-a");
        await tenant.Active("glustervol", "tenant-a");
        var location = await tenant.Location("glustervol");
        Assert.Equal($"{node.Address}:/manila-5-1", location);
        await Writes(site.Client("tenant-a"), location, "letter", "of a");
        Assert.Null((await site.Client("tenant-b").Mount(location, Ct)).Share);
        await tenant.Resized("glustervol", "5", "3");

        var rule = Assert.Single(await demo.Table("access-list", "glustervol"));
        await demo.Do("access-deny", "glustervol", rule["id"]);
        Assert.True(await Deadline.Holds(async () => (await site.Client("tenant-a").Mount(location, Ct)).Share is null, Soon), service.LogTail);
        await tenant.Deleted("glustervol");
        Assert.Equal(("NONE", site.Reserved), await Standing(node));
        Assert.Empty(Directory.EnumerateFiles(node.BrickOf("manila-5-1")));
        await service.Stop();
    }

    static async Task<(string Share, string Names)> Standing(GlusterNode node)
    {
        var options = await node.Options("manila-5-1", Ct);
        return (options["user.manila-share"], options["auth.ssl-allow"]);
    }
}
