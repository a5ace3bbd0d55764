using System.Globalization;
using System.Text.Json;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>What lists of shares hold, in which order and in which pieces.</summary>
public sealed class ShareListTests(ManyShares world) : IClassFixture<ManyShares>
{
    public static TheoryData<string, string> Filters => new()
    {
        { "name=twin", "7 8" },
        { "name=Report", "3" },
        { "name=no such", "" },
        { "name~=report_1", "1" },
        { "name~=100%25", "0" },
        { "name~=%25", "0" },
        { "name~=_", "1" },
        { "name~=!", "5" },
        { "name~=🦙", "6" },
        { "name~=\\", "" },
        { "description=number 4", "4" },
        { "description~=number 1", "1 10" },
        { "status=available", "0 1 2 3 4 5 6 7 8 9 10" },
        { "status=error", "" },
        { "share_type_id=OTHER", "1 3 5 7 9" },
        { "snapshot_id=00000000-0000-0000-0000-000000000000", "" },
        { "share_network_id=x", "" },
        { "share_group_id=x", "" },
        { "mount_point_name=x", "" },
        { "availability_zone=nova", "0 1 2 3 4 5 6 7 8 9 10" },
        { "availability_zone=mars", "" },
        { "is_soft_deleted=true", "" },
        { "is_soft_deleted=false&name=last", "10" },
        { "metadata={'parity': 'odd'}", "1 3 5 7 9" },
        { "metadata={\"parity\": \"odd\", \"o'clock\": \"3\"}", "3" },
        { "metadata={'parity': 'neither'}", "" },
        { "metadata={}", "0 1 2 3 4 5 6 7 8 9 10" },
        { "export_location_path=nowhere:/", "" },
        { "export_location_id=00000000-0000-0000-0000-000000000000", "" },
        { "name=twin&metadata={'parity': 'odd'}", "7" },
        { "name=", "0 1 2 3 4 5 6 7 8 9 10" },
        { "display_name=twin", "7 8" },
        { "display_name~=report_1", "1" },
        { "display_description=number 4", "4" },
        { "display_description~=number 1", "1 10" },
        { "name=twin&display_name=Report", "7 8" },
        { "name=twin&name~=no such", "7 8" },
        { "display_name=twin&display_description=number 8", "8" },
        { "unheard_of=x", "0 1 2 3 4 5 6 7 8 9 10" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Each_filter_finds_what_it_says(string query, string numbers)
    {
        query = query.Replace("OTHER", world.OtherType, StringComparison.Ordinal);
        foreach (var path in (string[])["shares", "shares/detail"])
        {
            Assert.Equal(numbers, await Found($"/v2/{path}?{query}"));
        }
    }

    [Fact]
    public async Task An_export_location_leads_to_its_share()
    {
        var location = (await world.Host.Get($"/v2/shares/{world.Shares[2]}/export_locations", ApiHost.Member)).Json.GetProperty("export_locations")[0];
        Assert.Equal("2", await Found($"/v2/shares?export_location_id={location.GetProperty("id").GetString()}"));
        Assert.Equal("2", await Found($"/v2/shares?export_location_path={location.GetProperty("path").GetString()}"));
    }

    [Theory]
    [InlineData("host=testhost", 200)]
    [InlineData("host=testhost@dummy", 200)]
    [InlineData("host=testhost@dummy%23fake_pool_for_dummy", 200)]
    [InlineData("extra_specs={'snapshot_support': 'True'}", 200)]
    [InlineData("share_server_id=x", 200)]
    public async Task Filters_on_what_lies_behind_are_for_administrators(string query, int status)
    {
        Assert.Equal(status, (await world.Host.Get($"/v2/shares?all_tenants=1&{query}")).Status);
        Assert.Equal(403, (await world.Host.Get($"/v2/shares?{query}", ApiHost.Member)).Status);
        if (query.StartsWith("host", StringComparison.Ordinal)) Assert.Equal(world.Shares.Count + 2, (await Ids($"/v2/shares?all_tenants=1&{query}", ApiHost.Admin)).Count);
    }

    [Fact]
    public async Task A_part_of_a_host_name_is_no_host() => Assert.Empty(await Ids("/v2/shares?all_tenants=1&host=testhos", ApiHost.Admin));

    [Theory]
    [InlineData("name~=report_1", "2.35")]
    [InlineData("description=number 4", "2.35")]
    [InlineData("availability_zone=mars", "2.96")]
    [InlineData("is_soft_deleted=true", "2.68")]
    [InlineData("export_location_path=nowhere:/", "2.34")]
    [InlineData("mount_point_name=x", "2.83")]
    public async Task A_filter_is_not_seen_before_its_version(string query, string version) =>
        Assert.Equal(world.Shares.Count, (await world.Host.Get($"/v2/shares?{query}", ApiHost.Member, version)).Json.GetProperty("shares").GetArrayLength());

    [Theory]
    [InlineData("display_name=twin")]
    [InlineData("display_name~=twin")]
    public async Task The_names_of_old_are_seen_at_every_version(string query)
    {
        foreach (var version in (string[])["2.0", "2.35", "2.36", ApiVersion.NewestText])
            Assert.Equal(2, (await world.Host.Get($"/v2/shares?{query}", ApiHost.Member, version)).Json.GetProperty("shares").GetArrayLength());
    }

    [Fact]
    public async Task Other_projects_are_seen_by_administrators_who_ask_and_by_nobody_else()
    {
        Assert.Equal(world.Shares.Count + 2, (await Ids("/v2/shares?all_tenants=1", ApiHost.Admin)).Count);
        Assert.Single(await Ids("/v2/shares?all_tenants=1&project_id=c0000000000000000000000000000003", ApiHost.Admin));
        Assert.Single(await Ids("/v2/shares", ApiHost.Admin));
        Assert.Equal(world.Shares.Count, (await Ids("/v2/shares?all_tenants=1")).Count);
        Assert.Equal(world.Shares.Count, (await Ids("/v2/shares?all_tenants=1&project_id=c0000000000000000000000000000003")).Count);
    }

    [Fact]
    public async Task Public_shares_are_listed_for_those_who_ask()
    {
        Assert.Equal(world.Shares.Count + 1, (await Ids("/v2/shares?is_public=true")).Count);
        Assert.Equal(world.Shares.Count, (await Ids("/v2/shares?is_public=false")).Count);
        Assert.Equal(2, (await Ids("/v2/shares?is_public=true", ApiHost.Stranger)).Count);
    }

    [Theory]
    [InlineData("size")]
    [InlineData("created_at")]
    [InlineData("name")]
    [InlineData("display_name")]
    [InlineData("id")]
    public async Task Lists_are_sorted_both_ways(string key)
    {
        var up = await Values($"/v2/shares/detail?sort_dir=asc&sort_key={key}", key);
        var down = await Values($"/v2/shares/detail?sort_dir=desc&sort_key={key}", key);
        Assert.Equal(up.Order(key == "size" ? Comparer<string>.Create((a, b) => int.Parse(a, CultureInfo.InvariantCulture) - int.Parse(b, CultureInfo.InvariantCulture)) : StringComparer.Ordinal), up);
        Assert.Equal(up.AsEnumerable().Reverse(), down);
    }

    [Fact]
    public async Task Without_asking_the_newest_come_first() => Assert.Equal(world.Shares.AsEnumerable().Reverse(), await Ids("/v2/shares"));

    [Theory]
    [InlineData("id")]
    [InlineData("status")]
    [InlineData("size")]
    [InlineData("host")]
    [InlineData("share_proto")]
    [InlineData("availability_zone")]
    [InlineData("user_id")]
    [InlineData("project_id")]
    [InlineData("created_at")]
    [InlineData("updated_at")]
    [InlineData("display_name")]
    [InlineData("share_type_id")]
    [InlineData("share_type")]
    [InlineData("share_network_id")]
    [InlineData("share_network")]
    [InlineData("snapshot_id")]
    [InlineData("snapshot")]
    public async Task Followed_to_the_end_the_pages_hold_every_share_once_whatever_the_order(string key)
    {
        foreach (var direction in (string[])["asc", "desc"])
        {
            var (ids, pages) = await Follow($"/v2/shares/detail?limit=3&sort_key={key}&sort_dir={direction}", "shares");
            Assert.Equal(world.Shares.Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));
            Assert.Equal(4, pages);
        }
    }

    [Theory]
    [InlineData("/v2/b0000000000000000000000000000002/shares?limit=4&name~=r&with_count=true&metadata={'parity': 'even'}")]
    [InlineData("/v2/shares?limit=1&name=twin")]
    [InlineData("/v2/shares?limit=11")]
    public async Task The_next_page_keeps_what_was_asked(string path)
    {
        var all = await Ids(path.Replace("limit=", "nolimit=", StringComparison.Ordinal));
        Assert.Equal(all, (await Follow(path, "shares")).Ids);
    }

    [Fact]
    public async Task Pages_by_offset_hold_every_share_once_and_end_with_an_empty_one()
    {
        var ids = new List<string>();
        for (var offset = 0; ; offset += 4)
        {
            var page = await Ids($"/v2/shares?limit=4&offset={offset}");
            if (page.Count == 0) break;
            ids.AddRange(page);
        }
        Assert.Equal(await Ids("/v2/shares"), ids);
        Assert.Equal(world.Shares.Count - 4, (await Ids("/v2/shares?offset=4")).Count);
    }

    [Fact]
    public async Task A_page_of_nothing_is_empty_and_a_short_page_is_the_last()
    {
        Assert.Empty(await Ids("/v2/shares?limit=0"));
        Assert.False((await world.Host.Get("/v2/shares?limit=0", ApiHost.Member)).Json.TryGetProperty("shares_links", out _));
        Assert.False((await world.Host.Get("/v2/shares?limit=12", ApiHost.Member)).Json.TryGetProperty("shares_links", out _));
        Assert.False((await world.Host.Get("/v2/shares", ApiHost.Member)).Json.TryGetProperty("shares_links", out _));
    }

    [Fact]
    public async Task The_count_is_of_all_pages_and_only_there_when_asked_for()
    {
        foreach (var path in (string[])["shares", "shares/detail"])
        {
            Assert.Equal(11, (await world.Host.Get($"/v2/{path}?with_count=true&limit=2&offset=3", ApiHost.Member)).Json.GetProperty("count").GetInt32());
            Assert.Equal(2, (await world.Host.Get($"/v2/{path}?with_count=1&name=twin", ApiHost.Member)).Json.GetProperty("count").GetInt32());
            Assert.False((await world.Host.Get($"/v2/{path}?with_count=false", ApiHost.Member)).Json.TryGetProperty("count", out _));
            Assert.False((await world.Host.Get($"/v2/{path}?with_count=true", ApiHost.Member, "2.41")).Json.TryGetProperty("count", out _));
        }
    }

    [Fact]
    public async Task A_marker_that_names_nothing_is_refused_instead_of_ending_the_list()
    {
        var answer = await world.Host.Get("/v2/shares?limit=3&marker=00000000-0000-0000-0000-000000000000", ApiHost.Member);
        Assert.Equal(400, answer.Status);
        Assert.Contains("marker", answer.Message, StringComparison.Ordinal);
    }

    async Task<string> Found(string path) =>
        string.Join(' ', (await Ids(path)).Select(id => world.Shares.IndexOf(id)).Order());

    async Task<List<string>> Ids(string path, string token = ApiHost.Member) =>
        [.. (await Listed(path, token)).EnumerateArray().Select(s => s.GetProperty("id").GetString()!)];

    async Task<List<string>> Values(string path, string key) =>
        [.. (await Listed(path, ApiHost.Member)).EnumerateArray().Select(s => s.GetProperty(key == "display_name" ? "name" : key).ToString())];

    async Task<JsonElement> Listed(string path, string token)
    {
        var answer = await world.Host.Get(path, token);
        Assert.True(answer.Status == 200, $"{path}: {answer.Text}");
        return answer.Json.GetProperty("shares");
    }

    Task<(List<string> Ids, int Pages)> Follow(string path, string list) => NextPages.Follow(world.Host, path, list, $"{list}_links");
}
