using Abaca.Server.Http;
using Abaca.Server.Ledgers;
using Abaca.Server.Microversions;
using Abaca.Server.Versions;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Golden;

/// <summary>
/// What deleting and acting answers. Each request uses up a resource of its own; it is asked at the versions at which its life or its fields change, and where
/// there is a body at every version that changes anything.
/// </summary>
public sealed class GoldenActions : IAsyncLifetime
{
    readonly World world = new()
    {
        Options =
        [
            "enabled_share_backends = dummy,second", "[second]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", "replication_domain = lab",
            "backend_availability_zone = there",
        ],
    };

    public ValueTask InitializeAsync() => world.InitializeAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Every_other_operation_answers_as_blessed()
    {
        foreach (var endpoint in world.Endpoints.Where(o => o.Method != "GET" && o.Name != "shares.access_list" && !GoldenWrites.Names.Contains(o.Name)))
        {
            var edges = EdgesOf(endpoint);
            var answers = new Dictionary<int, string>();
            foreach (var minor in edges) answers[minor] = await Ask(endpoint, minor);
            if (answers.Values.Any(a => a.StartsWith("20", StringComparison.Ordinal) && a.Length > 4))
            {
                foreach (var minor in MicroversionList.All.Select(v => v.Version.Minor).Where(m => !answers.ContainsKey(m))) answers[minor] = await Ask(endpoint, minor);
            }
            GoldenFile.Check($"answers/{endpoint.Name}.txt", VersionRanges.Text("admin", [.. answers.OrderBy(a => a.Key).Select(a => (a.Key, a.Value))]));
        }
        // Something of every kind has been made, and much of it removed.
        Assert.Equal("", LedgerText.Table(await new LedgerAudit(world.Host.Db).Compare()));
    }

    SortedSet<int> EdgesOf(Endpoint endpoint)
    {
        var life = world.Host.Services.GetRequiredService<History>().LifeOf(endpoint);
        var edges = new SortedSet<int> { 0, life.From.Minor, ApiVersion.Newest.Minor };
        edges.UnionWith(life.Fields.Values.Select(f => f.Since.Minor));
        foreach (var edge in (ApiVersion?[])[life.Until, life.Renamed?.At, life.Experimental?.From, life.Experimental?.Until])
            if (edge is { } version) edges.Add(version.Minor);
        edges.RemoveWhere(minor => minor > ApiVersion.Newest.Minor);
        return edges;
    }

    async Task<string> Ask(Endpoint endpoint, int minor)
    {
        var asked = WritingEndpoint.All.SingleOrDefault(o => o.Name == endpoint.Name);
        var things = await world.Fresh();
        var (path, action) = world.SpelledAt(endpoint, minor);
        var body = asked is null ? null : asked.Body is { } good ? await things.FillBody(good) : $"{{\"{endpoint.Action}\":null}}";
        if (body is not null && action is not null) body = body.Replace($"{{\"{endpoint.Action}\":", $"{{\"{action}\":", StringComparison.Ordinal);
        var answer = await world.Host.Send(new HttpMethod(endpoint.Method), $"/v2{await things.Fill(path)}", ApiHost.Admin, body, $"2.{minor}", experimental: true);
        return $"{answer.Status} {world.Stable(answer.Text)}";
    }
}
