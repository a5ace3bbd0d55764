using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>What lists of snapshots hold, in which order and in which pieces.</summary>
public sealed class SnapshotListTests(ManyShares world) : IClassFixture<ManyShares>
{
    [Theory]
    [InlineData("name=monday", "0 4")]
    [InlineData("name~=_", "1")]
    [InlineData("name~=%25", "3")]
    [InlineData("name~=day", "0 1 4")]
    [InlineData("description=of the week", "0 1 2 3 4")]
    [InlineData("description~=week", "0 1 2 3 4")]
    [InlineData("description=another", "")]
    [InlineData("status=available", "0 1 2 3 4")]
    [InlineData("status=error", "")]
    [InlineData("share_id=FIRST", "0 1 2 3 4")]
    [InlineData("share_id=SECOND", "")]
    [InlineData("size=1", "0 1 2 3 4")]
    [InlineData("size=2", "")]
    [InlineData("metadata={'day': 'none'}", "2")]
    [InlineData("display_name=monday", "0 4")]
    [InlineData("display_name~=day", "0 1 4")]
    [InlineData("display_description=of the week", "0 1 2 3 4")]
    [InlineData("display_description~=another", "")]
    [InlineData("share_proto=CIFS", "0 1 2 3 4")] // for administrators only: dropped
    [InlineData("unheard_of=x", "0 1 2 3 4")]
    public async Task Each_filter_finds_what_it_says(string query, string numbers)
    {
        query = query.Replace("FIRST", world.Shares[0], StringComparison.Ordinal).Replace("SECOND", world.Shares[1], StringComparison.Ordinal);
        foreach (var path in (string[])["snapshots", "snapshots/detail"])
        {
            Assert.Equal(numbers, string.Join(' ', (await Ids($"/v2/{path}?{query}")).Select(id => world.Snapshots.IndexOf(id)).Order()));
        }
    }

    [Theory]
    [InlineData("id=FIRST", 1)]
    [InlineData("share_proto=NFS", 5)]
    [InlineData("share_proto=CIFS", 0)]
    [InlineData("share_size=1", 5)]
    [InlineData("share_size=2", 0)]
    [InlineData("user_id=nobody", 0)]
    [InlineData("project_id=nothing", 0)]
    [InlineData("usage=any", 5)]
    [InlineData("usage=used", 0)]
    [InlineData("usage=unused", 5)]
    public async Task Administrators_filter_by_more(string query, int found)
    {
        query = query.Replace("FIRST", world.Snapshots[0], StringComparison.Ordinal);
        var answer = await world.Host.Get($"/v2/snapshots?all_tenants=1&{query}");
        Assert.Equal(found, answer.Json.GetProperty("snapshots").GetArrayLength());
    }

    [Fact]
    public async Task A_use_that_is_none_is_refused() => Assert.Equal(400, (await world.Host.Get("/v2/snapshots?usage=sometimes")).Status);

    [Theory]
    [InlineData("id")]
    [InlineData("status")]
    [InlineData("size")]
    [InlineData("share_id")]
    [InlineData("user_id")]
    [InlineData("project_id")]
    [InlineData("progress")]
    [InlineData("created_at")]
    [InlineData("updated_at")]
    [InlineData("display_name")]
    [InlineData("name")]
    public async Task Followed_to_the_end_the_pages_hold_every_snapshot_once_whatever_the_order(string key)
    {
        foreach (var direction in (string[])["asc", "desc"])
        {
            var (ids, pages) = await NextPages.Follow(
                world.Host, $"/v2/snapshots/detail?limit=2&sort_key={key}&sort_dir={direction}", "snapshots", "share_snapshots_links");
            Assert.Equal(world.Snapshots.Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
            Assert.Equal(3, pages);
        }
    }

    [Fact]
    public async Task Counts_offsets_and_other_projects_are_as_with_shares()
    {
        Assert.Equal(world.Snapshots.AsEnumerable().Reverse(), await Ids("/v2/snapshots"));
        Assert.Equal(5, (await world.Host.Get("/v2/snapshots?with_count=true&limit=1", ApiHost.Member)).Json.GetProperty("count").GetInt32());
        Assert.False((await world.Host.Get("/v2/snapshots?with_count=true", ApiHost.Member, "2.78")).Json.TryGetProperty("count", out _));
        Assert.Equal(3, (await Ids("/v2/snapshots?offset=2")).Count);
        Assert.Empty(await Ids("/v2/snapshots?limit=0"));
        Assert.Empty(await Ids("/v2/snapshots", ApiHost.Stranger));
        Assert.Empty(await Ids("/v2/snapshots?all_tenants=1", ApiHost.Stranger));
        Assert.Empty(await Ids("/v2/snapshots", ApiHost.Admin));
        Assert.Equal(5, (await Ids("/v2/snapshots?all_tenants=1", ApiHost.Admin)).Count);
        Assert.Equal(400, (await world.Host.Get("/v2/snapshots?marker=nothing", ApiHost.Member)).Status);
    }

    async Task<List<string>> Ids(string path, string token = ApiHost.Member)
    {
        var answer = await world.Host.Get(path, token);
        Assert.True(answer.Status == 200, $"{path}: {answer.Text}");
        return [.. answer.Json.GetProperty("snapshots").EnumerateArray().Select(s => s.GetProperty("id").GetString()!)];
    }
}
