using System.Text.Json;
using Xunit;

namespace Abaca.Tests.Server.ShareTypes;

/// <summary>Share types, their extra specs and grants over real HTTP.</summary>
public sealed class ShareTypeTests : IAsyncLifetime
{
    const string MemberProject = "b0000000000000000000000000000002";
    ApiHost host = null!;

    public async ValueTask InitializeAsync() => host = await ApiHost.Start();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_share_type_lives_its_life()
    {
        var made = await host.Post("/v2/types", new { share_type = new { name = "gold", description = "d", extra_specs = new { driver_handles_share_servers = false, tier = "fast" } } });
        Assert.Equal(200, made.Status);
        var type = made.Json.GetProperty("share_type");
        var id = type.GetProperty("id").GetString();
        Assert.Equal(type.GetRawText(), made.Json.GetProperty("volume_type").GetRawText());
        Assert.Equal(JsonValueKind.False, type.GetProperty("required_extra_specs").GetProperty("driver_handles_share_servers").ValueKind);
        Assert.Equal("False", type.GetProperty("extra_specs").GetProperty("driver_handles_share_servers").GetString());
        Assert.Equal(409, (await host.Post("/v2/types", new { volume_type = new { name = "gold", extra_specs = new { driver_handles_share_servers = "true" } } })).Status);

        var seen = (await host.Get($"/v2/types/{id}", ApiHost.Member)).Json.GetProperty("share_type").GetProperty("extra_specs");
        Assert.False(seen.TryGetProperty("tier", out _));
        Assert.Equal(JsonValueKind.False, seen.GetProperty("snapshot_support").ValueKind);
        Assert.Equal(200, (await host.Put($"/v2/types/{id}", new { share_type = new { name = "silver" } })).Status);
        Assert.Equal(404, (await host.Put($"/v2/types/{id}", new { share_type = new { name = "x" } }, version: "2.49")).Status);
        Assert.Equal("fast", (await host.Get($"/v2/types/{id}/extra_specs/tier")).Json.GetProperty("tier").GetString());
        Assert.Equal(200, (await host.Post($"/v2/types/{id}/extra_specs", new { extra_specs = new { snapshot_support = true } })).Status);
        Assert.Equal(200, (await host.Put($"/v2/types/{id}/extra_specs/tier", new { tier = "slow" })).Status);
        Assert.Equal(202, (await host.Delete($"/v2/types/{id}/extra_specs/tier")).Status);
        Assert.Equal(404, (await host.Delete($"/v2/types/{id}/extra_specs/tier")).Status);
        Assert.Equal(403, (await host.Delete($"/v2/types/{id}/extra_specs/driver_handles_share_servers")).Status);
        Assert.Equal(403, (await host.Delete($"/v2/types/{id}/extra_specs/snapshot_support", version: "2.23")).Status);
        Assert.Equal(403, (await host.Delete($"/v2/types/{id}", ApiHost.Member)).Status);
        Assert.Equal(202, (await host.Delete($"/v2/types/{id}")).Status);
        Assert.Equal(404, (await host.Get($"/v2/types/{id}")).Status);
    }

    [Fact]
    public async Task What_an_nfs_server_squashes_is_one_of_three_words()
    {
        object Type(string name, string squash) => new
        {
            share_type = new { name, extra_specs = new Dictionary<string, string> { ["driver_handles_share_servers"] = "False", ["abaca:nfs_squash"] = squash } },
        };
        var refused = await host.Post("/v2/types", Type("bad", "squash_me"));
        Assert.Equal(400, refused.Status);
        Assert.Contains("no_root_squash, root_squash, all_squash", refused.Text, StringComparison.Ordinal);
        var made = await host.Post("/v2/types", Type("good", "root_squash"));
        Assert.Equal(200, made.Status);
        var specs = $"/v2/types/{made.Json.GetProperty("share_type").GetProperty("id").GetString()}/extra_specs";
        foreach (var (squash, status) in new[] { ("all_squash", 200), ("ALL_SQUASH", 400), ("none", 400) })
        {
            var body = new { extra_specs = new Dictionary<string, string> { ["abaca:nfs_squash"] = squash } };
            Assert.Equal(status, (await host.Post(specs, body)).Status);
        }
        Assert.Equal("all_squash", (await host.Get($"{specs}/abaca:nfs_squash")).Json.GetProperty("abaca:nfs_squash").GetString());
    }

    [Fact]
    public async Task Old_clients_see_share_types_as_they_were()
    {
        var made = await host.Post("/v2/types", new { share_type = new { name = "old", extra_specs = new { driver_handles_share_servers = "False" } } }, version: "2.0");
        var type = made.Json.GetProperty("share_type");
        Assert.Equal("True", type.GetProperty("extra_specs").GetProperty("snapshot_support").GetString());
        Assert.True(type.GetProperty("os-share-type-access:is_public").GetBoolean());
        Assert.False(type.TryGetProperty("share_type_access:is_public", out _));
        Assert.False(type.TryGetProperty("is_default", out _));
        var refused = new { share_type = new { name = "b", description = "d", extra_specs = new { driver_handles_share_servers = "False" } } };
        Assert.Equal(400, (await host.Post("/v2/types", refused, version: "2.40")).Status);
        Assert.Equal(400, (await host.Get("/v2/types?extra_specs={'a':'b'}", version: "2.42")).Status);
        Assert.Equal(404, (await host.Get("/v2/types/default")).Status);
    }

    [Fact]
    public async Task A_private_type_is_used_by_those_it_was_granted_to()
    {
        var made = await host.Post("/v2/types", new Dictionary<string, object>
        {
            ["share_type"] = new Dictionary<string, object>
            {
                ["name"] = "secret", ["share_type_access:is_public"] = false, ["extra_specs"] = new { driver_handles_share_servers = false },
            },
        });
        var id = made.Json.GetProperty("share_type").GetProperty("id").GetString();
        Assert.Equal(404, (await host.Get($"/v2/types/{id}", ApiHost.Member)).Status);
        var action = new { addProjectAccess = new { project = MemberProject } };
        Assert.Equal(202, (await host.Post($"/v2/types/{id}/action", action)).Status);
        Assert.Equal(409, (await host.Post($"/v2/types/{id}/action", action)).Status);
        Assert.Equal(200, (await host.Get($"/v2/types/{id}", ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get($"/v2/types/{id}", ApiHost.Stranger)).Status);
        Assert.Equal(1, (await host.Get("/v2/types", ApiHost.Member)).Json.GetProperty("share_types").GetArrayLength());
        Assert.Equal(0, (await host.Get("/v2/types?is_public=true")).Json.GetProperty("share_types").GetArrayLength());
        Assert.Equal(1, (await host.Get("/v2/types?is_public=all")).Json.GetProperty("share_types").GetArrayLength());
        var grants = (await host.Get($"/v2/types/{id}/share_type_access")).Json.GetProperty("share_type_access");
        Assert.Equal(MemberProject, grants[0].GetProperty("project_id").GetString());
        Assert.Equal(202, (await host.Post($"/v2/types/{id}/action", new { removeProjectAccess = new { project = MemberProject } })).Status);
        Assert.Equal(404, (await host.Post($"/v2/types/{id}/action", new { removeProjectAccess = new { project = MemberProject } })).Status);
        Assert.Equal(400, (await host.Post($"/v2/types/{id}/action", new { addProjectAccess = new { project = "me" } })).Status);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"share_type":null}""")]
    [InlineData("""{"share_type":{"name":"a"}}""")]
    [InlineData("""{"share_type":{"name":"a","extra_specs":{}}}""")]
    [InlineData("""{"share_type":{"name":" ","extra_specs":{"driver_handles_share_servers":false}}}""")]
    [InlineData("""{"share_type":{"name":"a","extra_specs":{"driver_handles_share_servers":"perhaps"}}}""")]
    [InlineData("""{"share_type":{"name":"a","extra_specs":{"driver_handles_share_servers":false,"a b":"c"}}}""")]
    [InlineData("""{"share_type":{"name":"a","extra_specs":{"driver_handles_share_servers":false,"k":"\ud800"}}}""")]
    [InlineData("""{"share_type":{"name":"a","extra_specs":{"driver_handles_share_servers":false,"\ud800":"v"}}}""")]
    [InlineData("""{"share_type":{"name":"a","extra_specs":{"driver_handles_share_servers":false,"replication_type":"odd"}}}""")]
    [InlineData("""{"share_type":{"name":"a","extra_specs":{"driver_handles_share_servers":false,"provisioning:max_share_size":"0"}}}""")]
    public async Task A_bad_share_type_is_refused(string body) => Assert.Equal(400, (await host.Post("/v2/types", body)).Status);
}
