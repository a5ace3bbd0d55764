using System.Text;
using Abaca.Server.Http;
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

    // Bodies that no operation accepts: what is asked is who gets as far as having it refused. Deletions name something that is not there.
    async Task<int> StatusOf(Operation operation, string token)
    {
        var path = "/v2" + world.Fill(operation.Path);
        if (operation.Method == "DELETE" || operation.Action is "force_delete" or "reset_status")
        {
            foreach (var id in world.Ids.Values) path = path.Replace(id, "00000000-0000-0000-0000-000000000000", StringComparison.Ordinal);
        }
        if (operation.Path == "/share-access-rules") path += $"?share_id={world.Ids["share"]}";
        object? body = operation.Method is "POST" or "PUT" ? operation.Action is { } action ? $$"""{"{{action}}": {"bad": [] } }""" : "{\"bad\":[]}" : null;
        var version = operation.Name.Contains("access_list", StringComparison.Ordinal) ? "2.44" : "2.99";
        return (await world.Host.Send(new HttpMethod(operation.Method), path, token, body, version)).Status;
    }
}
