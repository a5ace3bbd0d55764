using System.Text.Json;
using Abaca.Server.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>Every list that is registered: whole without a limit, and whole page by page with one.</summary>
public sealed class EveryListTests : IAsyncLifetime
{
    const int Cut = 2;

    // The history of operations is given by a hundred unless asked otherwise, and links on: it may be long, and nobody wants all of it.

    /// <summary>Lists that are as long as the installation is large, or hold what this test does not make.</summary>
    static readonly string[] Short =
        ["/os-services", "/services", "/scheduler-stats/pools", "/scheduler-stats/pools/detail", "/os-availability-zone", "/availability-zones", "/extensions", "/reconcile"];

    /// <summary>Lists of what this release does not have.</summary>
    const int Absent = 0;

    ApiHost host = null!;

    public async ValueTask InitializeAsync() => host = await FiveOfEach.Start(Cut);

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
            if (count is < FiveOfEach.Many and not Absent && !Short.Contains(path)) wrong.Add($"{path}: only {count} without a limit");
            if (count >= FiveOfEach.Many) filled.Add(path);
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
}
