using System.Text;
using Abaca.Server.Http;
using Abaca.Server.Microversions;
using Abaca.Tests.Server.BadInput;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Abaca.Tests.Server.Golden;

/// <summary>
/// Every operation × every kind of caller. The status is enough: 2xx and 400, 409, 422 mean that the caller came through; 401, 403 and 404 that not.
/// </summary>
public sealed class Authorization(World world) : IClassFixture<World>
{
    static readonly (string Name, string Token)[] Callers =
    [
        ("nobody", ""),
        ("no-roles", "@b0000000000000000000000000000002/idle-user"),
        ("reader", "reader@b0000000000000000000000000000002/reading-user"),
        ("member", ApiHost.Member),
        ("other-project", ApiHost.Stranger),
        ("admin", ApiHost.Admin),
        ("system-admin", "admin,member,reader@-/system"),
    ];

    [Fact]
    public async Task Every_operation_lets_in_whom_it_should()
    {
        var table = new StringBuilder($"{"operation",-44}{string.Concat(Callers.Select(c => $"{c.Name,15}"))}\n");
        foreach (var operation in world.Host.Services.GetRequiredService<ApiRoutes>().All.OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            table.Append($"{operation.Name,-44}");
            foreach (var (_, token) in Callers) table.Append($"{await StatusOf(operation, token),15}");
            table.Append('\n');
        }
        GoldenFile.Check("authorization.txt", table.ToString());
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

    // Bodies are good ones, so that it is the rule that is asked; deletions and the like name something that is not there.
    async Task<int> StatusOf(Operation operation, string token)
    {
        var path = "/v2" + world.Fill(operation.Path);
        if (operation.Method == "DELETE" || operation.Action is "force_delete" or "reset_status" or "revert" or "retry" or "abandon" or "unmanage"
            || operation.Name == "shares.unmanage_by_path")
        {
            foreach (var id in world.Ids.Values) path = path.Replace(id, "00000000-0000-0000-0000-000000000000", StringComparison.Ordinal);
        }
        if (operation.Name == "quotas.delete") path = "/v2/quota-sets/d0000000000000000000000000000004";
        if (operation.Path == "/share-access-rules") path += $"?share_id={world.Ids["share"]}";
        var asked = WritingOperation.All.SingleOrDefault(o => o.Name == operation.Name);
        var body = asked is null ? null
            : asked.Body is { } good ? world.Filled(good) : $"{{\"{operation.Action}\":null}}";
        return (await world.Host.Send(new HttpMethod(operation.Method), path, token, body, asked?.Version ?? ApiVersion.NewestText)).Status;
    }
}
