using System.Text.Json;
using Abaca.Server.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>Every list that is registered: whole without a limit, and whole page by page with one.</summary>
public sealed class EveryListTests : IAsyncLifetime
{
    const int Cut = 2;
    const int Many = (2 * Cut) + 1;

    // The history of operations is given by a hundred unless asked otherwise, and links on: it may be long, and nobody wants all of it.

    /// <summary>Lists that are as long as the installation is large, or hold what this test does not make.</summary>
    static readonly string[] Short =
        ["/os-services", "/services", "/scheduler-stats/pools", "/scheduler-stats/pools/detail", "/os-availability-zone", "/availability-zones", "/extensions", "/reconcile"];

    /// <summary>Lists of what this release does not have.</summary>
    const int Absent = 0;

    ApiHost host = null!;

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start(
            "auth_strategy = embedded", "default_share_type = plain", "quota_gigabytes = -1", "quota_per_share_gigabytes = -1", $"osapi_max_limit = {Cut}", "enabled_share_backends = dummy,second",
            "[dummy]", "replication_domain = d", "[second]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", "replication_domain = d");
        await host.MakeType();
        var type = (await host.Get("/v2/types/default")).Json.GetProperty("share_type").GetProperty("id").GetString();
        await Made("/v2/types", new { share_type = new { name = "copied", extra_specs = new { driver_handles_share_servers = false, replication_type = "readable" } } });
        for (var i = 0; i < Many; i++) await MakeOneOfEach(type!, i);
        await host.Until(async () => (await host.Get("/v2/messages")).Json.GetProperty("messages").GetArrayLength() == Many, "each failure has its message");
        await host.Until(async () => await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE finished_at IS NULL") == 0, "all is settled");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Nothing_is_lost_whether_pages_are_asked_for_or_not()
    {
        var (wrong, filled) = (new List<string>(), new List<string>());
        foreach (var path in Lists())
        {
            var all = await host.Get($"/v2{path}");
            if (all.Status != 200 || ArrayOf(all.Json) is not { } list) continue;
            var count = path == "/operations" ? (await Follow($"/v2{path}", list.Name)).Count : list.Value.GetArrayLength();
            if (count is < Many and not Absent && !Short.Contains(path)) wrong.Add($"{path}: only {count} without a limit");
            if (count >= Many) filled.Add(path);
            if (path.StartsWith("/scheduler-stats", StringComparison.Ordinal)) continue; // every key of its query is a filter, as in Manila
            foreach (var limit in (int[])[1, Cut, 1000])
            {
                var paged = await Follow($"/v2{path}?limit={limit}", list.Name);
                if (paged.Count != count || paged.Distinct().Count() != count) wrong.Add($"{path}: {paged.Distinct().Count()} of {count} with limit {limit}");
            }
        }
        Assert.Empty(wrong);
        Assert.True(filled.Count >= 15, $"only {string.Join(", ", filled)}");
    }

    IEnumerable<string> Lists() => host.Services.GetRequiredService<ApiRoutes>().All
        .Where(o => o.Method == "GET" && !o.Path.Contains('{', StringComparison.Ordinal))
        .Select(o => o.Path).Distinct();

    static JsonProperty? ArrayOf(JsonElement answer) => answer.ValueKind != JsonValueKind.Object
        ? null
        : answer.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array && !p.Name.EndsWith("_links", StringComparison.Ordinal))
            .Select(p => (JsonProperty?)p).FirstOrDefault();

    async Task<List<string>> Follow(string path, string list)
    {
        var items = new List<string>();
        for (var pages = 0; pages < 100; pages++)
        {
            var page = await host.Get(path);
            Assert.True(page.Status == 200, $"{path}: {page.Text}");
            items.AddRange(page.Json.GetProperty(list).EnumerateArray().Select(item => item.GetRawText()));
            var links = page.Json.EnumerateObject().FirstOrDefault(p => p.Name.EndsWith("_links", StringComparison.Ordinal));
            if (links.Value.ValueKind != JsonValueKind.Array) return items;
            path = new Uri(links.Value[0].GetProperty("href").GetString()!).PathAndQuery;
        }
        Assert.Fail($"{path} never ends");
        return items;
    }

    async Task MakeOneOfEach(string type, int number)
    {
        await Made("/v2/types", new { share_type = new { name = $"type {number}", extra_specs = new { driver_handles_share_servers = false } } });
        var kind = await Made("/v2/share-group-types", new { share_group_type = new { name = $"group type {number}", share_types = new[] { type } } });
        var share = Id((await Made("/v2/shares", new { share = new { share_proto = "NFS", size = 1 } })).GetProperty("share"));
        await host.UntilStatus($"/v2/shares/{share}", "share", "available", ApiHost.Admin);
        await Made("/v2/snapshots", new { snapshot = new { share_id = share } });
        await Made("/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "copied" } });
        await Made("/v2/shares", new { share = new { share_proto = "NFS", size = 1_000_000 } }); // no pool has so much room: a message says so
        var group = Id((await Made("/v2/share-groups", new { share_group = new { share_group_type_id = Id(kind.GetProperty("share_group_type")) } })).GetProperty("share_group"));
        await host.UntilStatus($"/v2/share-groups/{group}", "share_group", "available", ApiHost.Admin);
        await Made("/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = group } });
    }

    async Task<JsonElement> Made(string path, object body)
    {
        var made = await host.Post(path, body, ApiHost.Admin);
        Assert.True(made.Status is 200 or 202, $"{path}: {made.Text}");
        return made.Json;
    }

    static string Id(JsonElement made) => made.GetProperty("id").GetString()!;
}
