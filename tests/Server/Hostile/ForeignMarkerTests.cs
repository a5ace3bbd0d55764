using Abaca.Server.Http;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Hostile;

/// <summary>
/// A marker is an id that the caller chooses: naming another project's row tells as much of it as naming one that is not there, and a list
/// is not sorted by what its caller may not see. Every list joins by being registered.
/// </summary>
[Trait("Suite", "Hostile")]
public sealed class ForeignMarkerTests : IAsyncLifetime
{
    const string Unknown = "00000000-0000-4000-8000-000000000000";

    static readonly string[] Takers =
    [
        "/shares", "/shares/detail", "/snapshots", "/snapshots/detail", "/share-groups", "/share-groups/detail", "/share-group-snapshots",
        "/share-group-snapshots/detail", "/share-replicas", "/share-replicas/detail", "/messages",
    ];

    readonly World world = new();

    ApiHost Host => world.Host;

    IEnumerable<string> Lists => Host.Services.GetRequiredService<ApiRoutes>().All
        .Where(o => o.Method == "GET").Select(o => o.Path).Where(p => !p.Contains('{', StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        await world.InitializeAsync();
        var share = await Host.MakeShare(token: ApiHost.Stranger, name: "own");
        await Host.MakeShare("replicated", token: ApiHost.Stranger);
        foreach (var (path, body, envelope) in new (string, object, string)[]
        {
            ("/v2/snapshots", new { snapshot = new { share_id = share, name = "own" } }, "snapshot"),
            ("/v2/share-groups", new { share_group = new { name = "own" } }, "share_group"),
        })
        {
            var made = await Host.Post(path, body, ApiHost.Stranger);
            Assert.True(made.Status is 200 or 202, made.Text);
            await Host.UntilStatus($"{path}/{made.Json.GetProperty(envelope).GetProperty("id").GetString()}", envelope, "available", ApiHost.Stranger);
        }
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_foreign_marker_is_answered_as_an_unknown_one_in_every_list_and_order()
    {
        foreach (var list in Lists)
        {
            foreach (var query in await Orders(list))
            {
                var expected = await Asked(list, query, Unknown);
                foreach (var (name, id) in world.Ids.Where(i => !i.Key.EndsWith("type", StringComparison.Ordinal)))
                {
                    var seen = await Asked(list, query, id);
                    Assert.True(expected == seen, $"{list}?{query}, marker of our {name}: {seen} instead of {expected}");
                }
            }
        }
    }

    [Fact]
    public async Task Every_list_with_pages_refuses_a_marker_that_it_does_not_have_and_takes_its_own()
    {
        Assert.Empty(Takers.Except(Lists));
        foreach (var list in Takers)
        {
            Assert.StartsWith("400", await Asked(list, "limit=5", Unknown), StringComparison.Ordinal);
            var items = (await Host.Get($"/v2{list}?limit=1", ApiHost.Member)).Json.EnumerateObject().First().Value;
            var own = items[0].GetProperty("id").GetString()!;
            Assert.Equal(200, (await Host.Get($"/v2{list}?marker={own}", ApiHost.Member)).Status);
            Assert.Equal(200, (await Host.Get($"/v2{list}?all_tenants=1&marker={own}")).Status);
        }
    }

    [Fact]
    public async Task The_members_of_a_group_snapshot_begin_behind_one_of_them_only()
    {
        var things = await world.Fresh();
        var list = $"/v2{await things.Fill("/share-group-snapshots/{id}/members")}";
        Assert.Equal(400, (await Host.Get($"{list}?marker=zzz")).Status);
        Assert.Equal(400, (await Host.Get($"{list}?limit=1&marker={Unknown}")).Status);
    }

    [Fact]
    public async Task A_public_share_is_a_marker_only_where_the_list_shows_it()
    {
        var share = world.Ids["share"];
        Assert.Equal(200, (await Host.Put($"/v2/shares/{share}", new { share = new { is_public = true } })).Status);
        Assert.Equal(200, (await Host.Get($"/v2/shares?is_public=1&marker={share}", ApiHost.Stranger)).Status);
        Assert.Equal(400, (await Host.Get($"/v2/shares?marker={share}", ApiHost.Stranger)).Status);
        Assert.Equal(400, (await Host.Get($"/v2/shares?is_public=1&marker={world.Ids["replicated share"]}", ApiHost.Stranger)).Status);
    }

    [Fact]
    public async Task Who_may_not_see_hosts_gets_no_order_of_them()
    {
        string[] shares = [world.Ids["share"], world.Ids["replicated share"]];
        foreach (var share in shares) Assert.Equal(200, (await Host.Put($"/v2/shares/{share}", new { share = new { is_public = true } })).Status);
        await Place(shares[0], shares[1]);
        var (hidden, seen) = (await ByHost(ApiHost.Stranger), await ByHost(ApiHost.Admin));
        await Place(shares[1], shares[0]);
        Assert.Equal(hidden, await ByHost(ApiHost.Stranger));
        Assert.NotEqual(seen, await ByHost(ApiHost.Admin));
        foreach (var share in shares) Assert.Contains(share, hidden);
    }

    async Task Place(params string[] shares)
    {
        for (var i = 0; i < shares.Length; i++)
        {
            var (host, share) = ($"host{i}@lab#pool", shares[i]);
            await Host.Db.Transaction(tx => tx.Execute($"UPDATE share_instances SET host = {host} WHERE share_id = {share}"));
        }
    }

    async Task<IReadOnlyList<string>> ByHost(string token)
    {
        var answer = await Host.Get("/v2/shares?is_public=1&all_tenants=1&sort_key=host&sort_dir=asc", token);
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("shares").EnumerateArray().Select(s => s.GetProperty("id").GetString()!)];
    }

    /// <summary>Each order that the list says it has, both ways, and what else changes how a page is cut.</summary>
    async Task<IReadOnlyList<string>> Orders(string list)
    {
        var refused = await Host.Get($"/v2{list}?sort_key=nothing", ApiHost.Stranger);
        var keys = refused.Status == 400 ? refused.Message[(refused.Message.IndexOf("one of ", StringComparison.Ordinal) + 7)..].TrimEnd('.').Split(", ") : [];
        return
        [
            "", "limit=1", "limit=0", "offset=1", "with_count=1", "is_public=1", "all_tenants=1", "is_soft_deleted=1", "status=creating", "name=own",
            .. keys.SelectMany(key => new[] { "asc", "desc" }.Select(dir => $"sort_key={key}&sort_dir={dir}")),
        ];
    }

    async Task<string> Asked(string list, string query, string marker)
    {
        var answer = await Host.Get($"/v2{list}?{query}&marker={marker}", ApiHost.Stranger);
        return $"{answer.Status} {answer.Text.Replace(marker, "MARKER", StringComparison.Ordinal)}";
    }
}
