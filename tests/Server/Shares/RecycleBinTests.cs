using Abaca.Tests.Server.Worlds;
using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>What lies in the recycle bin is not changed, nor any part of it: neither its metadata nor that of its export locations, its rules or its snapshots.</summary>
public sealed class RecycleBinTests(World world) : IClassFixture<World>
{
    /// <summary>What Manila refuses otherwise (400), or lets an administrator do in the bin, too.</summary>
    static readonly Dictionary<string, int[]> Others = new(StringComparer.Ordinal)
    {
        ["shares.migration_start"] = [400], ["shares.force_delete"] = [202],
        ["shares.access_list"] = [200], ["shares.migration_get_progress"] = [400], // they only look
    };

    [Fact]
    public async Task Nothing_of_a_share_in_the_bin_is_changed()
    {
        var wrong = new List<string>();
        var seen = 0;
        foreach (var endpoint in world.Endpoints.Where(o => o.Method != "GET" && o.Path.StartsWith("/shares/{id}", StringComparison.Ordinal)))
        {
            var things = await world.Fresh();
            var asked = WritingEndpoint.All.SingleOrDefault(o => o.Name == endpoint.Name);
            var path = $"/v2{await things.Fill(endpoint.Path)}";
            var body = endpoint.Method is "POST" or "PUT" ? await things.FillBody(asked?.Body ?? $"{{\"{endpoint.Action}\":null}}") : null;
            var share = path.Split('/')[3];
            await world.Host.Db.Transaction(tx => tx.Execute($"UPDATE shares SET is_soft_deleted = 1 WHERE id = {share}"));
            var answer = await world.Host.Send(new HttpMethod(endpoint.Method), path, ApiHost.Admin, body, asked?.Version ?? Abaca.Server.Microversions.ApiVersion.NewestText);
            if (!Others.GetValueOrDefault(endpoint.Name, [403]).Contains(answer.Status)) wrong.Add($"{endpoint.Name}: {answer.Status} {answer.Text}");
            seen++;
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(seen, 15, 200);
    }
}
