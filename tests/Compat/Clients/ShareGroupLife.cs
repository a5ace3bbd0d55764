using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>The <c>manila</c> and <c>openstack share group</c> commands through the whole life of a share group.</summary>
public sealed class ShareGroupLife
{
    [Fact]
    public async Task A_share_group_lives_its_whole_life()
    {
        Requirements.ForClients();
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy with { Default = ["default_share_type = plain", "default_share_group_type = together"] });
        var (demo, admin) = (ManilaShell.Demo(service), ManilaShell.Admin(service));
        await admin.Do("type-create", "plain", "False", "--snapshot-support", "True", "--create-share-from-snapshot-support", "True");
        Assert.Equal("together", (await admin.Properties("share-group-type-create", "together", "plain"))["Name"]);
        await admin.Do("share-group-type-key", "together", "set", "consistent_snapshot_support=pool");

        Assert.Equal("creating", (await demo.Properties("share-group-create", "--name", "web"))["status"]);
        var group = await demo.Until("available", "share-group-show", "web");
        Assert.Equal(("pool", "nova"), (group["consistent_snapshot_support"], group["availability_zone"]));
        await demo.Do("create", "NFS", "1", "--name", "docs", "--share-type", "plain", "--share-group", "web");
        Assert.Equal(group["id"], (await demo.Until("available", "show", "docs"))["share_group_id"]);
        Assert.Equal("docs", Assert.Single(await demo.Table("list", "--share-group", "web"))["Name"]);

        await SnapshotAndCopy(demo);
        await DeleteAll(demo, OpenStack.Demo(service));
    }

    static async Task SnapshotAndCopy(ManilaShell demo)
    {
        await demo.Do("share-group-snapshot-create", "web", "--name", "monday");
        await demo.Until("available", "share-group-snapshot-show", "monday");
        Assert.NotEqual(0, (await demo.Run("delete", "docs", "--share-group", "web")).Code);
        await demo.Do("share-group-create", "--name", "copy", "--source-share-group-snapshot", "monday");
        await demo.Until("available", "share-group-show", "copy");
        Assert.Equal("available", Assert.Single(await demo.Table("list", "--share-group", "copy"))["Status"]);
    }

    static async Task DeleteAll(ManilaShell demo, OpenStack openstack)
    {
        Assert.Equal(2, (await openstack.List("group", "list")).Count);
        var copied = Assert.Single(await demo.Table("list", "--share-group", "copy"))["ID"];
        Assert.NotEqual(0, (await demo.Run("share-group-delete", "copy")).Code);
        await demo.Do("delete", copied, "--share-group", "copy");
        await demo.UntilGone("show", copied);
        await openstack.Do("group", "delete", "copy", "--wait");
        await openstack.Do("group", "snapshot", "delete", "monday", "--wait");
        await demo.Do("delete", "docs", "--share-group", "web");
        await demo.UntilGone("show", "docs");
        await demo.Do("share-group-delete", "web");
        await demo.UntilGone("share-group-show", "web");
        Assert.Empty(await openstack.List("group", "list"));
    }
}
