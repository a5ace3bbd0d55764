using System.Text.Json;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>The <c>manila share-replica-…</c> and <c>openstack share replica</c> commands: a share gets a replica in another zone, which takes its place.</summary>
public sealed class ReplicaLife
{
    const string TwoZones =
        """
        [DEFAULT]
        host = node
        enabled_share_backends = here,there
        replica_state_update_interval = 2
        [here]
        share_driver = abaca.dummy
        driver_handles_share_servers = False
        backend_availability_zone = here
        replication_domain = lab
        [there]
        share_driver = abaca.dummy
        driver_handles_share_servers = False
        backend_availability_zone = there
        replication_domain = lab
        """;

    [Fact]
    public async Task A_replica_is_made_takes_the_place_of_the_active_one_and_is_deleted()
    {
        Requirements.ForClients();
        await using var service = await ServiceProcess.Start(ServiceSetting.Given("here", TwoZones));
        var (demo, admin) = (ManilaShell.Demo(service), ManilaShell.Admin(service));
        await admin.Do("type-create", "replicated", "False", "--extra-specs", "replication_type=readable", "snapshot_support=True");
        await demo.Do("create", "NFS", "1", "--name", "docs", "--share-type", "replicated", "--availability-zone", "here");
        var share = await demo.Until("available", "show", "docs");
        Assert.Equal(("readable", "False"), (share["replication_type"], share["has_replicas"]));
        await demo.Do("access-allow", "docs", "ip", "10.0.0.1");

        var first = Assert.Single(await demo.Table("share-replica-list", "--share-id", "docs"))["ID"];
        var second = (await demo.Properties("share-replica-create", "docs", "--availability-zone", "there"))["id"];
        await demo.Until("available", "share-replica-show", second);
        await UntilState(demo, second, "in_sync");
        Assert.Equal("True", (await demo.Properties("show", "docs"))["has_replicas"]);
        Assert.NotEmpty(await demo.Table("share-replica-export-location-list", second));
        await admin.Do("share-replica-resync", second);

        await demo.Do("share-replica-promote", second);
        await UntilState(demo, second, "active");
        await UntilState(demo, first, "in_sync");
        Assert.Equal("there", (await demo.Until("available", "show", "docs"))["availability_zone"]);
        await BackAgain(OpenStack.Demo(service), first, second);
        Assert.NotEqual(0, (await demo.Run("delete", "docs")).Code);
        await demo.Do("share-replica-delete", second);
        await demo.UntilGone("share-replica-show", second);
        await demo.Do("delete", "docs");
        await demo.UntilGone("show", "docs");
    }

    static async Task BackAgain(OpenStack openstack, string first, string second)
    {
        await openstack.Do("replica", "promote", first);
        var seen = "";
        var so = await Deadline.Holds(
            async () => (seen = (await openstack.Json("replica", "show", first)).GetProperty("replica_state").GetString()!) == "active", TimeSpan.FromSeconds(60));
        Assert.True(so, seen);
        var listed = await openstack.List("replica", "list", "--share", "docs");
        Assert.Equal(new[] { first, second }.Order(), listed.Select(IdOf).Order());
    }

    static string IdOf(JsonElement replica) => replica.GetProperty("ID").GetString()!;

    static async Task UntilState(ManilaShell shell, string replica, string state)
    {
        var seen = "";
        var so = await Deadline.Holds(async () => (seen = (await shell.Properties("share-replica-show", replica))["replica_state"]) == state, TimeSpan.FromSeconds(60));
        Assert.True(so, $"replica {replica} is {seen}; expected {state}");
    }
}
