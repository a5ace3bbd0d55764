using System.Text.Json;
using Abaca.Server.Data;
using Abaca.Server.Microversions;
using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>A list of more than a thousand is given whole, in pieces, whether or not its shares were rendered before.</summary>
public sealed class LongListTests
{
    const int Many = 2500;

    [Fact]
    public async Task Two_and_a_half_thousand_shares_are_given_whole()
    {
        await using var host = await ApiHost.Start("auth_strategy = embedded", "default_share_type = plain", "quota_shares = -1", "quota_gigabytes = -1");
        await host.MakeType();
        var first = await host.MakeShare();
        await Copies(host.Db, first);
        foreach (var (path, version) in ((string, string)[])[("shares", ApiVersion.NewestText), ("shares/detail", ApiVersion.NewestText), ("shares/detail", ApiVersion.NewestText), ("shares/detail", "2.7")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/{path}");
            request.Headers.Add("X-Auth-Token", ApiHost.Member);
            request.Headers.Add("X-OpenStack-Manila-API-Version", version);
            using var answer = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.True(answer.IsSuccessStatusCode);
            var length = answer.Content.Headers.ContentLength;
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
            var ids = json.RootElement.GetProperty("shares").EnumerateArray().Select(share => share.GetProperty("id").GetString()).ToList();
            Assert.Null(length); // in pieces
            Assert.Equal(Many, ids.Distinct().Count());
            Assert.Equal(Many, ids.Count);
            Assert.False(json.RootElement.TryGetProperty("shares_links", out _));
        }
        Assert.NotNull((await host.Client.GetAsync(new Uri("/", UriKind.Relative))).Content.Headers.ContentLength);
    }

    // Copies of a row of each table, so that the list is long and the test is not.
    static async Task Copies(Db db, string first)
    {
        await Databases.Numbers.Make(db, Many - 1);
        await db.Transaction(async tx =>
        {
            foreach (var (table, own) in ((string, string)[])[("shares", "id"), ("share_instances", "share_id")])
            {
                await Databases.Numbers.Copy(db, tx, table, $"{own} = '{first}'", c =>
                    c == "id" ? (table == "shares" ? "n.id" : "'i' || n.id") : c == "share_id" ? "n.id" : c == "object_identity" ? "NULL" : "t." + c);
            }
        });
    }
}
