using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Shares;

/// <summary>Share instances and export locations.</summary>
sealed class ShareInstanceThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("instance", async things => await things.First($"/v2/shares/{await things.Of("share")}/instances", "share_instances"), "/share_instances/{}"),
        new("location", Location, "/shares/{}/export_locations/{}", "/share_instances/{}/export_locations/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("share_instances.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        WritingEndpoint.Of("share_instances.force_delete", null, ""),
        WritingEndpoint.Of("export_location_metadata.merge", """{"metadata":{"color":"green"}}""", ":map"),
        WritingEndpoint.Of("export_location_metadata.replace", """{"metadata":{"color":"green"}}""", ":map"),
        WritingEndpoint.Of("export_location_metadata.set_item", """{"metadata":{"color":"green"}}""", ":map"),
    ];

    static async Task<string> Location(Things things)
    {
        var share = await things.Of("share");
        var location = await things.First($"/v2/shares/{share}/export_locations", "export_locations");
        await things.Must(HttpMethod.Put, $"/v2/shares/{share}/export_locations/{location}/metadata", new { metadata = new { color = "green" } });
        return location;
    }
}
