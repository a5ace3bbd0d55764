using System.Text.Json;
using Abaca.Drivers.Dummy;
using Abaca.Tests.Server.AccessRules;
using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>A share that found no backend: what is asked for it comes to an end all the same.</summary>
public sealed class SharesOnNoBackendTests : IAsyncLifetime
{
    ApiHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start("scheduler_max_attempts = 3");
        await host.MakeType();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Rules_that_were_asked_for_while_it_was_made_end_in_error_and_denied_ones_go()
    {
        var share = await Copied();
        var (wanted, unwanted) = (await Allow(share, "10.0.0.1"), await Allow(share, "10.0.0.2"));
        Assert.Equal(202, (await Act(share, new { deny_access = new { access_id = unwanted } })).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "error");
        Assert.Equal("", await HostOf(share));

        await host.Until(async () => (await Rule(wanted)).Json.GetProperty("access").GetProperty("state").GetString() == "error", "the rule is in error");
        await host.UntilGone($"/v2/share-access-rules/{unwanted}");
        Assert.Equal("error", (await Shown(share)).GetProperty("access_rules_status").GetString());
        await host.Until(async () => await host.Db.Number($"SELECT COUNT(*) FROM reconciliations") == 0, "nothing is left to be looked at");
        Assert.Contains("SHARE 010 001", await DirectRows.Messages(host, share));

        Assert.Equal(202, (await host.Delete($"/v2/shares/{share}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{share}");
    }

    [Fact]
    public async Task Work_on_one_that_an_operator_called_available_is_refused_and_ends()
    {
        var share = await Copied();
        await host.UntilStatus($"/v2/shares/{share}", "share", "error");
        await CallAvailable(share);

        Assert.Equal(202, (await Act(share, new { extend = new { new_size = 3 } })).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "available"); // nothing was touched
        Assert.Equal(1, (await Shown(share)).GetProperty("size").GetInt32());
        Assert.Equal(202, (await Act(share, new { extend = new { new_size = 3, force = true } }, ApiHost.Admin)).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "extending_error");

        await CallAvailable(share);
        var snapshot = await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member);
        Assert.Equal(202, snapshot.Status);
        var taken = $"/v2/snapshots/{snapshot.Json.GetProperty("snapshot").GetProperty("id").GetString()}";
        await host.UntilStatus(taken, "snapshot", "error");
        await host.Until(async () => await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE open_key IS NOT NULL") == 0, "nothing is under way");
    }

    /// <summary>A share from a snapshot whose only pool refuses it, a second after it was chosen.</summary>
    async Task<string> Copied()
    {
        var parent = await host.MakeShare();
        var snapshot = (await host.Post("/v2/snapshots", new { snapshot = new { share_id = parent } }, ApiHost.Member)).Json.GetProperty("snapshot").GetProperty("id").GetString();
        await host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        host.Dummy.Slow(DummyMethod.CreateFromSnapshot, TimeSpan.FromSeconds(1));
        host.Dummy.Fail(DummyMethod.CreateFromSnapshot, DummyFailure.Parse("refuse"));
        var made = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, snapshot_id = snapshot } }, ApiHost.Member);
        var id = made.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{id}", "share", "creating_from_snapshot");
        return id;
    }

    async Task CallAvailable(string share)
    {
        Assert.Equal(202, (await Act(share, new { reset_status = new { status = "available" } }, ApiHost.Admin)).Status);
        Assert.Equal("", await HostOf(share));
    }

    Task<Answer> Act(string share, object action, string token = ApiHost.Member) => host.Post($"/v2/shares/{share}/action", action, token);

    async Task<string> Allow(string share, string to)
    {
        var answer = await Act(share, new { allow_access = new { access_type = "ip", access_to = to } });
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json.GetProperty("access").GetProperty("id").GetString()!;
    }

    Task<Answer> Rule(string id) => host.Get($"/v2/share-access-rules/{id}", ApiHost.Member);

    async Task<JsonElement> Shown(string share, string token = ApiHost.Member) => (await host.Get($"/v2/shares/{share}", token)).Json.GetProperty("share");

    async Task<string> HostOf(string share) => (await Shown(share, ApiHost.Admin)).GetProperty("host").GetString() ?? "";
}
