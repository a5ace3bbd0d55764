using System.Text.Json;
using Abaca.Drivers.Dummy;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.Replicas;

/// <summary>Requests about replicas: what is refused, what clients of each version see, and what administrators overrule.</summary>
public sealed class ReplicaRequestTests
{
    [Fact]
    public async Task A_replica_that_cannot_be_is_refused_as_Manila_refuses_it()
    {
        await using var replicas = await ReplicaHost.Start();
        await replicas.Host.MakeType();
        var plain = await replicas.Host.MakeShare();
        var share = await replicas.Share();
        Task<int> Asked(object body, string version = ApiVersion.NewestText, string token = ApiHost.Member) => Status(replicas, "/v2/share-replicas", body, version, token);
        Assert.Equal(422, await Asked(new { share_id = share }));
        Assert.Equal(400, await Asked(new { share_replica = new { availability_zone = "there" } }));
        Assert.Equal(404, await Asked(new { share_replica = new { share_id = Guid.NewGuid() } }));
        Assert.Equal(404, await Asked(new { share_replica = new { share_id = share } }, token: ApiHost.Stranger));
        Assert.Equal(400, await Asked(new { share_replica = new { share_id = plain } }));
        Assert.Equal(400, await Asked(new { share_replica = new { share_id = share, availability_zone = "nowhere" } }));
        Assert.Equal(400, await Asked(new { share_replica = new { share_id = share, share_network_id = Guid.NewGuid() } }));
        Assert.Equal(400, await Asked(new { share_replica = new { share_id = share, scheduler_hints = new { same_host = "x" } } }));
        Assert.Equal(200, (await replicas.Host.Put($"/v2/quota-sets/{ReplicaHost.Project}", new { quota_set = new { share_replicas = 1 } })).Status);
        Assert.Equal(413, await Asked(new { share_replica = new { share_id = share } }));
        Assert.Equal(200, (await replicas.Host.Put($"/v2/quota-sets/{ReplicaHost.Project}", new { quota_set = new { share_replicas = 10, replica_gigabytes = 1 } })).Status);
        Assert.Equal(413, await Asked(new { share_replica = new { share_id = share } }));
        Assert.Equal(1, await replicas.Host.Db.Number($"SELECT COUNT(*) FROM share_instances WHERE share_id = {share}"));
    }

    [Fact]
    public async Task The_hint_only_host_is_heeded_for_administrators()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var body = new { share_replica = new { share_id = share, scheduler_hints = new { only_host = "testhost@dummy#elsewhere" } } };
        var nowhere = await replicas.Made("/v2/share-replicas", body, ApiHost.Admin);
        await replicas.Until(nowhere, "error", "error");
        var there = new { share_replica = new { share_id = share, scheduler_hints = new { only_host = "testhost@second#fake_pool_for_second" } } };
        await replicas.Until(await replicas.Made("/v2/share-replicas", there, ApiHost.Admin), "available", "in_sync");
    }

    [Theory]
    [InlineData("2.10", false, 404)]
    [InlineData("2.11", false, 404)]
    [InlineData("2.11", true, 200)]
    [InlineData("2.55", false, 404)]
    [InlineData("2.55", true, 200)]
    [InlineData("2.56", false, 200)]
    public async Task Replicas_were_an_experiment_first(string version, bool experimental, int status)
    {
        await using var host = await ApiHost.Start();
        Assert.Equal(status, (await host.Send(HttpMethod.Get, "/v2/share-replicas", ApiHost.Member, null, version, experimental)).Status);
    }

    [Fact]
    public async Task Locations_of_other_replicas_are_hidden_in_the_share_and_shown_with_the_replica()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        async Task<int> Locations(string version) =>
            (await replicas.Host.Get($"/v2/shares/{share}/export_locations", ApiHost.Member, version)).Json.GetProperty("export_locations").GetArrayLength();
        Assert.Equal((4, 2), (await Locations("2.46"), await Locations("2.47")));
        var own = await replicas.Shown($"share-replicas/{second}/export-locations", "export_locations");
        Assert.Equal(["in_sync", "in_sync"], own.EnumerateArray().Select(e => e.GetProperty("replica_state").GetString()));
        Assert.Equal(200, (await replicas.Host.Get($"/v2/share-replicas/{second}/export-locations/{own[0].GetProperty("id").GetString()}", ApiHost.Member)).Status);
        Assert.Equal(3, (await replicas.Shown($"share_instances/{second}/export_locations", "export_locations", ApiHost.Admin)).GetArrayLength());
        var instances = await replicas.Shown($"shares/{share}/instances", "share_instances", ApiHost.Admin);
        Assert.Equal(2, instances.GetArrayLength());
    }

    [Fact]
    public async Task Replicas_are_listed_by_share_and_for_their_project_alone()
    {
        await using var replicas = await ReplicaHost.Start();
        var (one, _) = (await replicas.Share(), await replicas.Share());
        var second = await replicas.Replica(one);
        async Task<string[]> Ids(string query, string token = ApiHost.Member) =>
            [.. (await replicas.Shown($"share-replicas{query}", "share_replicas", token)).EnumerateArray().Select(r => r.GetProperty("id").GetString()!)];
        Assert.Equal([await replicas.ActiveOf(one), second], await Ids($"?share_id={one}"));
        Assert.Equal(3, (await Ids("")).Length);
        Assert.Equal(3, (await Ids("", ApiHost.Admin)).Length);
        Assert.Empty(await Ids("", ApiHost.Stranger));
        Assert.Empty(await Ids($"?share_id={Guid.NewGuid()}"));
        var page = await replicas.Host.Get("/v2/share-replicas?limit=2", ApiHost.Member);
        Assert.Equal(2, page.Json.GetProperty("share_replicas").GetArrayLength());
        var next = page.Json.GetProperty("share_replica_links")[0].GetProperty("href").GetString()!;
        var rest = await replicas.Host.Get(new Uri(next).PathAndQuery, ApiHost.Member);
        Assert.Equal(second, Assert.Single(rest.Json.GetProperty("share_replicas").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(404, (await replicas.Host.Get($"/v2/share-replicas/{second}", ApiHost.Stranger)).Status);
    }

    [Fact]
    public async Task A_promotion_checks_what_it_is_told()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        foreach (var wrong in (object[])[-1, "soon", 1.5, new[] { 1 }])
        {
            Assert.Equal(400, (await replicas.Act(second, "promote", new { quiesce_wait_time = wrong })).Status);
        }
        Assert.Equal(200, (await replicas.Act(await replicas.ActiveOf(share), "promote", new { quiesce_wait_time = 3 })).Status);
        replicas.Here.Slow(DummyMethod.Extend, TimeSpan.FromSeconds(1));
        Assert.Equal(202, (await replicas.Host.Post($"/v2/shares/{share}/action", new { extend = new { new_size = 2 } }, ApiHost.Member)).Status);
        Assert.Equal(400, (await replicas.Act(second, "promote")).Status);
        await replicas.Host.UntilStatus($"/v2/shares/{share}", "share", "available");
        var answer = await replicas.Act(second, "promote", new { quiesce_wait_time = 3 }, ApiHost.Member);
        Assert.Equal((202, "replication_change"), (answer.Status, answer.Json.GetProperty("share_replica").GetProperty("status").GetString()));
        await replicas.Until(second, "available", "active");
    }

    [Fact]
    public async Task A_share_with_replicas_keeps_its_snapshots_and_itself_in_care()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        await replicas.Replica(share);
        var snapshot = await replicas.Snapshot(share);
        Assert.Equal(409, await Status(replicas, "/v2/snapshots/manage", new { snapshot = new { share_id = share, provider_location = "old" } }, token: ApiHost.Admin));
        Assert.Equal(409, await Status(replicas, $"/v2/snapshots/{snapshot}/action", new { unmanage = (string?)null }, token: ApiHost.Admin));
        Assert.Equal(202, (await replicas.Host.Delete($"/v2/snapshots/{snapshot}", ApiHost.Member)).Status);
        await replicas.Host.UntilGone($"/v2/snapshots/{snapshot}");
        Assert.Equal(409, await Status(replicas, $"/v2/shares/{share}/action", new { unmanage = (string?)null }, token: ApiHost.Admin));
        Assert.Equal(409, await Status(replicas, $"/v2/shares/{share}/action", new { force_delete = (string?)null }, token: ApiHost.Admin));
    }

    [Fact]
    public async Task An_administrator_overrules_status_and_state_of_a_replica()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Replica(share);
        replicas.SetReachable("second", false);
        Assert.Equal(403, (await replicas.Act(second, "reset_status", new { status = "error" }, ApiHost.Member)).Status);
        Assert.Equal(400, (await replicas.Act(second, "reset_status", new { status = "odd" })).Status);
        Assert.Equal(202, (await replicas.Act(second, "reset_status", new { status = "error" })).Status);
        Assert.Equal("error", (await replicas.Shown($"share-replicas/{second}", "share_replica")).GetProperty("status").GetString());
        Assert.Equal("available", (await replicas.Shown($"shares/{share}", "share")).GetProperty("status").GetString());
        Assert.Equal(400, await Status(replicas, $"/v2/shares/{share}/action", Allow("10.0.0.1"), "2.73"));
        Assert.Equal(200, await Status(replicas, $"/v2/shares/{share}/action", Allow("10.0.0.1"), "2.74"));

        Assert.Equal(202, (await replicas.Act(second, "reset_replica_state", new { replica_state = "in_sync" })).Status);
        Assert.Equal(400, (await replicas.Act(second, "reset_replica_state", new { replica_state = "odd" })).Status);
        Assert.Equal(400, (await replicas.Act(await replicas.ActiveOf(share), "reset_replica_state", new { replica_state = "in_sync" })).Status);
        Assert.Equal(202, await Status(replicas, $"/v2/share_instances/{second}/action", new { reset_status = new { status = "available" } }, token: ApiHost.Admin));
        Assert.Equal("available", (await replicas.Shown($"share-replicas/{second}", "share_replica")).GetProperty("status").GetString());
        replicas.SetReachable("second", true);
        Assert.Equal(202, await Status(replicas, $"/v2/share_instances/{second}/action", new { force_delete = (string?)null }, token: ApiHost.Admin));
        await replicas.Host.UntilGone($"/v2/share-replicas/{second}");
        Assert.Equal(200, (await replicas.Host.Get($"/v2/shares/{share}", ApiHost.Member)).Status);
    }

    [Fact]
    public async Task A_replica_has_metadata_of_its_own()
    {
        await using var replicas = await ReplicaHost.Start();
        var share = await replicas.Share();
        var second = await replicas.Made("/v2/share-replicas", new { share_replica = new { share_id = share, metadata = new { color = "green" } } });
        var path = $"/v2/share-replicas/{second}/metadata";
        Assert.Equal("""{"metadata":{"size":"small"}}""", (await replicas.Host.Post(path, new { metadata = new { size = "small" } }, ApiHost.Member)).Text);
        Assert.Equal("""{"metadata":{"color":"green","size":"small"}}""", (await replicas.Host.Get(path, ApiHost.Member)).Text);
        Assert.Equal(200, (await replicas.Host.Delete($"{path}/color", ApiHost.Member)).Status);
        Assert.Equal(404, (await replicas.Host.Delete($"{path}/color", ApiHost.Member)).Status);
        Assert.Equal("""{"metadata":{"a":"b"}}""", (await replicas.Host.Put(path, new { metadata = new { a = "b" } }, ApiHost.Member)).Text);
        Assert.Equal("""{"meta":{"a":"b"}}""", (await replicas.Host.Get($"{path}/a", ApiHost.Member)).Text);
        Assert.Equal(404, (await replicas.Host.Get(path, ApiHost.Stranger)).Status);
    }

    [Fact]
    public async Task Pools_say_how_they_replicate_only_where_there_is_somebody_to_replicate_with()
    {
        await using var replicas = await ReplicaHost.Start();
        await using var alone = await ApiHost.Start();
        async Task<JsonElement> Capability(ApiHost host) =>
            (await host.Get("/v2/scheduler-stats/pools/detail")).Json.GetProperty("pools")[0].GetProperty("capabilities").GetProperty("replication_type");
        Assert.Equal(JsonValueKind.Null, (await Capability(alone)).ValueKind);
        Assert.Equal(["readable", "writable", "dr"], (await Capability(replicas.Host)).EnumerateArray().Select(t => t.GetString()!));
    }

    static object Allow(string to) => new { allow_access = new { access_type = "ip", access_to = to } };

    static async Task<int> Status(ReplicaHost replicas, string path, object body, string version = ApiVersion.NewestText, string token = ApiHost.Member) =>
        (await replicas.Host.Post(path, body, token, version)).Status;
}
