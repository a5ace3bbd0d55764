using System.Text.Json;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>Lists are made of shares that were rendered before; what they show is nevertheless what is so now.</summary>
public sealed class FreshListTests
{
    [Fact]
    public async Task A_list_shows_every_change_at_once_to_every_kind_of_caller()
    {
        await using var host = await ApiHost.Start();
        var type = await host.MakeType();
        var (one, two) = (await host.MakeShare(), await host.MakeShare());
        foreach (var (token, version) in new[] { (ApiHost.Member, ApiVersion.NewestText), (ApiHost.Member, "2.20"), (ApiHost.Admin, ApiVersion.NewestText) }) await Same(host, token, version);

        Assert.Equal(200, (await host.Put($"/v2/shares/{one}", new { share = new { display_name = "renamed" } }, ApiHost.Member)).Status);
        await Same(host, ApiHost.Member, ApiVersion.NewestText);
        Assert.Contains(await Listed(host, ApiHost.Member, ApiVersion.NewestText), s => s.GetProperty("name").GetString() == "renamed");

        Assert.Equal(200, (await host.Put($"/v2/types/{type}", new { share_type = new { name = "other" } })).Status);
        Assert.All(await Listed(host, ApiHost.Member, ApiVersion.NewestText), s => Assert.Equal("other", s.GetProperty("share_type_name").GetString()));

        Assert.Equal(202, (await host.Delete($"/v2/shares/{two}", ApiHost.Member)).Status);
        await host.UntilGone($"/v2/shares/{two}");
        Assert.Equal([one], (await Listed(host, ApiHost.Member, ApiVersion.NewestText)).Select(s => s.GetProperty("id").GetString()));
    }

    /// <summary>Twice the list, the second time from what is remembered, and each share by itself.</summary>
    static async Task Same(ApiHost host, string token, string version)
    {
        var first = await Listed(host, token, version);
        var second = await Listed(host, token, version);
        Assert.NotEmpty(first);
        Assert.Equal(first.Select(s => s.GetRawText()), second.Select(s => s.GetRawText()));
        foreach (var listed in second)
        {
            var shown = await host.Get($"/v2/shares/{listed.GetProperty("id").GetString()}", token, version);
            Assert.Equal(shown.Json.GetProperty("share").GetRawText(), listed.GetRawText());
        }
    }

    static async Task<IReadOnlyList<JsonElement>> Listed(ApiHost host, string token, string version)
    {
        var answer = await host.Get("/v2/shares/detail?all_tenants=1", token, version);
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("shares").EnumerateArray()];
    }
}
