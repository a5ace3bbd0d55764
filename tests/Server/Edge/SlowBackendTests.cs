using System.Diagnostics;
using Xunit;

namespace Abaca.Tests.Server.Edge;

/// <summary>A project that asks much of a slow backend does not put the next project behind all of it.</summary>
public sealed class SlowBackendTests
{
    const int Many = 150;

    // Waiting for a turn may cost a little; to stand behind 150 others would be five times as long with the 32 slots of a lane, and more.
    const double Most = 2;

    [Fact]
    public async Task Another_projects_creation_and_rule_take_as_long_as_on_a_quiet_service()
    {
        await using var host = await ApiHost.Start(
            "quota_shares = -1", "quota_gigabytes = -1", "default_share_type = plain",
            "[dummy]", "dummy_pools = p:100000", "dummy_driver_driver_methods_delays = create:1,set_access:1");
        await host.MakeType();
        var quiet = await Once(host);

        var greedy = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => Create(host, ApiHost.Member)));
        var beside = await Once(host);
        Assert.True(beside.Creation < quiet.Creation * Most, $"creation: {beside.Creation.TotalSeconds:0.00} s beside {Many}, {quiet.Creation.TotalSeconds:0.00} s alone");

        foreach (var id in greedy) await host.UntilStatus($"/v2/shares/{id}", "share", "available");
        await Task.WhenAll(greedy.Select(id => Allow(host, id, ApiHost.Member)));
        var rules = await Once(host);
        Assert.True(rules.Rule < quiet.Rule * Most, $"rule: {rules.Rule.TotalSeconds:0.00} s beside {Many}, {quiet.Rule.TotalSeconds:0.00} s alone");
    }

    static async Task<(TimeSpan Creation, TimeSpan Rule)> Once(ApiHost host)
    {
        var creation = Stopwatch.StartNew();
        var id = await Create(host, ApiHost.Stranger);
        await host.UntilStatus($"/v2/shares/{id}", "share", "available", ApiHost.Stranger);
        creation.Stop();
        var rule = Stopwatch.StartNew();
        await Allow(host, id, ApiHost.Stranger);
        await host.Until(
            async () => (await host.Get($"/v2/share-access-rules?share_id={id}", ApiHost.Stranger)).Json.GetProperty("access_list")[0].GetProperty("state").GetString() == "active",
            "the rule is active");
        return (creation.Elapsed, rule.Elapsed);
    }

    static async Task<string> Create(ApiHost host, string token)
    {
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1 } }, token);
        Assert.True(made.Status == 200, made.Text);
        return made.Json.GetProperty("share").GetProperty("id").GetString()!;
    }

    static async Task Allow(ApiHost host, string share, string token)
    {
        var made = await host.Post($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "192.0.2.7" } }, token);
        Assert.True(made.Status == 200, made.Text);
    }
}
