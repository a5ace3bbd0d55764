using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>Shares in other states than available are found through an index of their own; what each caller sees is the same as ever.</summary>
public sealed class UnsettledShareTests
{
    [Theory]
    [InlineData("/v2/shares")]
    [InlineData("/v2/shares/detail")]
    public async Task Shares_in_a_state_are_listed_newest_first_and_only_those_the_caller_may_see(string path)
    {
        await using var host = await ApiHost.Start();
        await host.MakeType();
        var (older, newer, fine) = (await host.MakeShare(), await host.MakeShare(), await host.MakeShare());
        var foreign = await host.MakeShare(token: ApiHost.Admin);
        foreach (var id in (string[])[older, newer, foreign]) await Reset(host, id, "error");

        Assert.Equal([newer, older], await Listed(host, $"{path}?status=error", ApiHost.Member));
        Assert.Equal([older, newer], await Listed(host, $"{path}?status=error&sort_dir=asc", ApiHost.Member));
        Assert.Equal([older], await Listed(host, $"{path}?status=error&limit=1&marker={newer}", ApiHost.Member));
        Assert.Equal([foreign], await Listed(host, $"{path}?status=error", ApiHost.Admin));
        Assert.Equal([foreign, newer, older], await Listed(host, $"{path}?status=error&all_tenants=1", ApiHost.Admin));
        Assert.Equal([fine], await Listed(host, $"{path}?status=available", ApiHost.Member));

        await Reset(host, newer, "available");
        Assert.Equal([older], await Listed(host, $"{path}?status=error", ApiHost.Member));
        Assert.Equal(1, (await host.Get($"{path}?status=error&with_count=true", ApiHost.Member)).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task A_share_shown_again_shows_what_has_changed()
    {
        await using var host = await ApiHost.Start();
        var type = await host.MakeType();
        var id = await host.MakeShare();
        await Shows(host, id, "share_type_name", "plain");

        Assert.Equal(200, (await host.Put($"/v2/types/{type}", new { share_type = new { name = "other" } })).Status);
        await Shows(host, id, "share_type_name", "other");
        await Reset(host, id, "error");
        await Shows(host, id, "status", "error");
        Assert.Equal(200, (await host.Put($"/v2/shares/{id}", new { share = new { display_name = "renamed" } }, ApiHost.Member)).Status);
        await Shows(host, id, "name", "renamed");
        Assert.True((await host.Get($"/v2/shares/{id}")).Json.GetProperty("share").TryGetProperty("host", out _));
        Assert.False((await host.Get($"/v2/shares/{id}", ApiHost.Member)).Json.GetProperty("share").TryGetProperty("host", out _));
    }

    /// <summary>Twice: the second answer is made of what is remembered.</summary>
    static async Task Shows(ApiHost host, string id, string field, string value)
    {
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(value, (await host.Get($"/v2/shares/{id}", ApiHost.Member)).Json.GetProperty("share").GetProperty(field).GetString());
        }
    }

    static async Task Reset(ApiHost host, string id, string status)
    {
        var answer = await host.Post($"/v2/shares/{id}/action", new { reset_status = new { status } });
        Assert.True(answer.Status == 202, answer.Text);
    }

    static async Task<IReadOnlyList<string>> Listed(ApiHost host, string path, string token)
    {
        var answer = await host.Get(path, token);
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("shares").EnumerateArray().Select(s => s.GetProperty("id").GetString()!)];
    }
}
