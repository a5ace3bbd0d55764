using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Golden;

/// <summary>What creating and changing answers at every microversion, to the byte.</summary>
public sealed class GoldenWrites(World world) : IClassFixture<World>
{
    static readonly string[] Repeatable =
    [
        "shares.update", "share_metadata.merge", "share_metadata.replace", "share_metadata.set_item", "export_location_metadata.merge",
        "export_location_metadata.replace", "export_location_metadata.set_item", "access_rules.update", "access_rule_metadata.merge", "snapshots.update",
        "snapshot_metadata.merge", "snapshot_metadata.replace", "snapshot_metadata.set_item", "share_types.update", "extra_specs.create",
        "extra_specs.update", "quotas.update", "quota_classes.update", "share_groups.update", "group_snapshots.update", "group_specs.create",
        "group_specs.update", "replica_metadata.merge", "replica_metadata.replace", "replica_metadata.set_item", "services.update", "reconcile.act",
    ];

    /// <summary>Names of the endpoints whose answers <see cref="GoldenActions"/> leaves to this class.</summary>
    public static IEnumerable<string> Names =>
    [
        .. Repeatable, "shares.create", "snapshots.create", "share_types.create", "shares.manage", "snapshots.manage", "shares.allow_access", "group_types.create",
        "share_groups.create", "group_snapshots.create",
    ];

    [Theory]
    [InlineData("shares.create", """{"share":{"share_proto":"nfs","size":1,"name":"new","description":"d","share_type":"plain","metadata":{"k":"v"},"snapshot_id":null}}""")]
    [InlineData("snapshots.create", """{"snapshot":{"share_id":"{share}","name":"s","description":"d","metadata":{"k":"v"}}}""")]
    [InlineData("share_types.create", """{"share_type":{"name":"type NUMBER","extra_specs":{"driver_handles_share_servers":false}}}""")]
    [InlineData("shares.manage", """{"share":{"export_path":"old-NUMBER","service_host":"testhost@dummy#fake_pool_for_dummy","protocol":"nfs","name":"n","description":"d","share_type":"plain","is_public":true,"driver_options":{"size":3}}}""")]
    [InlineData("snapshots.manage", """{"snapshot":{"share_id":"{share}","provider_location":"old-NUMBER","name":"s","description":"d","metadata":{"k":"v"}}}""")]
    [InlineData("shares.allow_access", """{"ACTION":{"access_type":"ip","access_to":"10.1.NUMBER.1","access_level":"ro","metadata":{"k":"v"}}}""")]
    [InlineData("group_types.create", """{"share_group_type":{"name":"type NUMBER","share_types":["{type}"],"group_specs":{"consistent_snapshot_support":"pool"}}}""")]
    [InlineData("share_groups.create", """{"share_group":{"name":"n","description":"d","share_group_type_id":"{group type}"}}""")]
    [InlineData("group_snapshots.create", """{"share_group_snapshot":{"share_group_id":"{group}","name":"n","description":"d"}}""")]
    public async Task Every_creation_answers_as_blessed_at_every_version(string name, string body)
    {
        await world.Unlimited();
        var admin = name is "share_types.create" or "shares.manage" or "snapshots.manage" or "group_types.create";
        var first = name switch
        {
            "snapshots.manage" => 12,
            "group_types.create" or "share_groups.create" or "group_snapshots.create" => 31,
            _ => 0,
        };
        var answers = new List<(int Minor, string Text)>();
        for (var minor = first; minor <= ApiVersion.Newest.Minor; minor++)
        {
            var asked = world.Filled(body).Replace("NUMBER", $"{minor}", StringComparison.Ordinal);
            var answer = await Ask(name, asked, admin ? ApiHost.Admin : ApiHost.Member, minor);
            Assert.True(answer.Status < 300, answer.Text);
            var id = answer.Json.EnumerateObject().First().Value.GetProperty("id").GetString()!;
            var text = answer.Text.Replace(id, "<new>", StringComparison.Ordinal)
                .Replace($"type {minor}\"", "type NUMBER\"", StringComparison.Ordinal).Replace($"10.1.{minor}.1", "10.1.NUMBER.1", StringComparison.Ordinal)
                .Replace($"old-{minor}\"", "old-NUMBER\"", StringComparison.Ordinal);
            answers.Add((minor, $"{answer.Status} {world.Stable(text)}"));
        }
        GoldenFile.Check($"answers/{name}.txt", VersionRanges.Text(admin ? "admin" : "member", answers));
    }

    [Fact]
    public async Task Every_change_answers_as_blessed_at_every_version()
    {
        await world.Unlimited();
        foreach (var name in Repeatable)
        {
            var asked = WritingEndpoint.All.Single(o => o.Name == name);
            var answers = new List<(int Minor, string Text)>();
            for (var minor = 0; minor <= ApiVersion.Newest.Minor; minor++)
            {
                var answer = await Ask(name, world.Filled(asked.Body!), ApiHost.Admin, minor);
                Assert.True(answer.Status is < 300 or 404, answer.Text);
                answers.Add((minor, $"{answer.Status} {world.Stable(answer.Text)}"));
            }
            GoldenFile.Check($"answers/{name}.txt", VersionRanges.Text("admin", answers));
        }
    }

    Task<Answer> Ask(string name, string body, string token, int minor)
    {
        var endpoint = world.Host.Services.GetRequiredService<ApiRoutes>().All.Single(o => o.Name == name);
        var (path, action) = world.Spelling(endpoint, minor);
        // Groups were experimental until 2.55.
        return world.Host.Send(new HttpMethod(endpoint.Method), path, token, body.Replace("ACTION", action, StringComparison.Ordinal), $"2.{minor}", experimental: true);
    }
}
