using System.Text.Json;
using Xunit;

namespace Abaca.Tests.Server.Admin;

/// <summary>Share types, quotas, messages, services, pools and zones over real HTTP.</summary>
public sealed class AdminApiTests : IAsyncLifetime
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

    [Fact]
    public async Task Quotas_hold_are_shown_and_go_back_to_the_defaults()
    {
        await host.MakeType();
        var set = $"/v2/quota-sets/{MemberProject}";
        Assert.Equal(50, (await host.Get(set, ApiHost.Member)).Json.GetProperty("quota_set").GetProperty("shares").GetInt32());
        Assert.Equal(403, (await host.Get(set, ApiHost.Stranger)).Status);
        Assert.Equal(403, (await host.Put(set, new { quota_set = new { shares = 2 } }, ApiHost.Member)).Status);
        Assert.Equal(200, (await host.Put(set, new { quota_set = new { shares = 2, gigabytes = "5" } })).Status);
        await host.MakeShare(size: 4);
        var over = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 2, share_type = "plain" } }, ApiHost.Member);
        Assert.Equal(413, over.Status);
        Assert.Contains("gigabytes", over.Message, StringComparison.Ordinal);
        var detail = (await host.Get($"{set}/detail", ApiHost.Member)).Json.GetProperty("quota_set");
        Assert.Equal("""{"limit":5,"in_use":4,"reserved":0}""", detail.GetProperty("gigabytes").GetRawText());
        Assert.Equal(400, (await host.Put(set, new { quota_set = new { gigabytes = 3 } })).Status);
        Assert.Equal(200, (await host.Put(set, new { quota_set = new { gigabytes = 3, force = true } })).Status);
        Assert.Equal(400, (await host.Put($"{set}?user_id=u", new { quota_set = new { shares = 3 } })).Status);
        Assert.Equal(400, (await host.Put($"{set}?share_type=plain", new { quota_set = new { share_networks = 1 } })).Status);
        Assert.Equal(400, (await host.Put($"{set}?share_type=plain", new { quota_set = new { shares = 1 } }, version: "2.38")).Status);
        var limits = (await host.Get("/v2/limits", ApiHost.Member)).Json.GetProperty("limits").GetProperty("absolute");
        Assert.Equal((3, 4), (limits.GetProperty("maxTotalShareGigabytes").GetInt32(), limits.GetProperty("totalShareGigabytesUsed").GetInt32()));
        Assert.Equal(202, (await host.Delete(set)).Status);
        Assert.Equal(1000, (await host.Get(set)).Json.GetProperty("quota_set").GetProperty("gigabytes").GetInt32());
        Assert.Equal(200, (await host.Put("/v2/quota-class-sets/default", new { quota_class_set = new { shares = 7 } })).Status);
        Assert.Equal(7, (await host.Get($"{set}/defaults")).Json.GetProperty("quota_set").GetProperty("shares").GetInt32());
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"quota_set":{}}""")]
    [InlineData("""{"quota_set":{"shares":-2}}""")]
    [InlineData("""{"quota_set":{"shares":9223372036854775808}}""")]
    [InlineData("""{"quota_set":{"shares":"many"}}""")]
    [InlineData("""{"quota_set":{"shoes":1}}""")]
    [InlineData("""{"quota_set":{"shares":[]}}""")]
    public async Task A_bad_quota_is_refused(string body) => Assert.Equal(400, (await host.Put("/v2/quota-sets/p", body)).Status);

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

    [Fact]
    public async Task Services_pools_and_zones_are_shown()
    {
        var services = (await host.Get("/v2/services?binary=manila-share")).Json.GetProperty("services");
        Assert.Equal(("testhost@dummy", "up", "enabled"), (services[0].GetProperty("host").GetString(), services[0].GetProperty("state").GetString(), services[0].GetProperty("status").GetString()));
        Assert.Equal(200, (await host.Get("/v2/os-services", version: "2.6")).Status);
        Assert.Equal(404, (await host.Get("/v2/os-services")).Status);
        var named = new { host = "testhost@dummy", binary = "manila-share", disabled_reason = "repair" };
        Assert.Equal("repair", (await host.Put("/v2/services/disable", named)).Json.GetProperty("disabled_reason").GetString());
        Assert.Empty((await host.Get("/v2/scheduler-stats/pools")).Json.GetProperty("pools").EnumerateArray());
        Assert.Equal(200, (await host.Put("/v2/services/enable", new { host = "testhost@dummy", binary = "manila-share" })).Status);
        Assert.Equal(404, (await host.Put("/v2/services/enable", new { host = "x", binary = "manila-share" })).Status);
        Assert.Equal(400, (await host.Put("/v2/services/disable", named, version: "2.82")).Status);

        await host.Until(async () => (await host.Get("/v2/scheduler-stats/pools/detail?host=test&backend=du")).Json.GetProperty("pools").GetArrayLength() > 0, "a pool is reported");
        var pool = (await host.Get("/v2/scheduler-stats/pools/detail")).Json.GetProperty("pools")[0];
        Assert.Equal("dummy", pool.GetProperty("capabilities").GetProperty("share_backend_name").GetString());
        Assert.False((await host.Get("/v2/scheduler-stats/pools")).Json.GetProperty("pools")[0].TryGetProperty("capabilities", out _));
        Assert.Equal(0, (await host.Get("/v2/scheduler-stats/pools?shape=round")).Json.GetProperty("pools").GetArrayLength());
        Assert.Equal(400, (await host.Get("/v2/scheduler-stats/pools?host=(")).Status);
        Assert.Equal(400, (await host.Get("/v2/scheduler-stats/pools?share_type=none")).Status);
        Assert.Equal("nova", (await host.Get("/v2/availability-zones", ApiHost.Member)).Json.GetProperty("availability_zones")[0].GetProperty("name").GetString());
        Assert.Equal("""{"extensions":[]}""", (await host.Get("/v2/extensions", ApiHost.Member)).Text);
    }

    [Fact]
    public async Task A_failed_creation_leaves_a_message_for_its_owner_alone()
    {
        await host.Post("/v2/types", new { share_type = new { name = "odd", extra_specs = new { driver_handles_share_servers = false, tier = "none-has-this" } } });
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "odd" } }, ApiHost.Member);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString();
        await host.UntilStatus($"/v2/shares/{id}", "share", "error");
        var url = $"/v2/messages?resource_id={id}&message_level=ERROR&limit=1&sort_key=created_at&sort_dir=desc";
        var messages = (await host.Get(url, ApiHost.Member, "2.37")).Json.GetProperty("messages");
        Assert.Equal(("001", "008"), (messages[0].GetProperty("action_id").GetString(), messages[0].GetProperty("detail_id").GetString()));
        var message = $"/v2/messages/{messages[0].GetProperty("id").GetString()}";
        Assert.Equal(0, (await host.Get(url, ApiHost.Stranger)).Json.GetProperty("messages").GetArrayLength());
        Assert.Equal(404, (await host.Get(message, ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Delete(message, ApiHost.Stranger)).Status);
        Assert.Equal(404, (await host.Get(message, ApiHost.Member, "2.36")).Status);
        Assert.Equal(204, (await host.Delete(message, ApiHost.Member)).Status);
        Assert.Equal(404, (await host.Get(message, ApiHost.Member)).Status);
        Assert.Equal(400, (await host.Get("/v2/messages?limit=-1", ApiHost.Member)).Status);
        Assert.Equal(400, (await host.Get("/v2/messages?created_since=soon", ApiHost.Member)).Status);
    }
}
