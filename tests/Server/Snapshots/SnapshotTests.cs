using System.Text.Json;
using Abaca.Drivers.Dummy;
using Abaca.Tests.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Server.Snapshots;

/// <summary>Snapshots and the way back to them, from the request to the backend.</summary>
public sealed class SnapshotTests : SnapshotHost
{
    [Fact]
    public async Task A_snapshot_is_creating_in_the_answer_and_then_available()
    {
        var answer = await Take("monday");
        Assert.Equal(202, answer.Status);
        var made = answer.Json.GetProperty("snapshot");
        Assert.Equal("creating", made.GetProperty("status").GetString());
        Assert.Equal(share, made.GetProperty("share_id").GetString());
        Assert.Equal(1, made.GetProperty("size").GetInt32());
        var id = made.GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available");
        Assert.Single(host.Dummy.Holds().Snapshots);
        Assert.False((await Show(id)).TryGetProperty("provider_location", out _));
        Assert.True((await Show(id, ApiHost.Admin)).TryGetProperty("provider_location", out var location));
        Assert.Equal(JsonValueKind.String, location.ValueKind);
    }

    [Fact]
    public async Task A_refused_snapshot_is_in_error_with_a_message_and_can_be_deleted()
    {
        host.Dummy.Fail(DummyMethod.CreateSnapshot, DummyFailure.Parse("refuse*1"));
        var id = Id(await Take("monday"));
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "error");
        Assert.StartsWith("SHARE_SNAPSHOT 002 ", Assert.Single(await DirectRows.Messages(host, id)), StringComparison.Ordinal);
        await Delete(id);
        Assert.Equal((0, 0), await Used());
    }

    [Fact]
    public async Task Quota_is_taken_and_given_back()
    {
        var id = await Taken("monday");
        Assert.Equal((1, 1), await Used());
        await Delete(id);
        Assert.Equal((0, 0), await Used());
        Assert.Empty(host.Dummy.Holds().Snapshots);
    }

    [Fact]
    public async Task Over_quota_nothing_is_made()
    {
        await DirectRows.Limit(host, MemberProject, "snapshots", 0);
        Assert.Equal(413, (await Take("monday")).Status);
        Assert.Equal(0, await host.Db.Number($"SELECT COUNT(*) FROM snapshots"));
    }

    [Fact]
    public async Task A_share_with_snapshots_is_not_deleted()
    {
        var id = await Taken("monday");
        Assert.Equal(403, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await Delete(id);
        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task A_share_made_from_a_snapshot_outlives_it()
    {
        var id = await Taken("monday");
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", snapshot_id = id, name = "copy" } }, ApiHost.Member);
        Assert.True(made.Status == 200, made.Text);
        var copy = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{copy}", "share", "available");
        await Delete(id);
        Assert.Equal(200, (await host.Get($"/v2/shares/{copy}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task A_snapshot_can_be_deleted_only_at_rest_unless_by_force()
    {
        host.Dummy.Slow(DummyMethod.CreateSnapshot, TimeSpan.FromMilliseconds(700));
        var id = Id(await Take("monday"));
        Assert.Equal(400, (await host.Delete($"/v2/snapshots/{id}", ApiHost.Member)).Status);
        Assert.Equal(403, (await Act(id, "force_delete", new { }, ApiHost.Member)).Status);
        Assert.Equal(202, (await Act(id, "force_delete", new { }, ApiHost.Admin)).Status);
        await host.UntilGone($"/v2/snapshots/{id}");
        Assert.Empty(host.Dummy.Holds().Snapshots);
        Assert.Equal((0, 0), await Used());
    }

    [Fact]
    public async Task A_refused_deletion_leaves_the_snapshot_and_force_takes_it()
    {
        var id = await Taken("monday");
        host.Dummy.Fail(DummyMethod.DeleteSnapshot, DummyFailure.Parse("refuse*2"));
        Assert.Equal(202, (await host.Delete($"/v2/snapshots/{id}", ApiHost.Member)).Status);
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "error_deleting");
        Assert.Equal(202, (await Act(id, "force_delete", new { }, ApiHost.Admin)).Status);
        await host.UntilGone($"/v2/snapshots/{id}");
        Assert.Equal((0, 0), await Used());
    }

    [Fact]
    public async Task Resetting_a_share_leaves_no_snapshot_under_way()
    {
        host.Dummy.Fail(DummyMethod.CreateSnapshot, DummyFailure.Parse("unclear"));
        var id = Id(await Take("monday"));
        Assert.Equal(202, (await host.Post($"/v2/shares/{share}/action", new { reset_status = new { status = "available" } })).Status);
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "error");
        host.Dummy.Fail(DummyMethod.CreateSnapshot, null);
        await Delete(id);
    }

    [Fact]
    public async Task An_operator_sets_the_status()
    {
        var id = await Taken("monday");
        Assert.Equal(202, (await Act(id, "reset_status", new { status = "error" }, ApiHost.Admin)).Status);
        Assert.Equal("error", (await Show(id)).GetProperty("status").GetString());
        Assert.Equal(400, (await Act(id, "reset_status", new { status = "fine" }, ApiHost.Admin)).Status);
        Assert.Equal(403, (await Act(id, "reset_status", new { status = "available" }, ApiHost.Member)).Status);
        Assert.Equal(202, (await host.Post($"/v2/snapshots/{id}/action", """{"os-reset_status": {"status": "available"}}""", ApiHost.Admin, "2.6")).Status);
    }

    [Fact]
    public async Task Another_projects_snapshot_does_not_exist()
    {
        var id = await Taken("monday");
        Assert.Equal(404, (await host.Get($"/v2/snapshots/{id}", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Delete($"/v2/snapshots/{id}", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Put($"/v2/snapshots/{id}", new { snapshot = new { display_name = "x" } }, ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Get($"/v2/snapshots/{id}/metadata", ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Stranger)).Status);
        Assert.Equal(0, (await host.Get("/v2/snapshots?all_tenants=1", ApiHost.Stranger)).Json.GetProperty("snapshots").GetArrayLength());
    }

    [Fact]
    public async Task Lists_have_filters_order_pages_and_a_count()
    {
        await Taken("a_1");
        await Taken("b");
        await Taken("c");
        Assert.Equal(Text("c", "b", "a_1"), await Names(""));
        Assert.Equal(Text("a_1", "b", "c"), await Names("?sort_key=name&sort_dir=asc"));
        Assert.Equal(Text("a_1"), await Names("?name~=_"));
        Assert.Equal(Text("b"), await Names("?name=b"));
        Assert.Equal(Text("c", "b", "a_1"), await Names($"?share_id={share}&status=available&size=1"));
        Assert.Equal(Text(), await Names("?metadata={'a': 'b'}"));
        Assert.Equal(400, (await host.Get("/v2/snapshots?sort_key=shoe", ApiHost.Member)).Status);

        var page = (await host.Get("/v2/snapshots?limit=2&with_count=true", ApiHost.Member)).Json;
        Assert.Equal(3, page.GetProperty("count").GetInt32());
        var next = page.GetProperty("share_snapshots_links")[0].GetProperty("href").GetString()!;
        Assert.Equal(Text("a_1"), await Names(new Uri(next).Query));
        Assert.False((await host.Get("/v2/snapshots?with_count=true", ApiHost.Member, "2.78")).Json.TryGetProperty("count", out _));
    }

    [Fact]
    public async Task Name_description_and_metadata_change()
    {
        var id = await Taken("monday");
        var changed = await host.Put($"/v2/snapshots/{id}", new { snapshot = new { display_name = "tuesday", display_description = "d" } }, ApiHost.Member);
        Assert.Equal(("tuesday", "d"), (changed.Json.GetProperty("snapshot").GetProperty("name").GetString(), changed.Json.GetProperty("snapshot").GetProperty("description").GetString()));
        Assert.Equal(422, (await host.Put($"/v2/snapshots/{id}", new { }, ApiHost.Member)).Status);

        var path = $"/v2/snapshots/{id}/metadata";
        await host.Post(path, new { metadata = new { a = "1" } }, ApiHost.Member);
        Assert.Single((await host.Post(path, new { metadata = new { b = "2" } }, ApiHost.Member)).Json.GetProperty("metadata").EnumerateObject().ToList());
        Assert.Equal(2, (await Show(id)).GetProperty("metadata").EnumerateObject().Count());
        Assert.Equal("1", (await host.Get($"{path}/a", ApiHost.Member)).Json.GetProperty("meta").GetProperty("a").GetString());
        Assert.Equal(200, (await host.Delete($"{path}/a", ApiHost.Member)).Status);
        var replaced = await host.Put(path, new { metadata = new { monday = "3" } }, ApiHost.Member);
        Assert.Equal("monday", Assert.Single(replaced.Json.GetProperty("metadata").EnumerateObject().ToList()).Name);
        Assert.Equal(404, (await host.Get(path, ApiHost.Member, "2.72")).Status);
    }

    [Theory]
    [InlineData("{}", 422)]
    [InlineData("""{"snapshot": {}}""", 400)]
    [InlineData("""{"snapshot": {"share_id": "nowhere"}}""", 404)]
    [InlineData("""{"snapshot": {"share_id": 7}}""", 400)]
    [InlineData("""{"snapshot": "x"}""", 422)]
    public async Task A_bad_request_is_refused(string body, int status) =>
        Assert.Equal(status, (await host.Post("/v2/snapshots", body, ApiHost.Member)).Status);

    static string Text(params string[] names) => string.Join(' ', names);

    async Task<string> Names(string query) => string.Join(
        ' ', (await host.Get($"/v2/snapshots{query}", ApiHost.Member)).Json.GetProperty("snapshots").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
}
