using Abaca.Tests.Server.Worlds;

namespace Abaca.Tests.Server.Shares;

/// <summary>The parts of the world that are shares and their metadata.</summary>
sealed class ShareThings : IWorldPart
{
    /// <inheritdoc/>
    public IEnumerable<Thing> Things { get; } =
    [
        new("share", Share, "/shares/{}", "/os-share-unmanage/{}"),
        Thing.Word("metadata key", "color", "*/metadata/{}"),
        new("new", things => Task.FromResult(things.Named("another"))),
    ];

    /// <inheritdoc/>
    public IEnumerable<WritingEndpoint> Writes { get; } =
    [
        WritingEndpoint.Of("shares.create", """{"share":{"share_proto":"NFS","size":1,"share_type":"plain","name":"n"}}""",
            "share_proto:word size:size name:name description:name display_name:name share_type:name is_public:flag metadata:map display_description:name volume_type:name share_network_id:name share_group_id:name encryption_key_ref:name "
            + "snapshot_id:name availability_zone:name scheduler_hints:object mount_point_name:name") with
        {
            Naming =
            [
                ("from a snapshot", """{"share":{"share_proto":"NFS","snapshot_id":"{snapshot}"}}"""),
                ("in a group", """{"share":{"share_proto":"NFS","size":1,"share_type":"plain","share_group_id":"{group}"}}"""),
                ("beside a share", """{"share":{"share_proto":"NFS","size":1,"share_type":"plain","scheduler_hints":{"different_host":"{share}"}}}"""),
                ("seen by all", """{"share":{"share_proto":"NFS","size":1,"share_type":"plain","is_public":true}}"""),
                ("of a private type", """{"share":{"share_proto":"NFS","size":1,"share_type":"{private}"}}"""),
            ],
        },
        WritingEndpoint.Of("shares.update", """{"share":{"display_name":"docs"}}""", "display_name:name display_description:name is_public:flag") with
        {
            EmptyIsFine = true,
            Naming = [("seen by all", """{"share":{"is_public":true}}""")],
        },
        WritingEndpoint.Of("shares.extend", """{"extend":{"new_size":3}}""", "new_size:size force:flag") with
        {
            Naming = [("by force", """{"extend":{"new_size":3,"force":true}}""")],
        },
        WritingEndpoint.Of("shares.shrink", """{"shrink":{"new_size":1}}""", "new_size:size"),
        WritingEndpoint.Of("shares.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        WritingEndpoint.Of("shares.force_delete", null, ""),
        WritingEndpoint.Of("shares.manage", """{"share":{"export_path":"10.0.0.10:/path/to/fake/share/{new}","service_host":"testhost@dummy#fake_pool_for_dummy","protocol":"NFS","share_type":"plain"}}""",
            "export_path:path service_host:word protocol:newname share_type:name name:name description:name display_name:name display_description:name "
            + "is_public:flag driver_options:options share_server_id:name mount_point_name:name") with
        {
            Naming = [("seen by all", """{"share":{"export_path":"10.0.0.10:/path/to/fake/share/{new}","service_host":"testhost@dummy#fake_pool_for_dummy","protocol":"NFS","share_type":"plain","is_public":true}}""")],
        },
        WritingEndpoint.Of("shares.unmanage", null, ""),
        WritingEndpoint.Of("shares.unmanage_by_path", null, "") with { Last = 6 },
        WritingEndpoint.Of("shares.migration_start", """{"migration_start":{"host":"testhost@second#fake_pool_for_second","writable":false,"nondisruptive":false,"preserve_metadata":false,"preserve_snapshots":false}}""",
            "host:word force_host_assisted_migration:flag preserve_metadata:flag writable:flag nondisruptive:flag preserve_snapshots:flag "
            + "new_share_network_id:choice new_share_type_id:choice"),
        WritingEndpoint.Of("shares.migration_complete", null, ""),
        WritingEndpoint.Of("shares.migration_cancel", null, ""),
        WritingEndpoint.Of("shares.migration_get_progress", null, "") with { Last = 97 },
        WritingEndpoint.Of("shares.reset_task_state", """{"reset_task_state":{"task_state":"migration_success"}}""", "task_state:choice"),
        WritingEndpoint.Of("share_metadata.merge", """{"metadata":{"color":"green"}}""", ":map"),
        WritingEndpoint.Of("share_metadata.replace", """{"metadata":{"color":"green"}}""", ":map"),
        WritingEndpoint.Of("share_metadata.set_item", """{"metadata":{"color":"green"}}""", ":map"),
    ];

    // A share that may be thrown away can be made smaller, and is not in the zone of the second backend.
    static async Task<string> Share(Things things)
    {
        if (things.Number == 0) await things.Of("type");
        var share = things.Number == 0
            ? await things.Host.MakeShare()
            : await things.Post("/v2/shares", new { share = new { share_proto = "NFS", size = 2, name = "docs", share_type = "plain", availability_zone = "nova" } });
        await things.Host.UntilStatus($"/v2/shares/{share}", "share", "available");
        await things.Must(HttpMethod.Post, $"/v2/shares/{share}/metadata", new { metadata = new { color = "green" } });
        return share;
    }
}
