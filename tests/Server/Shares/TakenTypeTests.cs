using Xunit;

namespace Abaca.Tests.Server.Shares;

/// <summary>A private share type whose access was taken: by no way does the project get anything new of it.</summary>
public sealed class TakenTypeTests : IAsyncLifetime
{
    const string Project = "b0000000000000000000000000000002";

    ApiHost host = null!;

    public async ValueTask InitializeAsync() => host = await ApiHost.Start(
        "enabled_share_backends = dummy,second", "[dummy]", "replication_domain = d", "[second]", "share_driver = abaca.dummy", "driver_handles_share_servers = False", "replication_domain = d");

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task What_hangs_on_a_share_of_it_is_no_way_to_it()
    {
        var (plain, copied) = (await Private("secret", "snapshot_support", "True"), await Private("copied", "replication_type", "readable"));
        var kind = Id(await Made("/v2/share-group-types", new { share_group_type = new { name = "together", share_types = new[] { plain } } }, ApiHost.Admin), "share_group_type");
        var share = await Share(new { share_proto = "NFS", size = 1, share_type = plain });
        var twin = await Share(new { share_proto = "NFS", size = 1, share_type = copied });
        var snapshot = Id(await Made("/v2/snapshots", new { snapshot = new { share_id = share } }), "snapshot");
        await host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        var group = Id(await Made("/v2/share-groups", new { share_group = new { share_group_type_id = kind, share_types = new[] { plain } } }), "share_group");
        await host.UntilStatus($"/v2/share-groups/{group}", "share_group", "available");
        var taken = Id(await Made("/v2/share-group-snapshots", new { share_group_snapshot = new { share_group_id = group } }), "share_group_snapshot");
        await host.UntilStatus($"/v2/share-group-snapshots/{taken}", "share_group_snapshot", "available");
        foreach (var type in (string[])[plain, copied])
            Assert.Equal(202, (await host.Post($"/v2/types/{type}/action", new { removeProjectAccess = new { project = Project } })).Status);

        await Refused(404, plain, "/v2/shares", new { share = new { share_proto = "NFS", size = 1, snapshot_id = snapshot } });
        await Refused(404, copied, "/v2/share-replicas", new { share_replica = new { share_id = twin } });
        await Refused(400, plain, "/v2/share-groups", new { share_group = new { source_share_group_snapshot_id = taken } });

        // What is there is the project's own still.
        Assert.Equal(202, (await host.Post($"/v2/shares/{share}/action", new { extend = new { new_size = 2 } }, ApiHost.Member)).Status);
        await host.UntilStatus($"/v2/shares/{share}", "share", "available");
        Assert.Equal(200, (await host.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, snapshot_id = snapshot } })).Status);
    }

    async Task Refused(int status, string type, string path, object body)
    {
        var answer = await host.Post(path, body, ApiHost.Member);
        Assert.True(answer.Status == status && answer.Text.Contains(type, StringComparison.Ordinal), $"{path}: {answer.Status} {answer.Text}");
    }

    async Task<string> Share(object body)
    {
        var id = Id(await Made("/v2/shares", new { share = body }), "share");
        await host.UntilStatus($"/v2/shares/{id}", "share", "available");
        return id;
    }

    async Task<string> Private(string name, string spec, string value)
    {
        var made = Id(await Made("/v2/types", new Dictionary<string, object>
        {
            ["share_type"] = new Dictionary<string, object>
            {
                ["name"] = name, ["share_type_access:is_public"] = false,
                ["extra_specs"] = new Dictionary<string, object> { ["driver_handles_share_servers"] = false, ["create_share_from_snapshot_support"] = true, [spec] = value },
            },
        }, ApiHost.Admin), "share_type");
        Assert.Equal(202, (await host.Post($"/v2/types/{made}/action", new { addProjectAccess = new { project = Project } })).Status);
        return made;
    }

    async Task<Answer> Made(string path, object body, string token = ApiHost.Member)
    {
        var made = await host.Post(path, body, token);
        Assert.True(made.Status is 200 or 202, $"{path}: {made.Text}");
        return made;
    }

    static string Id(Answer made, string envelope) => made.Json.GetProperty(envelope).GetProperty("id").GetString()!;
}
