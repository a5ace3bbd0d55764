using System.Text.Json;
using Abaca.Drivers.Dummy;
using Xunit;

namespace Abaca.Tests.Server.ShareMigration;

/// <summary>A service with two pools, and another backend that the first cannot reach.</summary>
static class MovingHost
{
    public const string Left = "testhost@dummy#left";
    public const string Right = "testhost@dummy#right";
    public const string Far = "testhost@other#far";

    public static async Task<ApiHost> Start(params string[] lines)
    {
        var host = await ApiHost.Start(Lines(lines));
        await host.Until(async () => (await host.Get("/v2/scheduler-stats/pools")).Json.GetProperty("pools").GetArrayLength() == 3, "three pools are known");
        return host;
    }

    static string[] Lines(string[] lines) =>
    [
        "default_share_type = plain", "migration_driver_continue_update_interval = 1", "enabled_share_backends = dummy,other",
        .. lines.TakeWhile(l => l != "[dummy]"),
        "[dummy]", "dummy_pools = left:100,right:100", .. lines.SkipWhile(l => l != "[dummy]").Skip(1),
        "[other]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", "dummy_pools = far:100",
    ];

    /// <summary>A share on the left.</summary>
    public static async Task<string> ShareOnTheLeft(this ApiHost host, int size = 1, string type = "plain")
    {
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size, name = "docs", share_type = type, scheduler_hints = new { only_host = Left } } });
        Assert.True(made.Status == 200, made.Text);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{id}", "share", "available", ApiHost.Admin);
        Assert.Equal(Left, (await host.Share(id)).Text("host"));
        return id;
    }

    public static async Task<string> Snapshot(this ApiHost host, string share)
    {
        var made = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share, name = "monday" } });
        Assert.True(made.Status == 202, made.Text);
        var id = made.Json.GetProperty("snapshot").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{id}", "snapshot", "available", ApiHost.Admin);
        return id;
    }

    public static async Task<string> Rule(this ApiHost host, string share, string client)
    {
        var made = await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = client, access_level = "rw" } });
        Assert.True(made.Status == 200, made.Text);
        var id = made.Json.GetProperty("access").GetProperty("id").GetString()!;
        await host.Until(async () => await host.RuleState(id) == "active", "the rule is active");
        return id;
    }

    public static async Task<string?> RuleState(this ApiHost host, string rule) =>
        (await host.Get($"/v2/share-access-rules/{rule}")).Json.GetProperty("access").GetProperty("state").GetString();

    /// <summary>Asks for a move that insists on nothing but what is given.</summary>
    public static Task<Answer> Move(
        this ApiHost host, string share, string to, bool writable = false, bool nondisruptive = false, bool snapshots = false, string? type = null) =>
        host.Post($"/v2/shares/{share}/action", new
        {
            migration_start = new { host = to, writable, nondisruptive, preserve_metadata = false, preserve_snapshots = snapshots, new_share_type_id = type },
        });

    public static async Task Accepted(this ApiHost host, string share, string action)
    {
        var answer = await host.Post($"/v2/shares/{share}/action", new Dictionary<string, object?> { [action] = null });
        Assert.True(answer.Status == 202, answer.Text);
    }

    public static Task UntilTask(this ApiHost host, string share, string task) => host.Until(
        async () => (await host.Share(share)).Text("task_state") == task, $"the task state of the share is {task}");

    public static async Task<JsonElement> Share(this ApiHost host, string share) => (await host.Get($"/v2/shares/{share}")).Json.GetProperty("share");

    public static async Task<List<JsonElement>> Instances(this ApiHost host, string share) =>
        [.. (await host.Get($"/v2/shares/{share}/instances")).Json.GetProperty("share_instances").EnumerateArray()];

    public static string? Text(this JsonElement json, string name) => json.GetProperty(name).GetString();

    /// <summary>What is used of the quotas of the administrator's project, as <c>shares 1, gigabytes 2, …</c>; of one type when it is named.</summary>
    public static async Task<string> Used(this ApiHost host, string? type = null)
    {
        var answer = await host.Get($"/v2/quota-sets/a0000000000000000000000000000001/detail{(type is null ? "" : $"?share_type={type}")}");
        Assert.True(answer.Status == 200, answer.Text);
        var set = answer.Json.GetProperty("quota_set");
        return string.Join(", ", ((string[])["shares", "gigabytes", "snapshots", "snapshot_gigabytes"]).Select(r => $"{r} {set.GetProperty(r).GetProperty("in_use")}"));
    }

    /// <summary>GiB promised on a pool.</summary>
    public static ValueTask<long> Promised(this ApiHost host, string pool) =>
        host.Db.Number($"SELECT COALESCE(SUM(promised_gib), 0) FROM pool_uses WHERE host = {pool}");

    public static IReadOnlyList<string> Pools(this DummyDriver dummy, string share) =>
        [.. dummy.Holds().Shares.Where(s => s.ShareId == share).Select(s => s.Pool).Order(StringComparer.Ordinal)];
}
