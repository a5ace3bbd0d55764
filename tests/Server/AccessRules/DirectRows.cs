using Abaca.Server.Data;

namespace Abaca.Tests.Server.AccessRules;

/// <summary>Rows that these tests write and read without the help of another slice's operations.</summary>
static class DirectRows
{
    /// <summary>Adds the type "plain", which every project may use and which offers snapshots and the way back to them.</summary>
    public static Task PlainType(ApiHost host)
    {
        var specs = Json.Write(new Dictionary<string, string>
        {
            ["driver_handles_share_servers"] = "False",
            ["snapshot_support"] = "True",
            ["create_share_from_snapshot_support"] = "True",
            ["revert_to_snapshot_support"] = "True",
        });
        return host.Db.Transaction(tx => tx.Execute(
            $"""
             INSERT INTO share_types (id, name, is_public, extra_specs, created_at)
             VALUES ({Guid.NewGuid().ToString()}, {"plain"}, {true}, {specs}, {DateTimeOffset.UnixEpoch})
             """));
    }

    /// <summary>Sets a project's limit.</summary>
    public static Task Limit(ApiHost host, string project, string resource, long limit) => host.Db.Transaction(tx => tx.Execute(
        $"""
         INSERT INTO quotas (project_id, scope, scope_id, resource, hard_limit)
         VALUES ({project}, {"project"}, {""}, {resource}, {limit})
         """));

    /// <summary>Action and detail of the messages about a resource.</summary>
    public static async Task<IReadOnlyList<string>> Messages(ApiHost host, string resource) => await host.Db.Query(
        $"SELECT resource_type, action_id, detail_id FROM messages WHERE resource_id = {resource}",
        r => $"{r.Text(0)} {r.Text(1)} {r.Text(2)}");
}
