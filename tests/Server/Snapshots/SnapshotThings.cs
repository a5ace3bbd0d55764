using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Snapshots;

/// <summary>Snapshots.</summary>
sealed class SnapshotThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("snapshot", Snapshot, "/snapshots/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("shares.revert", """{"revert":{"snapshot_id":"{snapshot}"}}""", "snapshot_id:word"),
        WritingEndpoint.Of("snapshots.create", """{"snapshot":{"share_id":"{share}","name":"n"}}""", "share_id:word name:name description:name metadata:map display_name:name display_description:name"),
        WritingEndpoint.Of("snapshots.manage", """{"snapshot":{"share_id":"{share}","provider_location":"{new}"}}""",
            "share_id:word provider_location:newname name:name description:name driver_options:options metadata:map"),
        WritingEndpoint.Of("snapshots.unmanage", null, ""),
        WritingEndpoint.Of("snapshots.update", """{"snapshot":{"display_name":"monday"}}""", "display_name:name display_description:name") with { EmptyIsFine = true },
        WritingEndpoint.Of("snapshots.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        WritingEndpoint.Of("snapshots.force_delete", null, ""),
        WritingEndpoint.Of("snapshot_metadata.merge", """{"metadata":{"color":"green"}}""", ":map"),
        WritingEndpoint.Of("snapshot_metadata.replace", """{"metadata":{"color":"green"}}""", ":map"),
        WritingEndpoint.Of("snapshot_metadata.set_item", """{"metadata":{"color":"green"}}""", ":map"),
    ];

    static async Task<string> Snapshot(Things things)
    {
        var snapshot = await things.Post("/v2/snapshots", new { snapshot = new { share_id = await things.Of("share"), name = "monday", metadata = new { color = "green" } } });
        await things.Host.UntilStatus($"/v2/snapshots/{snapshot}", "snapshot", "available");
        return snapshot;
    }
}
