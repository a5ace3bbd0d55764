using Abaca.Drivers.Dummy;
using Xunit;

namespace Abaca.Tests.Server.Groups;

/// <summary>Share groups over HTTP: their lives, their shares, and what is refused.</summary>
public sealed class ShareGroupTests(GroupHost groups) : IClassFixture<GroupHost>
{
    ApiHost Host => groups.Host;

    [Fact]
    public async Task A_group_lives_from_creation_to_deletion_and_its_quota_with_it()
    {
        var before = await groups.InUse("share_groups");
        var made = await Host.Post("/v2/share-groups", new { share_group = new { name = "g", description = "d", share_types = new[] { groups.Type } } }, ApiHost.Member);
        Assert.Equal(202, made.Status);
        var group = made.Json.GetProperty("share_group");
        Assert.Equal("creating", group.GetProperty("status").GetString());
        Assert.Equal(groups.GroupType, group.GetProperty("share_group_type_id").GetString());
        var path = $"/v2/share-groups/{group.GetProperty("id").GetString()}";
        await Host.UntilStatus(path, "share_group", "available");
        Assert.Equal(before + 1, await groups.InUse("share_groups"));
        Assert.Contains(Host.Dummy.HoldsGroups(), g => path.EndsWith(g.Id, StringComparison.Ordinal));

        var changed = await Host.Put(path, new { share_group = new { name = (string?)null, description = "other" } }, ApiHost.Member);
        Assert.Equal((200, "other"), (changed.Status, changed.Json.GetProperty("share_group").GetProperty("description").GetString()));
        Assert.Equal(202, (await Host.Delete(path, ApiHost.Member)).Status);
        await Host.UntilGone(path);
        Assert.Equal(before, await groups.InUse("share_groups"));
        Assert.DoesNotContain(Host.Dummy.HoldsGroups(), g => path.EndsWith(g.Id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_share_in_a_group_lies_where_the_group_lies_and_its_driver_knows_the_group()
    {
        var group = await groups.Group();
        var share = await groups.ShareIn(group);
        var seen = await groups.Shown($"shares/{share}", "share", ApiHost.Admin);
        Assert.Equal(group, seen.GetProperty("share_group_id").GetString());
        Assert.Equal((await groups.Shown($"share-groups/{group}", "share_group")).GetProperty("host").GetString(), (await Host.Db.First(
            $"SELECT host FROM share_instances WHERE share_id = {share}", r => r.Text(0)))!);
        Assert.Equal(group, Host.Dummy.Holds().Shares.Single(s => s.ShareId == share).GroupId);
        Assert.Equal([share], await groups.Ids($"shares?share_group_id={group}", "shares"));
        Assert.Equal(JsonKind(await Host.Get($"/v2/shares/{share}", ApiHost.Member, "2.30")), (200, false));
    }

    [Fact]
    public async Task Who_deletes_a_share_of_a_group_names_the_group_and_the_group_goes_last()
    {
        var (group, other) = (await groups.Group(), await groups.Group());
        var share = await groups.ShareIn(group);
        Assert.Equal(409, (await Host.Delete($"/v2/share-groups/{group}", ApiHost.Member)).Status);
        Assert.Equal(409, (await Host.Post($"/v2/share-groups/{group}/action", new { force_delete = (object?)null })).Status);
        Assert.Equal(400, (await Host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        Assert.Equal(400, (await Host.Delete($"/v2/shares/{share}?share_group_id={other}", ApiHost.Member)).Status);
        Assert.Equal(202, (await Host.Delete($"/v2/shares/{share}?share_group_id={group}", ApiHost.Member)).Status);
        await Host.UntilGone($"/v2/shares/{share}");
        Assert.Equal(202, (await Host.Delete($"/v2/share-groups/{group}", ApiHost.Member)).Status);
        await Host.UntilGone($"/v2/share-groups/{group}");
    }

    [Fact]
    public async Task A_share_that_does_not_fit_into_the_group_is_refused()
    {
        var group = await groups.Group();
        await Host.MakeType("other type");
        async Task<int> Status(object share, string token = ApiHost.Member) => (await Host.Post("/v2/shares", new { share }, token)).Status;
        Assert.Equal(400, await Status(new { share_proto = "NFS", size = 1, share_type = "other type", share_group_id = group }));
        Assert.Equal(404, await Status(new { share_proto = "NFS", size = 1, share_group_id = group }, ApiHost.Stranger));
        Assert.Equal(404, await Status(new { share_proto = "NFS", size = 1, share_group_id = "5b6e6c0e-aaaa-4bbb-8ccc-000000000001" }));
        Assert.Equal(404, await Status(new { share_proto = "NFS", size = 1, share_group_id = group, availability_zone = "nowhere" }));
        Assert.Equal(202, (await Host.Post($"/v2/share-groups/{group}/action", new { reset_status = new { status = "error" } })).Status);
        Assert.Equal(400, await Status(new { share_proto = "NFS", size = 1, share_group_id = group }));
    }

    [Fact]
    public async Task Below_2_31_there_are_no_groups_and_below_2_55_they_are_an_experiment()
    {
        async Task<int> Status(string version, bool experimental) =>
            (await Host.Send(HttpMethod.Get, "/v2/share-groups", ApiHost.Member, null, version, experimental)).Status;
        int[] seen =
        [
            await Status("2.30", true), await Status("2.31", false), await Status("2.31", true), await Status("2.54", false), await Status("2.54", true),
            await Status("2.55", false),
        ];
        Assert.Equal([404, 404, 200, 404, 200, 200], seen);
        var group = await groups.Group();
        var old = await Host.Send(HttpMethod.Get, $"/v2/share-groups/{group}", ApiHost.Member, null, "2.33", experimental: true);
        Assert.False(old.Json.GetProperty("share_group").TryGetProperty("availability_zone", out _));
        var newer = await Host.Send(HttpMethod.Get, $"/v2/share-groups/{group}", ApiHost.Member, null, "2.34", experimental: true);
        Assert.Equal("nova", newer.Json.GetProperty("share_group").GetProperty("availability_zone").GetString());
    }

    [Fact]
    public async Task Lists_are_filtered_sorted_and_paged()
    {
        var ids = new List<string>();
        foreach (var name in (string[])["list c", "list a", "list b"]) ids.Add(await groups.Group(name));
        Assert.Equal([ids[1], ids[2], ids[0]], await groups.Ids("share-groups?name~=list&sort_key=name&sort_dir=asc", "share_groups"));
        Assert.Equal([ids[0]], await groups.Ids("share-groups?name=list%20c", "share_groups"));
        Assert.Equal([ids[2]], await groups.Ids("share-groups?name~=list&sort_key=name&sort_dir=asc&limit=1&offset=1", "share_groups"));
        var page = await Host.Get("/v2/share-groups/detail?name~=list&sort_key=name&sort_dir=asc&limit=2", ApiHost.Member);
        Assert.Equal(2, page.Json.GetProperty("share_groups").GetArrayLength());
        Assert.Contains("marker=", page.Json.GetProperty("share_groups_links")[0].GetProperty("href").GetString(), StringComparison.Ordinal);
        Assert.Equal([ids[0]], await groups.Ids($"share-groups?name~=list&sort_key=name&sort_dir=asc&marker={ids[2]}", "share_groups"));
        Assert.Empty(await groups.Ids("share-groups?name~=list", "share_groups", ApiHost.Stranger));
        Assert.Empty(await groups.Ids("share-groups?name~=list&all_tenants=1", "share_groups", ApiHost.Stranger));
        Assert.Equal(3, (await groups.Ids("share-groups?name~=list&all_tenants=1", "share_groups", ApiHost.Admin)).Count);
        Assert.Empty(await groups.Ids("share-groups?name~=list&share_network_id=x", "share_groups"));
        Assert.Equal(3, (await groups.Ids($"share-groups?name~=list&group_type_id={groups.GroupType}&status=available", "share_groups")).Count);
    }

    [Fact]
    public async Task A_group_that_no_pool_can_hold_is_in_error_and_its_owner_is_told()
    {
        await Host.Post("/v2/types", new { share_type = new { name = "odd", extra_specs = new { driver_handles_share_servers = false, tier = "none-has-this" } } });
        var type = await groups.Made("/v2/share-group-types", new { share_group_type = new { name = "odd", share_types = new[] { "odd" } } }, ApiHost.Admin);
        var odd = (await groups.Shown($"share-group-types/{type}", "share_group_type", ApiHost.Admin)).GetProperty("share_types")[0].GetString();
        var id = await groups.Made("/v2/share-groups", new { share_group = new { share_group_type_id = type, share_types = new[] { odd } } });
        await Host.UntilStatus($"/v2/share-groups/{id}", "share_group", "error");
        var message = (await groups.Shown($"messages?resource_id={id}", "messages"))[0];
        Assert.Equal(
            ("001", "008", "SHARE_GROUP"),
            (message.GetProperty("action_id").GetString(), message.GetProperty("detail_id").GetString(), message.GetProperty("resource_type").GetString()));
        Assert.Equal(202, (await Host.Delete($"/v2/share-groups/{id}", ApiHost.Member)).Status);
        await Host.UntilGone($"/v2/share-groups/{id}");
    }

    [Fact]
    public async Task A_group_whose_specs_no_pool_meets_is_in_error()
    {
        var type = await groups.Made("/v2/share-group-types", new
        {
            share_group_type = new { name = "host-wide", share_types = new[] { "plain" }, group_specs = new { consistent_snapshot_support = "host" } },
        }, ApiHost.Admin);
        var id = await groups.Made("/v2/share-groups", new { share_group = new { share_group_type_id = type } });
        await Host.UntilStatus($"/v2/share-groups/{id}", "share_group", "error");
    }

    [Fact]
    public async Task A_deletion_that_the_backend_refuses_leaves_the_group_in_error_and_force_ends_it()
    {
        var group = await groups.Group();
        Host.Dummy.Fail(DummyMethod.DeleteGroup, new DummyFailure(FailureKind.Refuse));
        try
        {
            Assert.Equal(202, (await Host.Delete($"/v2/share-groups/{group}", ApiHost.Member)).Status);
            await Host.UntilStatus($"/v2/share-groups/{group}", "share_group", "error");
            Assert.Equal(403, (await Host.Post($"/v2/share-groups/{group}/action", new { force_delete = (object?)null }, ApiHost.Member)).Status);
            Assert.Equal(202, (await Host.Post($"/v2/share-groups/{group}/action", new { force_delete = (object?)null })).Status);
            await Host.UntilGone($"/v2/share-groups/{group}");
        }
        finally
        {
            Host.Dummy.Fail(DummyMethod.DeleteGroup, null);
        }
    }

    [Fact]
    public async Task Beyond_the_quota_there_is_no_group_and_no_group_snapshot()
    {
        var group = await groups.Group();
        var set = $"/v2/quota-sets/{GroupHost.Project}";
        Assert.Equal(200, (await Host.Put(set, new { quota_set = new { share_groups = 0, share_group_snapshots = 0, force = true } })).Status);
        var refused = await Host.Post("/v2/share-groups", new { share_group = new { name = "one more" } }, ApiHost.Member);
        Assert.Equal((413, true), (refused.Status, refused.Message.Contains("ShareGroupsLimitExceeded", StringComparison.Ordinal)));
        Assert.Equal(413, (await Host.Post("/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = group } }, ApiHost.Member)).Status);
        Assert.Equal(202, (await Host.Delete(set)).Status);
        Assert.Equal(400, (await Host.Put($"{set}?share_type=plain", new { quota_set = new { share_groups = 1 } })).Status);
    }

    [Theory]
    [InlineData("""{"share_group":{"unheard_of":1}}""", 400)]
    [InlineData("""{"share_group":{"share_types":[]}}""", 202)]
    [InlineData("""{"share_group":{"share_types":["5b6e6c0e-aaaa-4bbb-8ccc-000000000001"]}}""", 400)]
    [InlineData("""{"share_group":{"share_group_type_id":"5b6e6c0e-aaaa-4bbb-8ccc-000000000001"}}""", 404)]
    [InlineData("""{"share_group":{"share_group_type_id":"together"}}""", 400)]
    [InlineData("""{"share_group":{"availability_zone":"nowhere"}}""", 404)]
    [InlineData("""{"share_group":{"availability_zone":"nova"}}""", 202)]
    [InlineData("""{"share_group":{"share_network_id":"5b6e6c0e-aaaa-4bbb-8ccc-000000000001"}}""", 404)]
    [InlineData("""{"share_group":{"source_share_group_snapshot_id":"5b6e6c0e-aaaa-4bbb-8ccc-000000000001"}}""", 404)]
    [InlineData("""{"share_group":{"source_share_group_snapshot_id":"5b6e6c0e-aaaa-4bbb-8ccc-000000000001","availability_zone":"nova"}}""", 400)]
    public async Task A_creation_is_answered_by_what_it_asks_for(string body, int status)
    {
        var answer = await Host.Post("/v2/share-groups", body, ApiHost.Member);
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
    }

    static (int, bool) JsonKind(Answer answer) => (answer.Status, answer.Json.GetProperty("share").TryGetProperty("share_group_id", out _));
}
