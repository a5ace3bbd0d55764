using System.Text.Json;
using Abaca.Tests.Server.WireTraps;
using Xunit;

namespace Abaca.Tests.Server.Snapshots;

/// <summary>Snapshot instances, which administrators see.</summary>
public sealed class SnapshotInstanceTests(OneHost one) : IClassFixture<OneHost>
{
    readonly ApiHost host = one.Host;

    [Fact]
    public async Task A_snapshot_has_one_beside_its_share_and_its_status_is_the_snapshots()
    {
        var (share, snapshot) = await Made();
        var plain = Assert.Single(await Listed($"?snapshot_id={snapshot}"));
        Assert.Equal(["id", "snapshot_id", "status"], plain.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        var id = plain.GetProperty("id").GetString();
        var shown = (await host.Get($"/v2/snapshot-instances/{id}")).Json.GetProperty("snapshot_instance");
        Assert.Equal((share, snapshot, "available"), (shown.GetProperty("share_id").GetString(), shown.GetProperty("snapshot_id").GetString(), shown.GetProperty("status").GetString()));
        Assert.Equal(shown.GetRawText(), Assert.Single(await Listed($"/detail?snapshot_id={snapshot}")).GetRawText());
        var instance = (await host.Get($"/v2/shares/{share}/instances")).Json.GetProperty("share_instances")[0].GetProperty("id").GetString();
        Assert.Equal(instance, shown.GetProperty("share_instance_id").GetString());

        Assert.Equal(400, (await Reset(id!, "happy", ApiHost.Admin)).Status);
        Assert.Equal(403, (await Reset(id!, "error", ApiHost.Member)).Status);
        Assert.Equal(202, (await Reset(id!, "error", ApiHost.Admin)).Status);
        Assert.Equal("error", (await host.Get($"/v2/snapshots/{snapshot}", ApiHost.Member)).Json.GetProperty("snapshot").GetProperty("status").GetString());
    }

    [Fact]
    public async Task They_are_for_administrators_and_of_snapshots_that_are_there()
    {
        var (_, snapshot) = await Made();
        var id = (await Listed($"?snapshot_id={snapshot}")).Single().GetProperty("id").GetString();
        foreach (var path in (string[])["", "/detail", $"/{id}", $"/{id}/export-locations"]) Assert.Equal(403, (await host.Get($"/v2/snapshot-instances{path}", ApiHost.Member)).Status);
        Assert.Empty(await Listed("?snapshot_id=5b6e6c0e-aaaa-4bbb-8ccc-000000000001"));
        Assert.Equal(404, (await host.Get("/v2/snapshot-instances/5b6e6c0e-aaaa-4bbb-8ccc-000000000001")).Status);
        Assert.Equal("""{"share_snapshot_export_locations":[]}""", (await host.Get($"/v2/snapshot-instances/{id}/export-locations")).Text);
        Assert.Equal(404, (await host.Get($"/v2/snapshot-instances/{id}/export-locations/{id}")).Status);
        Assert.Equal(404, (await host.Get("/v2/snapshot-instances", version: "2.18")).Status);
    }

    async Task<(string Share, string Snapshot)> Made()
    {
        var share = await host.MakeShare();
        var snapshot = (await host.Post("/v2/snapshots", new { snapshot = new { share_id = share } }, ApiHost.Member)).Json.GetProperty("snapshot").GetProperty("id").GetString()!;
        await host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        return (share, snapshot);
    }

    Task<Answer> Reset(string id, string status, string token) => host.Post($"/v2/snapshot-instances/{id}/action", new { reset_status = new { status } }, token);

    async Task<IReadOnlyList<JsonElement>> Listed(string query) => [.. (await host.Get($"/v2/snapshot-instances{query}")).Json.GetProperty("snapshot_instances").EnumerateArray()];
}
