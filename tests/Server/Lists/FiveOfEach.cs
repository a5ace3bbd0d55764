using System.Text.Json;
using Xunit;

namespace Abaca.Tests.Server.Lists;

/// <summary>A service that cuts its pages short and holds more of every kind of resource than fit on one.</summary>
static class FiveOfEach
{
    /// <summary>How many of each kind there are, at least.</summary>
    public const int Many = 5;

    /// <summary>Starts it.</summary>
    /// <param name="cut">Its <c>osapi_max_limit</c>.</param>
    public static async Task<ApiHost> Start(int cut)
    {
        var host = await ApiHost.Start(
            "auth_strategy = embedded", "default_share_type = plain", "quota_gigabytes = -1", "quota_per_share_gigabytes = -1", $"osapi_max_limit = {cut}", "enabled_share_backends = dummy,second",
            "[dummy]", "replication_domain = d", "[second]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", "replication_domain = d");
        await host.MakeType();
        var type = (await host.Get("/v2/types/default")).Json.GetProperty("share_type").GetProperty("id").GetString();
        await Made(host, "/v2/types", new { share_type = new { name = "copied", extra_specs = new { driver_handles_share_servers = false, replication_type = "readable" } } });
        for (var i = 0; i < Many; i++) await MakeOneOfEach(host, type!, i);
        await host.Until(async () => (await host.Get("/v2/messages")).Json.GetProperty("messages").GetArrayLength() == Many, "each failure has its message");
        await host.Until(async () => await host.Db.Number($"SELECT COUNT(*) FROM operations WHERE finished_at IS NULL") == 0, "all is settled");
        return host;
    }

    static async Task MakeOneOfEach(ApiHost host, string type, int number)
    {
        await Made(host, "/v2/types", new { share_type = new { name = $"type {number}", extra_specs = new { driver_handles_share_servers = false } } });
        var kind = await Made(host, "/v2/share-group-types", new { share_group_type = new { name = $"group type {number}", share_types = new[] { type } } });
        var share = Id((await Made(host, "/v2/shares", new { share = new { share_proto = "NFS", size = 1 } })).GetProperty("share"));
        await host.UntilStatus($"/v2/shares/{share}", "share", "available", ApiHost.Admin);
        await Made(host, "/v2/snapshots", new { snapshot = new { share_id = share } });
        await Made(host, "/v2/shares", new { share = new { share_proto = "NFS", size = 1, share_type = "copied" } });
        await Made(host, "/v2/shares", new { share = new { share_proto = "NFS", size = 1_000_000 } }); // no pool has so much room: a message says so
        var group = Id((await Made(host, "/v2/share-groups", new { share_group = new { share_group_type_id = Id(kind.GetProperty("share_group_type")) } })).GetProperty("share_group"));
        await host.UntilStatus($"/v2/share-groups/{group}", "share_group", "available", ApiHost.Admin);
        await Made(host, "/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = group } });
    }

    static async Task<JsonElement> Made(ApiHost host, string path, object body)
    {
        var made = await host.Post(path, body, ApiHost.Admin);
        Assert.True(made.Status is 200 or 202, $"{path}: {made.Text}");
        return made.Json;
    }

    static string Id(JsonElement made) => made.GetProperty("id").GetString()!;
}
