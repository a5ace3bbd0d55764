using Xunit;

namespace Abaca.Tests.Server.Hostile;

/// <summary>Metadata keys for administrators only: at every place where metadata enters, also at the creation of what bears it.</summary>
[Trait("Suite", "Hostile")]
public sealed class AdminOnlyMetadataTests : IAsyncLifetime
{
    const string Owner = "__affinity_same_host";
    const string Configured = "cost_center";

    ApiHost host = null!;
    string share = "", snapshot = "", rule = "", location = "", replica = "";

    /// <summary>The keys that this service keeps for administrators.</summary>
    public static TheoryData<string> Keys => [Owner, Configured];

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start($"admin_only_metadata = {Owner},{Configured}", $"admin_only_el_metadata = preferred,{Configured}", "[dummy]", "replication_domain = lab");
        await host.MakeType();
        share = await host.MakeShare();
        snapshot = await Made("/v2/snapshots", new { snapshot = new { share_id = share } });
        await host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        rule = await Made($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.1" } });
        location = (await host.Get($"/v2/shares/{share}/export_locations", ApiHost.Member)).Json.GetProperty("export_locations")[0].GetProperty("id").GetString()!;
        var specs = new { driver_handles_share_servers = false, replication_type = "readable" };
        Assert.Equal(200, (await host.Post("/v2/types", new { share_type = new { name = "replicated", extra_specs = specs } })).Status);
        var replicated = await host.MakeShare("replicated");
        replica = (await host.Get($"/v2/share-replicas?share_id={replicated}", ApiHost.Member)).Json.GetProperty("share_replicas")[0].GetProperty("id").GetString()!;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_creation_with_such_a_key_is_refused_and_nothing_is_made(string key)
    {
        var metadata = new Dictionary<string, string> { [key] = "x", ["color"] = "red" };
        var before = await Counted();
        foreach (var (path, body) in Creations(metadata))
        {
            var answer = await host.Post(path, body, ApiHost.Member);
            Assert.True(answer.Status == 403, $"{path}: {answer.Status} {answer.Text}");
        }
        Assert.Equal(before, await Counted());
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task A_change_with_such_a_key_is_refused_and_changes_nothing(string key)
    {
        foreach (var path in Bearers)
        {
            if (path.Contains("export_locations", StringComparison.Ordinal) && key == Owner) continue;
            var by = new[] { HttpMethod.Post, HttpMethod.Put };
            foreach (var method in path.Contains("access-rules", StringComparison.Ordinal) ? [HttpMethod.Put] : by)
            {
                var answer = await host.Send(method, path, ApiHost.Member, new { metadata = new Dictionary<string, string> { [key] = "x", ["color"] = "red" } });
                Assert.True(answer.Status == 403, $"{method} {path}: {answer.Status} {answer.Text}");
            }
            if (path.Contains("access-rules", StringComparison.Ordinal)) continue;
            var item = await host.Send(HttpMethod.Post, $"{path}/{key}", ApiHost.Member, new { metadata = new Dictionary<string, string> { [key] = "x" } });
            Assert.True(item.Status == 403, $"{path}/{key}: {item.Status} {item.Text}");
            Assert.DoesNotContain(key, (await host.Get(path, ApiHost.Member)).Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task What_an_administrator_has_set_stays_until_an_administrator_removes_it(string key)
    {
        foreach (var path in Bearers)
        {
            if (path.Contains("export_locations", StringComparison.Ordinal) && key == Owner) continue;
            var isRule = path.Contains("access-rules", StringComparison.Ordinal);
            var set = await host.Send(HttpMethod.Put, path, ApiHost.Admin, new { metadata = new Dictionary<string, string> { [key] = "x" } });
            Assert.True(set.Status == 200, $"{path}: {set.Status} {set.Text}");
            Assert.Equal(403, (await host.Delete($"{path}/{key}", ApiHost.Member)).Status);
            var replaced = await host.Put(path, new { metadata = new { color = "red" } }, ApiHost.Member);
            Assert.True(replaced.Status == 200, replaced.Text);
            Assert.Equal(200, (await host.Put(path, new { metadata = new Dictionary<string, string> { [key] = "x" } }, ApiHost.Member)).Status); // nothing new
            Assert.Contains($"\"{key}\":\"x\"", isRule ? (await host.Get($"/v2/share-access-rules/{rule}", ApiHost.Member)).Text : (await host.Get(path, ApiHost.Member)).Text, StringComparison.Ordinal);
            Assert.Equal(200, (await host.Delete($"{path}/{key}")).Status);
        }
    }

    [Fact]
    public async Task An_administrator_may_set_them_at_the_creation_too()
    {
        foreach (var (path, body) in Creations(new Dictionary<string, string> { [Configured] = "x" }))
        {
            var answer = await host.Post(path, body);
            Assert.True(answer.Status is 200 or 202, $"{path}: {answer.Status} {answer.Text}");
        }
    }

    IEnumerable<string> Bearers =>
    [
        $"/v2/shares/{share}/metadata", $"/v2/snapshots/{snapshot}/metadata", $"/v2/share-access-rules/{rule}/metadata",
        $"/v2/shares/{share}/export_locations/{location}/metadata", $"/v2/share-replicas/{replica}/metadata",
    ];

    IEnumerable<(string Path, object Body)> Creations(Dictionary<string, string> metadata) =>
    [
        ("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "plain", metadata } }),
        ("/v2/shares", new { share = new { share_proto = "NFS", size = 1, snapshot_id = snapshot, metadata } }),
        ("/v2/snapshots", new { snapshot = new { share_id = share, metadata } }),
        ($"/v2/shares/{share}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.7", metadata } }),
    ];

    async Task<long> Counted()
    {
        var count = 0L;
        foreach (var table in (string[])["shares", "snapshots", "access_rules", "operations"])
            count += await host.Db.Number(Abaca.Server.Data.Sql.Raw($"SELECT COUNT(*) FROM {table}"));
        return count;
    }

    async Task<string> Made(string path, object body)
    {
        var made = await host.Post(path, body, ApiHost.Member);
        Assert.True(made.Status is 200 or 202, made.Text);
        return made.Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
    }
}
