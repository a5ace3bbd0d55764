using System.Text.Json;
using Abaca.Tests.Compat.Clients;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Lives;

/// <summary>Access that is denied right after a start, while all shares are being checked, is not given back by the check.</summary>
public sealed class DeniedAccessTests
{
    const int Shares = 16;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task On_the_local_backend_a_client_stays_out_that_was_denied_after_a_kill()
    {
        Requirements.ForClients();
        await using var service = await ServiceProcess.Start(ServiceSetting.Local.WithoutPasswords());
        var caller = new Caller(service, "tenant");
        var shares = await Make(caller);
        var locations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var share in shares.Keys)
            locations[share] = (await caller.Must(HttpMethod.Get, $"/shares/{share}/export_locations")).GetProperty("export_locations")[0].GetProperty("path").GetString()!;
        await Parallel.ForEachAsync(locations.Values, async (location, _) => (await Nfs.Write(location, "letter", "from a client")).Succeeded());

        service.Kill();
        await service.StartUntilItAnswers();
        await Parallel.ForEachAsync(shares, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (share, _) =>
        {
            await DenyAndWait(caller, share.Key, share.Value);
            (await Nfs.Read(locations[share.Key], "letter")).Failed();
        });
        Assert.True(await service.Says($"verified {Shares} shares", Patience), service.LogTail);
        await Parallel.ForEachAsync(locations.Values, async (location, _) => (await Nfs.Read(location, "letter")).Failed());
    }

    [Fact]
    public async Task On_a_slow_backend_no_share_waits_for_the_others_and_none_has_a_denied_rule_again()
    {
        var setting = ServiceSetting.Dummy.WithoutPasswords().With("dummy_driver_driver_methods_delays = ensure:0.5");
        await using var service = await ServiceProcess.Start(setting);
        var caller = new Caller(service, "tenant");
        var shares = await Make(caller);

        service.Kill();
        await service.Start();
        var left = shares.Count;
        foreach (var (share, rule) in shares)
        {
            await DenyAndWait(caller, share, rule);
            left--;
            Assert.Equal(left, Held(service));
        }
        Assert.True(await service.Says($"verified {Shares} shares", Patience), service.LogTail);
        Assert.Equal(0, Held(service));
    }

    /// <summary>Shares with the one rule that each has.</summary>
    static async Task<IReadOnlyDictionary<string, string>> Make(Caller caller)
    {
        await caller.Must(HttpMethod.Post, "/types", new { share_type = new { name = "plain", extra_specs = new { driver_handles_share_servers = false } } });
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < Shares; i++)
        {
            var share = (await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "plain" } }))
                .GetProperty("share").GetProperty("id").GetString()!;
            await Until(async () => Text(await caller.Must(HttpMethod.Get, $"/shares/{share}"), "share", "status") == "available", $"{share} is available");
            var body = new { allow_access = new { access_type = "ip", access_to = "127.0.0.1", access_level = "rw" } };
            made[share] = Text(await caller.Must(HttpMethod.Post, $"/shares/{share}/action", body), "access", "id");
        }
        foreach (var rule in made.Values)
            await Until(async () => Text(await caller.Must(HttpMethod.Get, $"/share-access-rules/{rule}"), "access", "state") == "active", $"{rule} is active");
        return made;
    }

    static async Task DenyAndWait(Caller caller, string share, string rule)
    {
        await caller.Must(HttpMethod.Post, $"/shares/{share}/action", new { deny_access = new { access_id = rule } });
        await Until(async () => await caller.Send(HttpMethod.Get, $"/share-access-rules/{rule}") is { Status: 404 }, $"{rule} is gone");
    }

    /// <summary>Shares that have a rule, as the backend's state file says: its last line about each.</summary>
    static int Held(ServiceProcess service)
    {
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(service.BackendState, "held.json")))
        {
            if (line.Length == 0 || !JsonDocument.Parse(line).RootElement.TryGetProperty("Share", out var share)) continue;
            last[share.GetProperty("InstanceId").GetString()!] = share.TryGetProperty("Rules", out var rules) ? rules.GetArrayLength() : 0;
        }
        return last.Values.Count(rules => rules > 0);
    }

    static async Task Until(Func<Task<bool>> condition, string what) => Assert.True(await Deadline.Holds(condition, Patience), $"Not in time: {what}");

    static string Text(JsonElement answer, string envelope, string field) => answer.GetProperty(envelope).GetProperty(field).GetString()!;
}
