using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Hostile;

/// <summary>
/// A policy file that gives what administrators may to the members of a project gives it for what is theirs. Here it gives everything, and a
/// member of another project tries every endpoint on our things, the public ones included. An endpoint joins by being registered.
/// </summary>
[Trait("Suite", "Hostile")]
public sealed class DelegatedRulesTests : IAsyncLifetime
{
    const string Stranger = "c0000000000000000000000000000003";
    const string Host = "testhost@";

    /// <summary>What is no project's: whom the file lets at types and services may change them.</summary>
    static readonly string[] Nobodys =
    [
        "share_types.create", "share_types.update", "share_types.delete", "extra_specs.create", "extra_specs.update", "extra_specs.delete",
        "group_types.create", "group_types.delete", "group_specs.create", "group_specs.update", "group_specs.delete", "services.update",
    ];

    /// <summary>The same, where it is shown.</summary>
    static readonly string[] ShownOfNobody = ["services.list", "pools.list", "pools.detail"];

    readonly DelegatedPolicy policy = new();
    World world = null!;

    ApiHost Service => world.Host;

    IEnumerable<Endpoint> Endpoints => Service.Services.GetRequiredService<ApiRoutes>().All.OrderBy(o => o.Name, StringComparer.Ordinal);

    public async ValueTask InitializeAsync()
    {
        world = new World { Options = [policy.Option] };
        await world.InitializeAsync();
        await ForeignRowsTests.Publish(world, "share", "replicated share");
    }

    public async ValueTask DisposeAsync()
    {
        await world.DisposeAsync();
        policy.Dispose();
    }

    [Fact]
    public async Task A_member_of_another_project_changes_nothing_of_ours()
    {
        await world.Unlimited(Stranger);
        var own = await ForeignRowsTests.OwnThings(world);
        await ForeignRowsTests.Quiet(world);
        var rows = await StoredRows.Of(Service.Db, ForeignRowsTests.Ours(world), Stranger);
        foreach (var endpoint in Endpoints.Where(o => o.Method != "GET" && !Nobodys.Contains(o.Name)))
        {
            foreach (var (path, body, version) in ForeignRowsTests.Asked(world, endpoint, own))
            {
                await Service.Send(new HttpMethod(endpoint.Method), path, ApiHost.Stranger, body, version, experimental: true);
            }
            await rows.MustStand(endpoint.Name);
        }
    }

    [Fact]
    public async Task A_member_of_another_project_sees_nothing_that_administrators_alone_see()
    {
        var shown = new[] { "share", "replicated share", "location", "replica location" }; // of a public share everybody sees these
        var secrets = world.Ids.Where(i => !shown.Contains(i.Key) && !i.Key.EndsWith("type", StringComparison.Ordinal)).Select(i => i.Value).Append(Host).ToList();
        foreach (var endpoint in Endpoints.Where(o => o.Method == "GET" && !ShownOfNobody.Contains(o.Name)))
        {
            var path = "/v2" + world.Fill(endpoint.Path);
            foreach (var query in new[] { "", "?is_public=1", "?is_public=1&all_tenants=1&with_count=1", $"?resource_id={world.Ids["share"]}", $"?share_id={world.Ids["share"]}" })
            {
                var answer = await Service.Get(path + query, ApiHost.Stranger, endpoint.Name == "shares.access_list" ? "2.44" : ApiVersion.NewestText);
                if (answer.Status != 200) continue; // a refusal repeats the id that was asked for
                foreach (var secret in secrets) Assert.False(answer.Text.Contains(secret, StringComparison.Ordinal), $"{endpoint.Name}{query} shows {secret}: {answer.Text}");
            }
        }
    }

    [Theory]
    [InlineData("share_instances", 0)]
    [InlineData("operations", 0)]
    public async Task A_list_for_administrators_has_for_a_member_what_is_of_their_project(string list, int ofStranger)
    {
        Assert.Equal(ofStranger, await Counted(list, ApiHost.Stranger));
        var (ours, all) = (await Counted(list, ApiHost.Member), await Counted(list, ApiHost.Admin));
        await Service.MakeShare(token: ApiHost.Stranger);
        await ForeignRowsTests.Quiet(world);
        Assert.InRange(ours, 1, all);
        Assert.Equal(ours, await Counted(list, ApiHost.Member));
        Assert.InRange(await Counted(list, ApiHost.Stranger), 1, all);
        Assert.True(await Counted(list, ApiHost.Admin) > all);
    }

    [Fact]
    public async Task Filters_for_administrators_tell_nothing_of_a_public_share_of_others()
    {
        var host = (await Service.Get($"/v2/shares/{world.Ids["share"]}")).Json.GetProperty("share").GetProperty("host").GetString()!;
        var filter = $"/v2/shares?is_public=1&host={Uri.EscapeDataString(host)}";
        Assert.DoesNotContain(world.Ids["share"], (await Service.Get(filter, ApiHost.Stranger)).Text, StringComparison.Ordinal);
        Assert.Contains(world.Ids["share"], (await Service.Get(filter, ApiHost.Member)).Text, StringComparison.Ordinal);
        Assert.Contains(world.Ids["share"], (await Service.Get(filter + "&all_tenants=1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_may_all_that_with_what_is_of_their_own_project()
    {
        var (share, instance) = (world.Ids["share"], world.Ids["instance"]);
        foreach (var path in new[] { $"/shares/{share}/instances", $"/share_instances/{instance}", $"/share_instances/{instance}/export_locations", $"/operations/{world.Ids["operation"]}" })
        {
            Assert.Equal(200, (await Service.Get("/v2" + path, ApiHost.Member)).Status);
            Assert.NotEqual(200, (await Service.Get("/v2" + path, ApiHost.Stranger)).Status);
        }
        foreach (var path in new[] { $"/shares/{share}", $"/share_instances/{instance}", $"/share-replicas/{world.Ids["replica"]}", $"/snapshots/{world.Ids["snapshot"]}", $"/share-groups/{world.Ids["group"]}" })
        {
            var body = new { reset_status = new { status = "error" } };
            var refused = await Service.Post($"/v2{path}/action", body, ApiHost.Stranger);
            Assert.True(refused.Status is 403 or 404, $"{path}: {refused.Status} {refused.Text}");
            var done = await Service.Post($"/v2{path}/action", body, ApiHost.Member);
            Assert.True(done.Status == 202, $"{path}: {done.Status} {done.Text}");
        }
        var snapshot = await Service.Post($"/v2/snapshots/{world.Ids["snapshot"]}/action", new { force_delete = (string?)null }, ApiHost.Member);
        Assert.True(snapshot.Status == 202, snapshot.Text);
    }

    async Task<int> Counted(string list, string token)
    {
        var answer = await Service.Get($"/v2/{list}?limit=1000", token);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.Json.GetProperty(list).GetArrayLength();
    }
}
