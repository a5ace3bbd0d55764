using Abaca.Drivers.Dummy;
using Abaca.Tests.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Server.Snapshots;

/// <summary>The way of a share back to its latest snapshot, from the request to the backend.</summary>
public sealed class RevertTests : SnapshotHost
{
    [Fact]
    public async Task A_share_goes_back_to_its_latest_snapshot_and_has_its_size_again()
    {
        var first = await Taken("first");
        await Resized("extend", 3);
        var second = await Taken("second");
        await Resized("shrink", 2);

        Assert.Equal(409, (await Revert(first)).Status);
        Assert.Equal(202, (await Revert(second)).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        Assert.Equal(3, await Size());
        Assert.Equal(3, Assert.Single(host.Dummy.Holds().Shares).SizeGib);
        Assert.Equal("available", (await Show(second)).GetProperty("status").GetString());
        Assert.Equal(3, await InUse("gigabytes"));

        await Delete(second);
        Assert.Equal(202, (await Revert(first)).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        Assert.Equal(1, await Size());
        Assert.Equal(1, await InUse("gigabytes"));
    }

    [Fact]
    public async Task A_refused_revert_gives_its_quota_back_and_leaves_a_message()
    {
        await Resized("extend", 3);
        var id = await Taken("monday");
        await Resized("shrink", 1);
        host.Dummy.Fail(DummyMethod.Revert, DummyFailure.Parse("refuse*1"));
        Assert.Equal(202, (await Revert(id)).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "reverting_error");
        Assert.Equal("available", (await Show(id)).GetProperty("status").GetString());
        Assert.Equal(1, await InUse("gigabytes"));
        Assert.StartsWith("SHARE 006 ", Assert.Single(await DirectRows.Messages(host, share)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revert_beyond_the_quota_is_refused()
    {
        await Resized("extend", 3);
        var id = await Taken("monday");
        await Resized("shrink", 1);
        await DirectRows.Limit(host, MemberProject, "gigabytes", 2);
        Assert.Equal(403, (await Revert(id)).Status);
        Assert.Equal("available", (await host.Get($"/v2/shares/{share}", ApiHost.Member)).Json.GetProperty("share").GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_cannot_be_reverted_is_told_so()
    {
        var id = await Taken("monday");
        Assert.Equal(400, (await Revert("monday")).Status);
        Assert.Equal(400, (await Revert(Guid.Empty.ToString())).Status);
        var other = await host.MakeShare(name: "other");
        Assert.Equal(400, (await host.Post($"/v2/shares/{other}/action", new { revert = new { snapshot_id = id } }, ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Post($"/v2/shares/{share}/action", new { revert = new { snapshot_id = id } }, ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Post($"/v2/shares/{share}/action", new { revert = new { snapshot_id = id } }, ApiHost.Member, "2.26")).Status);

        host.Dummy.Slow(DummyMethod.SetAccess, TimeSpan.FromMilliseconds(700));
        await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1" } }, ApiHost.Member);
        Assert.Equal(409, (await Revert(id)).Status);
    }

    async Task Resized(string action, int size)
    {
        var body = new Dictionary<string, object> { [action] = new { new_size = size } };
        Assert.Equal(202, (await host.Post($"/v2/shares/{share}/action", body, ApiHost.Member)).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        Assert.Equal(size, await Size());
    }

    Task<Answer> Revert(string id) => host.Post($"/v2/shares/{share}/action", new { revert = new { snapshot_id = id } }, ApiHost.Member);

    async Task<int> Size() => (await host.Get($"/v2/shares/{share}", ApiHost.Member)).Json.GetProperty("share").GetProperty("size").GetInt32();
}
