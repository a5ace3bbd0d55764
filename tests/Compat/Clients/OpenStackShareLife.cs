using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>The <c>openstack share</c> commands through the whole life of a share on real storage.</summary>
public sealed class OpenStackShareLife(LocalService local) : IClassFixture<LocalService>
{
    static readonly string[] EveryAbility =
        ["--snapshot-support", "True", "--create-share-from-snapshot-support", "True", "--revert-to-snapshot-support", "True"];

    readonly OpenStack demo = OpenStack.Demo(local.Service);
    readonly OpenStack admin = OpenStack.Admin(local.Service);

    [Fact]
    public async Task A_share_lives_its_whole_life()
    {
        await MakeType("life");
        await Create();
        await Describe();
        var path = await LetIn();
        await SnapshotAndClone(path);
        await Revert(path);
        await Resize();
        await Delete();
    }

    [Fact]
    public async Task Operators_see_services_pools_and_zones()
    {
        var service = (await admin.List("service", "list")).One("Binary", "manila-share");
        Assert.Equal(("node@local", "enabled", "up"), (service.Text("Host"), service.Text("Status"), service.Text("State")));
        var pool = Assert.Single(await admin.List("pool", "list", "--detail"));
        Assert.Equal(("node@local#local", "local"), (pool.Text("Name"), pool.Text("Pool")));
        Assert.Contains("NFS", pool.Text("Capabilities"), StringComparison.Ordinal);
        Assert.Equal("nova", Assert.Single(await demo.List("availability", "zone", "list")).Text("Name"));
        (await demo.Run("service", "list")).Failed();
    }

    [Fact]
    public async Task Limits_and_quotas_are_shown_set_and_enforced()
    {
        await MakeType("limited");
        var limits = await demo.List("limits", "show", "--absolute");
        Assert.Equal("1000", limits.One("Name", "maxTotalShareGigabytes").Text("Value"));
        Assert.Equal("50", (await admin.Json("quota", "show", "demo")).Text("shares"));
        await admin.Do("quota", "set", "admin", "--gigabytes", "2");
        Assert.Equal("2", (await admin.Json("quota", "show", "admin")).Text("gigabytes"));
        Assert.Contains("413", (await admin.Run("create", "NFS", "3", "--name", "large", "--share-type", "limited")).Failed(), StringComparison.Ordinal);
        await admin.Do("quota", "delete", "admin");
        Assert.Equal("1000", (await admin.Json("quota", "show", "admin")).Text("gigabytes"));
    }

    [Fact]
    public async Task A_share_that_fits_nowhere_leaves_a_message_and_can_be_reset_and_force_deleted()
    {
        await MakeType("nowhere", "--extra-specs", "share_backend_name=elsewhere");
        var made = await demo.Json("create", "NFS", "1", "--name", "lost", "--share-type", "nowhere");
        await demo.Until("error", "show", "lost");
        var message = Assert.Single(await demo.List("message", "list", "--resource-id", made.Text("id")));
        Assert.Equal("SHARE", message.Text("Resource Type"));
        Assert.Equal("ERROR", (await demo.Json("message", "show", message.Text("ID"))).Text("message_level"));
        await demo.Do("message", "delete", message.Text("ID"));
        Assert.Empty(await demo.List("message", "list", "--resource-id", made.Text("id")));

        await admin.Do("set", made.Text("id"), "--status", "deleting");
        await demo.Until("deleting", "show", "lost");
        (await demo.Run("delete", "lost")).Failed();
        await admin.Run("delete", made.Text("id"), "--force"); // this client forces, then deletes again and complains when that is refused
        await demo.UntilGone("show", "lost");
        await admin.Do("type", "delete", "nowhere");
    }

    async Task MakeType(string name, params string[] more)
    {
        var type = await admin.Json(["type", "create", name, "False", .. EveryAbility, .. more]);
        Assert.Equal(name, type.Text("name"));
        Assert.Contains("False", type.Text("required_extra_specs"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("snapshot_support", (await demo.List("type", "list")).One("Name", name).Text("Optional Extra Specs"), StringComparison.Ordinal);
    }

    async Task Create()
    {
        var made = await demo.Json("create", "NFS", "1", "--name", "docs", "--description", "ours", "--share-type", "life", "--property", "color=green");
        Assert.Equal(("creating", "1", "NFS"), (made.Text("status"), made.Text("size"), made.Text("share_proto")));
        var share = await demo.Until("available", "show", "docs");
        Assert.Equal((made.Text("id"), "ours", "life", "nova"), (share.Text("id"), share.Text("description"), share.Text("share_type_name"), share.Text("availability_zone")));
        Assert.Equal("available", (await demo.List("list")).One("Name", "docs").Text("Status"));
        Assert.Equal("node@local#local", (await admin.List("list", "--all-projects", "--long")).One("ID", made.Text("id")).Text("Host"));
        Assert.Equal(made.Text("id"), (await admin.List("instance", "list")).One("Share ID", made.Text("id")).Text("Share ID"));
    }

    async Task Describe()
    {
        await demo.Do("set", "docs", "--property", "size=small", "--description", "theirs");
        var properties = await demo.Json("properties", "show", "docs");
        Assert.Equal(("green", "small"), (properties.Text("color"), properties.Text("size")));
        await demo.Do("unset", "docs", "--property", "color");
        Assert.False((await demo.Json("properties", "show", "docs")).TryGetProperty("color", out _));
        Assert.Equal("theirs", (await demo.Json("show", "docs")).Text("description"));
    }

    async Task<string> LetIn()
    {
        var path = Assert.Single(await demo.List("export", "location", "list", "docs")).Text("Path");
        (await Nfs.Write(path, "letter", "before anybody is let in")).Failed();
        var rule = await demo.Json("access", "create", "docs", "ip", "127.0.0.1", "--access-level", "rw", "--properties", "why=test");
        Assert.Equal("queued_to_apply", rule.Text("state"));
        await Active("docs", "127.0.0.1");
        Assert.Contains("test", (await demo.Json("access", "show", rule.Text("id"))).Text("properties"), StringComparison.Ordinal);
        (await Nfs.Write(path, "letter", "first")).Succeeded();
        return path;
    }

    async Task SnapshotAndClone(string path)
    {
        await demo.Json("snapshot", "create", "docs", "--name", "monday", "--description", "all of it");
        var snapshot = await demo.Until("available", "snapshot", "show", "monday");
        Assert.Equal("1", snapshot.Text("share_size"));
        Assert.Equal(snapshot.Text("id"), (await demo.List("snapshot", "list")).One("Name", "monday").Text("ID"));
        (await Nfs.Write(path, "later", "second")).Succeeded();

        await demo.Json("create", "NFS", "1", "--name", "copy", "--snapshot-id", snapshot.Text("id"), "--share-type", "life");
        await demo.Until("available", "show", "copy");
        await demo.Json("access", "create", "copy", "ip", "127.0.0.1", "--access-level", "ro");
        await Active("copy", "127.0.0.1");
        var copy = Assert.Single(await demo.List("export", "location", "list", "copy")).Text("Path");
        Assert.Equal("first", (await Nfs.Read(copy, "letter")).Succeeded());
        (await Nfs.Read(copy, "later")).Failed();
        (await Nfs.Write(copy, "other", "third")).Failed();
        await demo.Do("delete", "copy");
        await demo.UntilGone("show", "copy");
    }

    async Task Revert(string path)
    {
        await demo.Do("revert", "monday");
        await demo.Until("available", "show", "docs");
        Assert.Equal("first", (await Nfs.Read(path, "letter")).Succeeded());
        (await Nfs.Read(path, "later")).Failed();
    }

    async Task Resize()
    {
        foreach (var size in new[] { "3", "2" })
        {
            await demo.Do("resize", "docs", size);
            Assert.Equal(size, (await demo.Until("available", "show", "docs")).Text("size"));
        }
    }

    async Task Delete()
    {
        var rule = Assert.Single(await demo.List("access", "list", "docs"));
        await demo.Do("access", "delete", "docs", rule.Text("ID"));
        Assert.True(await Deadline.Holds(async () => (await demo.List("access", "list", "docs")).Count == 0, TimeSpan.FromSeconds(30)));
        (await demo.Run("delete", "docs")).Failed(); // it has a snapshot
        await demo.Do("snapshot", "delete", "monday");
        await demo.UntilGone("snapshot", "show", "monday");
        await demo.Do("delete", "docs");
        await demo.UntilGone("show", "docs");
        await admin.Do("type", "delete", "life");
    }

    async Task Active(string share, string client) => Assert.True(
        await Deadline.Holds(async () => (await demo.List("access", "list", share)).One("Access To", client).Text("State") == "active", TimeSpan.FromSeconds(30)),
        $"The rule of {share} is not active.\n{local.Service.LogTail}");
}
