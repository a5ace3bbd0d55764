using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Clients;

/// <summary>The <c>manila</c> commands through the whole life of a share on real storage.</summary>
public sealed class ManilaShareLife(LocalService local) : IClassFixture<LocalService>
{
    readonly ManilaShell demo = ManilaShell.Demo(local.Service);
    readonly ManilaShell admin = ManilaShell.Admin(local.Service);

    [Fact]
    public async Task A_share_lives_its_whole_life()
    {
        await MakeType();
        await Create();
        await Describe();
        await LetInAndOut();
        await SnapshotCloneAndRevert();
        await Resize();
        await Delete();
    }

    [Fact]
    public async Task Operators_and_users_see_what_they_should()
    {
        var service = Assert.Single(await admin.Table("service-list"), s => s["Binary"] == "manila-share");
        Assert.Equal(("node@local", "enabled", "up"), (service["Host"], service["Status"], service["State"]));
        Assert.Equal("node@local#local", Assert.Single(await admin.Table("pool-list"))["Name"]);
        Assert.Equal("nova", Assert.Single(await demo.Table("availability-zone-list"))["Name"]);
        Assert.Equal("50", Assert.Single(await demo.Table("absolute-limits"), l => l["Name"] == "maxTotalShares")["Value"]);
        Assert.Equal("1000", (await demo.Properties("quota-show"))["gigabytes"]);
        Assert.Equal("50", (await demo.Properties("quota-defaults"))["snapshots"]);
        Assert.Empty(await demo.Table("message-list"));
        Assert.Empty(await demo.Table("rate-limits"));
        Assert.Contains("2.", string.Concat((await demo.Table("api-version")).SelectMany(row => row.Values)), StringComparison.Ordinal);
    }

    async Task MakeType()
    {
        await admin.Do("type-create", "plain", "False", "--snapshot-support", "True", "--create-share-from-snapshot-support", "True",
            "--revert-to-snapshot-support", "True", "--description", "all there is");
        Assert.Equal("all there is", Assert.Single(await demo.Table("type-list"), t => t["Name"] == "plain")["Description"]);
        await admin.Do("type-key", "plain", "set", "thin_provisioning=<is> True");
        Assert.Contains("thin_provisioning", (await admin.Run("extra-specs-list")).Succeeded(), StringComparison.Ordinal);
        await admin.Do("type-key", "plain", "unset", "thin_provisioning");
    }

    async Task Create()
    {
        var made = await demo.Properties("create", "NFS", "1", "--name", "docs", "--share-type", "plain", "--metadata", "color=green");
        Assert.Equal(("creating", "1"), (made["status"], made["size"]));
        var share = await demo.Until("available", "show", "docs");
        Assert.Equal((made["id"], "plain"), (share["id"], share["share_type_name"]));
        Assert.Equal("available", Assert.Single(await demo.Table("list", "--name", "docs"))["Status"]);
        Assert.Equal(made["id"], Assert.Single(await admin.Table("share-instance-list"), i => i["Share ID"] == made["id"])["Share ID"]);
    }

    async Task Describe()
    {
        await demo.Do("metadata", "docs", "set", "size=small");
        await demo.Do("metadata", "docs", "unset", "color");
        Assert.Equal(new Dictionary<string, string> { ["size"] = "small" }, await demo.Properties("metadata-show", "docs"));
        await demo.Do("metadata-update-all", "docs", "only=this");
        Assert.Equal(new Dictionary<string, string> { ["only"] = "this" }, await demo.Properties("metadata-show", "docs"));
        await demo.Do("update", "docs", "--description", "theirs");
        Assert.Equal("theirs", (await demo.Properties("show", "docs"))["description"]);
    }

    async Task LetInAndOut()
    {
        var rule = await demo.Properties("access-allow", "docs", "ip", "127.0.0.1", "--access-level", "rw", "--metadata", "why=test");
        Assert.Equal("queued_to_apply", rule["state"]);
        Assert.True(await Deadline.Holds(async () => Assert.Single(await demo.Table("access-list", "docs"))["state"] == "active", TimeSpan.FromSeconds(30)), local.Service.LogTail);
        Assert.Equal("127.0.0.1", (await demo.Properties("access-show", rule["id"]))["access_to"]);
        var path = Assert.Single(await demo.Table("share-export-location-list", "docs"))["Path"];
        (await Nfs.Write(path, "letter", "first")).Succeeded();
        await demo.Do("access-deny", "docs", rule["id"]);
        Assert.True(await Deadline.Holds(async () => (await demo.Table("access-list", "docs")).Count == 0, TimeSpan.FromSeconds(30)), local.Service.LogTail);
        (await Nfs.Read(path, "letter")).Failed();
    }

    async Task SnapshotCloneAndRevert()
    {
        await demo.Do("snapshot-create", "docs", "--name", "monday");
        var snapshot = await demo.Until("available", "snapshot-show", "monday");
        Assert.Equal(snapshot["id"], Assert.Single(await demo.Table("snapshot-list"))["ID"]);
        await demo.Do("create", "NFS", "1", "--name", "copy", "--snapshot-id", snapshot["id"], "--share-type", "plain");
        Assert.Equal(snapshot["id"], (await demo.Until("available", "show", "copy"))["snapshot_id"]);
        await demo.Do("revert-to-snapshot", "monday");
        await demo.Until("available", "show", "docs");
        await demo.Do("snapshot-rename", "monday", "tuesday");
        await demo.Do("snapshot-delete", "tuesday");
        await demo.UntilGone("snapshot-show", "tuesday");
    }

    async Task Resize()
    {
        await demo.Do("extend", "docs", "3");
        Assert.Equal("3", (await demo.Until("available", "show", "docs"))["size"]);
        await demo.Do("shrink", "docs", "2");
        Assert.Equal("2", (await demo.Until("available", "show", "docs"))["size"]);
    }

    async Task Delete()
    {
        var copy = (await demo.Properties("show", "copy"))["id"];
        await admin.Do("reset-state", copy, "--state", "creating");
        (await demo.Run("delete", "copy")).Failed();
        await admin.Do("force-delete", copy);
        await demo.UntilGone("show", "copy");
        // What has failed once may be tried again by its owner.
        await admin.Do("reset-state", (await demo.Properties("show", "docs"))["id"], "--state", "error_deleting");
        await demo.Do("delete", "docs");
        await demo.UntilGone("show", "docs");
        await admin.Do("type-delete", "plain");
    }
}
