using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>Lists that the service cuts: nothing is lost to whoever follows the links.</summary>
public sealed class CutListTests : IAsyncLifetime
{
    const int Cut = 3;

    ApiHost host = null!;

    public static TheoryData<string, string, string> Lists => new()
    {
        { "shares", "shares", "shares_links" },
        { "shares/detail", "shares", "shares_links" },
        { "snapshots", "snapshots", "share_snapshots_links" },
        { "snapshots/detail", "snapshots", "share_snapshots_links" },
        { "share-groups", "share_groups", "share_groups_links" },
        { "share-groups/detail", "share_groups", "share_groups_links" },
    };

    public async ValueTask InitializeAsync()
    {
        host = await ApiHost.Start("auth_strategy = embedded", "default_share_type = plain", $"osapi_max_limit = {Cut}");
        await host.MakeType();
        var type = (await host.Get("/v2/types/default")).Json.GetProperty("share_type").GetProperty("id").GetString();
        var kind = await host.Post("/v2/share-group-types", new { share_group_type = new { name = "plain", share_types = new[] { type } } });
        Assert.True(kind.Status == 200, kind.Text);
        for (var i = 0; i < (2 * Cut) + 1; i++) await MakeOneOfEach(kind.Json.GetProperty("share_group_type").GetProperty("id").GetString()!);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Whoever_follows_the_links_sees_everything(string path, string list, string links)
    {
        foreach (var query in (string[])["", "?limit=5", "?limit=1000", "?limit=2", "?offset=0"])
        {
            var (ids, _) = await NextPages.Follow(host, $"/v2/{path}{query}", list, links);
            Assert.Equal((2 * Cut) + 1, ids.Distinct().Count());
            Assert.Equal(ids.Count, ids.Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Whoever_asks_for_no_pages_gets_everything_and_no_link(string path, string list, string links)
    {
        foreach (var (query, rest) in ((string, int)[])[("", (2 * Cut) + 1), ($"?offset={Cut}", Cut + 1), ("?offset=100", 0)])
        {
            var all = await host.Get($"/v2/{path}{query}", ApiHost.Member);
            Assert.Equal(rest, all.Json.GetProperty(list).GetArrayLength());
            Assert.False(all.Json.TryGetProperty(links, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_cut_page_has_a_link_while_something_is_left(string path, string list, string links)
    {
        var end = await host.Get($"/v2/{path}?limit=1000&offset={Cut + 1}", ApiHost.Member); // just as many as one page holds
        Assert.Equal(Cut, end.Json.GetProperty(list).GetArrayLength());
        Assert.False(end.Json.TryGetProperty(links, out _));
        var more = await host.Get($"/v2/{path}?limit=1000&offset={Cut}", ApiHost.Member);
        Assert.Equal(Cut, more.Json.GetProperty(list).GetArrayLength());
        Assert.True(more.Json.TryGetProperty(links, out _));
    }

    async Task MakeOneOfEach(string groupType)
    {
        var share = await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1 } }, ApiHost.Member);
        var id = share.Json.GetProperty("share").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
        Assert.Equal(202, (await host.Post("/v2/snapshots", new { snapshot = new { share_id = id } }, ApiHost.Member)).Status);
        Assert.Equal(202, (await host.Post("/v2/share-groups", new { share_group = new { share_group_type_id = groupType } }, ApiHost.Member)).Status);
    }
}
