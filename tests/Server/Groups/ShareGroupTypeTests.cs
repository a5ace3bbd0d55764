using Xunit;

namespace Abaca.Tests.Server.Groups;

/// <summary>Share group types: their specs, who may use them, and when they may go.</summary>
public sealed class ShareGroupTypeTests(GroupHost groups) : IClassFixture<GroupHost>
{
    ApiHost Host => groups.Host;

    [Fact]
    public async Task A_group_type_lives_with_its_specs()
    {
        var made = await Host.Post("/v2/share-group-types", new { share_group_type = new { name = "fast", share_types = new[] { "plain", groups.Type }, group_specs = new { a = "b" } } });
        Assert.Equal(200, made.Status);
        var type = made.Json.GetProperty("share_group_type");
        Assert.Equal([groups.Type], type.GetProperty("share_types").EnumerateArray().Select(t => t.GetString()));
        var path = $"/v2/share-group-types/{type.GetProperty("id").GetString()}";
        Assert.Equal(409, (await Host.Post("/v2/share-group-types", new { share_group_type = new { name = "fast", share_types = new[] { "plain" } } })).Status);
        Assert.Equal(404, (await Host.Post("/v2/share-group-types", new { share_group_type = new { name = "slow", share_types = new[] { "nothing" } } })).Status);
        Assert.Equal(200, (await Host.Post($"{path}/group-specs", new { group_specs = new { c = true } })).Status);
        Assert.Equal("""{"group_specs":{"a":"b","c":"True"}}""", (await Host.Get($"{path}/group-specs")).Text);
        Assert.Equal("""{"a":"x"}""", (await Host.Put($"{path}/group-specs/a", new { a = "x" })).Text);
        Assert.Equal(400, (await Host.Put($"{path}/group-specs/a", new { c = "x" })).Status);
        Assert.Equal(204, (await Host.Delete($"{path}/group-specs/a")).Status);
        Assert.Equal(404, (await Host.Get($"{path}/group-specs/a")).Status);
        Assert.Single(await groups.Ids("share-group-types?group_specs={'c':'True'}", "share_group_types"));
        Assert.Equal(400, (await Host.Get("/v2/share-group-types?group_specs={'c':'True'}", ApiHost.Member, "2.65")).Status);
        Assert.Equal(204, (await Host.Delete(path)).Status);
        Assert.Equal(404, (await Host.Get(path)).Status);
    }

    [Fact]
    public async Task The_default_group_type_is_known_as_such()
    {
        var shown = await groups.Shown("share-group-types/default", "share_group_type");
        Assert.Equal((groups.GroupType, true), (shown.GetProperty("id").GetString(), shown.GetProperty("is_default").GetBoolean()));
        var old = await Host.Send(HttpMethod.Get, "/v2/share-group-types/default", ApiHost.Member, null, "2.45", experimental: true);
        Assert.False(old.Json.GetProperty("share_group_type").TryGetProperty("is_default", out _));
    }

    [Fact]
    public async Task A_private_group_type_is_for_whom_it_was_granted_to()
    {
        var id = await groups.Made("/v2/share-group-types", new { share_group_type = new { name = "private", share_types = new[] { "plain" }, is_public = false } }, ApiHost.Admin);
        var path = $"/v2/share-group-types/{id}";
        Assert.Equal(404, (await Host.Get(path, ApiHost.Member)).Status);
        Assert.Equal(404, (await Host.Post("/v2/share-groups", new { share_group = new { share_group_type_id = id } }, ApiHost.Member)).Status);
        var grant = new { addProjectAccess = new { project = GroupHost.Project } };
        Assert.Equal(202, (await Host.Post($"{path}/action", grant)).Status);
        Assert.Equal(409, (await Host.Post($"{path}/action", grant)).Status);
        Assert.Equal(409, (await Host.Post($"/v2/share-group-types/{groups.GroupType}/action", grant)).Status);
        Assert.Equal(404, (await Host.Get($"/v2/share-group-types/{groups.GroupType}/access")).Status);
        Assert.Equal(GroupHost.Project, (await groups.Shown($"share-group-types/{id}/access", "share_group_type_access", ApiHost.Admin))[0].GetProperty("project_id").GetString());
        Assert.Contains(id, await groups.Ids("share-group-types", "share_group_types"));
        Assert.DoesNotContain(id, await groups.Ids("share-group-types", "share_group_types", ApiHost.Stranger));
        Assert.Contains(id, await groups.Ids("share-group-types?is_public=all", "share_group_types", ApiHost.Admin));
        Assert.Equal([id], await groups.Ids("share-group-types?is_public=false", "share_group_types", ApiHost.Admin));
        var group = await groups.Made("/v2/share-groups", new { share_group = new { share_group_type_id = id } });
        await Host.UntilStatus($"/v2/share-groups/{group}", "share_group", "available");
        Assert.Equal(400, (await Host.Delete(path)).Status);
        Assert.Equal(202, (await Host.Post($"{path}/action", new { removeProjectAccess = new { project = GroupHost.Project } })).Status);
        Assert.Equal(404, (await Host.Post($"{path}/action", new { removeProjectAccess = new { project = GroupHost.Project } })).Status);
        Assert.Equal(404, (await Host.Get(path, ApiHost.Member)).Status);
    }

    [Fact]
    public async Task A_share_type_does_not_go_while_a_group_type_names_it()
    {
        var share = await Host.MakeType("named");
        var id = await groups.Made("/v2/share-group-types", new { share_group_type = new { name = "names it", share_types = new[] { "named" } } }, ApiHost.Admin);
        Assert.Equal(400, (await Host.Delete($"/v2/types/{share}")).Status);
        Assert.Equal(204, (await Host.Delete($"/v2/share-group-types/{id}")).Status);
        Assert.Equal(202, (await Host.Delete($"/v2/types/{share}")).Status);
    }
}
