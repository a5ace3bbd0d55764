using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>Follows next links as a client does.</summary>
static class NextPages
{
    /// <summary>Ids of all pages in order, and how many pages held some.</summary>
    public static async Task<(List<string> Ids, int Pages)> Follow(ApiHost host, string path, string list, string links)
    {
        var ids = new List<string>();
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages < 100, $"{path} never ends");
            var answer = await host.Get(path, ApiHost.Member);
            Assert.True(answer.Status == 200, $"{path}: {answer.Text}");
            var page = answer.Json.GetProperty(list).EnumerateArray().Select(i => i.GetProperty("id").GetString()!).ToList();
            ids.AddRange(page);
            if (!answer.Json.TryGetProperty(links, out var next)) return (ids, page.Count > 0 ? pages + 1 : pages);
            path = new Uri(next[0].GetProperty("href").GetString()!).PathAndQuery;
        }
    }
}
