using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Replicas;

/// <summary>Share replicas.</summary>
sealed class ReplicaThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("replicated type", Type),
        new("replicated share", Share),
        new("replica", Replica, "/share-replicas/{}"),
        new("replica location", async things => await things.First($"/v2/share-replicas/{await things.Of("replica")}/export-locations", "export_locations"), "/share-replicas/{}/export-locations/{}"),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("replicas.create", """{"share_replica":{"share_id":"{replicated share}"}}""",
            "share_id:word availability_zone:choice share_network_id:choice scheduler_hints:object metadata:map"),
        WritingEndpoint.Of("replicas.promote", null, ""),
        WritingEndpoint.Of("replicas.resync", null, ""),
        WritingEndpoint.Of("replicas.force_delete", null, ""),
        WritingEndpoint.Of("replicas.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        WritingEndpoint.Of("replicas.reset_replica_state", """{"reset_replica_state":{"replica_state":"in_sync"}}""", "replica_state:word"),
        WritingEndpoint.Of("replica_metadata.merge", """{"metadata":{"color":"green"}}""", ":map"),
        WritingEndpoint.Of("replica_metadata.replace", """{"metadata":{"color":"green"}}""", ":map"),
        WritingEndpoint.Of("replica_metadata.set_item", """{"metadata":{"color":"green"}}""", ":map"),
    ];

    static Task<string> Type(Things things)
    {
        var specs = new { driver_handles_share_servers = false, replication_type = "readable" };
        return things.Post("/v2/types", new { share_type = new { name = things.Named("replicated"), extra_specs = specs } }, ApiHost.Admin);
    }

    static async Task<string> Share(Things things)
    {
        var share = await things.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 1, name = "kept twice", share_type = await things.Of("replicated type") } });
        await things.Host.UntilStatus($"/v2/shares/{share}", "share", "available");
        return share;
    }

    // Where there is one pool, the active replica is all there is; one that may be thrown away is the second of its share.
    static async Task<string> Replica(Things things)
    {
        var share = await things.Of("replicated share");
        var replica = things.Number == 0
            ? await things.First($"/v2/share-replicas?share_id={share}", "share_replicas")
            : await things.Post("/v2/share-replicas", new { share_replica = new { share_id = share } });
        if (things.Number > 0) await things.Host.Until(async () => (await things.Host.Get($"/v2/share-replicas/{replica}")).Text.Contains("in_sync", StringComparison.Ordinal), "the replica is in sync");
        await things.Must(HttpMethod.Post, $"/v2/share-replicas/{replica}/metadata", new { metadata = new { color = "green" } });
        return replica;
    }
}
