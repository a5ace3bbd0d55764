using System.Text.Json;
using Abaca.Drivers.Dummy;
using Abaca.Server.Services;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Replicas;

/// <summary>A running service with two backends that replicate with each other in two zones, and what tests of replicas do again and again.</summary>
public sealed class ReplicaHost : IAsyncDisposable
{
    /// <summary>Project of <see cref="ApiHost.Member"/>.</summary>
    public const string Project = "b0000000000000000000000000000002";

    ReplicaHost(ApiHost host) => Host = host;

    /// <summary>The service.</summary>
    public ApiHost Host { get; }

    /// <summary>The backend in zone "here".</summary>
    public DummyDriver Here => Host.DummyOf("dummy");

    /// <summary>The backend in zone "there".</summary>
    public DummyDriver There => Host.DummyOf("second");

    /// <summary>Starts one; lines are added to the second backend's section.</summary>
    public static async Task<ReplicaHost> Start(params string[] ofSecond)
    {
        var host = await ApiHost.Start(
        [
            "enabled_share_backends = dummy,second", "replica_state_update_interval = 3600", "[dummy]", "replication_domain = lab",
            "backend_availability_zone = here", "[second]", "share_driver = abaca.dummy", "driver_handles_share_servers = False",
            "replication_domain = lab", "backend_availability_zone = there", .. ofSecond,
        ]);
        foreach (var type in (string[])["readable", "dr", "writable"])
        {
            var made = await host.Post("/v2/types", new
            {
                share_type = new
                {
                    name = type,
                    extra_specs = new
                    {
                        driver_handles_share_servers = false, snapshot_support = true, create_share_from_snapshot_support = true,
                        revert_to_snapshot_support = true, replication_type = type,
                    },
                },
            });
            Assert.True(made.Status == 200, made.Text);
        }
        return new ReplicaHost(host);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>A share in zone "here" that is available.</summary>
    public async Task<string> Share(string type = "readable", int size = 1)
    {
        var id = await Made("/v2/shares", new { share = new { share_proto = "NFS", size, share_type = type, availability_zone = "here" } });
        await Host.UntilStatus($"/v2/shares/{id}", "share", "available");
        return id;
    }

    /// <summary>A replica of it in zone "there" that is available and in the state.</summary>
    public async Task<string> Replica(string share, string state = "in_sync")
    {
        var id = await Made("/v2/share-replicas", new { share_replica = new { share_id = share } });
        await Until(id, "available", state);
        return id;
    }

    /// <summary>Its active replica.</summary>
    public async Task<string> ActiveOf(string share) =>
        (await Shown($"share-replicas/detail?share_id={share}", "share_replicas")).EnumerateArray()
        .Single(r => r.GetProperty("replica_state").GetString() == "active").GetProperty("id").GetString()!;

    /// <summary>Polls until a replica has the status and the state.</summary>
    public Task Until(string replica, string status, string state) => Host.Until(
        async () =>
        {
            var seen = await Host.Get($"/v2/share-replicas/{replica}");
            if (seen.Status != 200) return false;
            var shown = seen.Json.GetProperty("share_replica");
            return shown.GetProperty("status").GetString() == status && shown.GetProperty("replica_state").GetString() == state;
        }, $"replica {replica} is {status} and {state}");

    /// <summary>Does something with a replica.</summary>
    public Task<Answer> Act(string replica, string action, object? body = null, string token = ApiHost.Admin) =>
        Host.Post($"/v2/share-replicas/{replica}/action", new Dictionary<string, object?> { [action] = body }, token);

    /// <summary>Makes a replica the active one and waits until it is.</summary>
    public async Task Promote(string replica)
    {
        var answer = await Act(replica, "promote", token: ApiHost.Member);
        Assert.True(answer.Status == 202, answer.Text);
        await Until(replica, "available", "active");
    }

    /// <summary>Allows a client and answers with the rule's id when it is active.</summary>
    public async Task<string> Allow(string share, string to, string level = "rw")
    {
        var made = await Host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = to, access_level = level } }, ApiHost.Member);
        Assert.True(made.Status == 200, made.Text);
        var id = made.Json.GetProperty("access").GetProperty("id").GetString()!;
        await UntilRule(id, "active");
        return id;
    }

    /// <summary>Polls until a rule has the state.</summary>
    public Task UntilRule(string id, string state) => Host.Until(
        async () => (await Host.Get($"/v2/share-access-rules/{id}", ApiHost.Member)).Json.GetProperty("access").GetProperty("state").GetString() == state,
        $"rule {id} is {state}");

    /// <summary>A snapshot that is available.</summary>
    public async Task<string> Snapshot(string share)
    {
        var id = await Made("/v2/snapshots", new { snapshot = new { share_id = share, name = "monday" } });
        await Host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available");
        return id;
    }

    /// <summary>POSTs and answers with the new thing's id.</summary>
    public async Task<string> Made(string path, object body, string token = ApiHost.Member)
    {
        var made = await Host.Post(path, body, token);
        Assert.True(made.Status is 200 or 202, made.Text);
        return made.Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
    }

    /// <summary>What a GET shows under an envelope.</summary>
    public async Task<JsonElement> Shown(string path, string envelope, string token = ApiHost.Member)
    {
        var answer = await Host.Get($"/v2/{path}", token);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json.GetProperty(envelope);
    }

    /// <summary>What the detailed quotas say is in use.</summary>
    public async Task<int> InUse(string resource) =>
        (await Shown($"quota-sets/{Project}/detail", "quota_set")).GetProperty(resource).GetProperty("in_use").GetInt32();

    /// <summary>Clients in force on a backend for a replica, as <c>10.0.0.1 Rw</c>.</summary>
    public static IReadOnlyList<string> Rules(DummyDriver backend, string replica) =>
        [.. backend.Holds().Shares.Single(s => s.InstanceId == replica).Rules.Select(r => $"{r.To} {r.Level}").Order(StringComparer.Ordinal)];

    /// <summary>The backend is there as far as this process knows; or not.</summary>
    public void SetReachable(string section, bool reachable)
    {
        var backends = Host.Services.GetRequiredService<Backends>();
        if (reachable) backends.Add($"testhost@{section}", Host.DummyOf(section));
        else backends.Remove($"testhost@{section}");
    }
}
