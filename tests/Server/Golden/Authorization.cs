using System.Text;
using Abaca.Server.Http;
using Abaca.Tests.Server.Worlds;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Golden;

/// <summary>
/// Every endpoint × every kind of caller. The status is enough: 2xx and 400, 409, 422 mean that the caller came through; 401, 403 and 404 that not.
/// </summary>
public sealed class Authorization(World world) : IClassFixture<World>
{
    /// <summary>Endpoints that nobody can carry out on what a test makes quickly; that they ask whose it is shows in who is told that it is not there.</summary>
    static readonly string[] NeverDone =
    [
        "shares.migration_complete", "shares.migration_cancel", "shares.migration_get_progress", // only a share on the move
        "operations.retry", "operations.abandon", // only an operation that failed
    ];

    [Theory]
    [InlineData("authorization.txt", false)]
    [InlineData("authorization.delegated.txt", true)]
    public async Task Every_operation_lets_in_whom_it_should(string file, bool delegated)
    {
        await using var table = await AuthorizationTable.Make(delegated);
        var text = new StringBuilder($"{"endpoint",-44}{string.Concat(AuthorizationTable.Callers.Select(c => $"{c.Name,15}"))}\n");
        var undone = new List<string>();
        foreach (var row in table.Rows)
        {
            var statuses = await table.Statuses(row);
            text.Append($"{row.Name,-44}{string.Concat(statuses.Select(s => $"{s,15}"))}\n");
            if (row.Endpoint.Method != "GET" && !statuses.Any(s => s < 300) && !NeverDone.Contains(row.Name)) undone.Add(row.Name);
        }
        GoldenFile.Check(file, text.ToString());
        Assert.True(undone.Count == 0, $"Nobody could do these on a resource that was made for it, so that nothing shows who may: {string.Join(' ', undone)}");
    }

    [Fact]
    public void Every_operation_names_a_rule_or_is_known_to_need_none()
    {
        string[] open = ["limits.show", "extensions.list", "extensions.show"];
        var unguarded = world.Host.Services.GetRequiredService<ApiRoutes>().All.Where(o => o.Policy is null && !open.Contains(o.Name)).Select(o => o.Name);
        Assert.Empty(unguarded);
    }

    [Fact]
    public async Task A_public_share_is_everybodys_to_see_and_its_projects_to_change()
    {
        var made = await world.Host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, name = "open to all", is_public = true, metadata = new { color = "red" } } });
        Assert.True(made.Status == 200, made.Text);
        var path = $"/v2/shares/{made.Json.GetProperty("share").GetProperty("id").GetString()}";
        await world.Host.UntilStatus(path, "share", "available", ApiHost.Admin);
        Assert.Equal(200, (await world.Host.Get(path, ApiHost.Stranger)).Status);
        Assert.Equal(200, (await world.Host.Get($"{path}/export_locations", ApiHost.Stranger)).Status);
        var changes = new[]
        {
            await world.Host.Put(path, new { share = new { display_name = "mine" } }, ApiHost.Stranger),
            await world.Host.Post($"{path}/metadata", new { metadata = new { color = "blue" } }, ApiHost.Stranger),
            await world.Host.Delete($"{path}/metadata/color", ApiHost.Stranger),
            await world.Host.Post($"{path}/action", new { extend = new { new_size = 2 } }, ApiHost.Stranger),
            await world.Host.Post($"{path}/action", new { allow_access = new { access_type = "ip", access_to = "10.0.0.9" } }, ApiHost.Stranger),
            await world.Host.Get($"/v2/share-access-rules?share_id={path[^36..]}", ApiHost.Stranger),
            await world.Host.Delete(path, ApiHost.Stranger),
        };
        Assert.All(changes, c => Assert.True(c.Status == 403, $"{c.Status} {c.Text}"));
        Assert.Equal(403, (await world.Host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, is_public = true } }, ApiHost.Stranger)).Status);
    }
}
