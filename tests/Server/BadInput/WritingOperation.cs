using Abaca.Server.Microversions;

namespace Abaca.Tests.Server.BadInput;

/// <summary>An operation with a body, as it is asked well and which fields it has.</summary>
/// <param name="Name">Our name for it.</param>
/// <param name="Body">A body that is understood; <c>SHARE</c>, <c>REPLICATED</c>, <c>GROUPTYPE</c> and <c>GROUP</c> stand for ids. Null: the operation takes nothing from its body.</param>
/// <param name="Fields">Field and kind, see <see cref="WrongValues"/>; <c>""</c> is the value under the envelope itself.</param>
/// <param name="Last">Minor of the last version that has it; null when the newest has.</param>
/// <param name="EmptyIsFine">An empty object under the envelope changes nothing and is answered well.</param>
sealed record WritingOperation(
    string Name, string? Body, IReadOnlyList<(string Field, string Kind)> Fields, int? Last = null, bool EmptyIsFine = false)
{
    /// <summary>The version at which it is asked.</summary>
    public string Version => Last is { } minor ? $"2.{minor}" : ApiVersion.NewestText;

    /// <summary>Every POST and PUT of this release.</summary>
    public static IReadOnlyList<WritingOperation> All { get; } =
    [
        Of("shares.create", """{"share":{"share_proto":"NFS","size":1,"share_type":"plain","name":"n"}}""",
            "share_proto:word size:size name:name description:name display_name:name share_type:name is_public:flag metadata:map "
            + "snapshot_id:name availability_zone:name scheduler_hints:object mount_point_name:name"),
        Of("shares.update", """{"share":{"display_name":"docs"}}""", "display_name:name display_description:name is_public:flag") with { EmptyIsFine = true },
        Of("shares.extend", """{"extend":{"new_size":1}}""", "new_size:size force:flag"),
        Of("shares.shrink", """{"shrink":{"new_size":1}}""", "new_size:size"),
        Of("shares.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        Of("shares.force_delete", null, ""),
        Of("shares.manage", """{"share":{"export_path":"10.0.0.10:/path/to/fake/share/old","service_host":"testhost@dummy#fake_pool_for_dummy","protocol":"NFS","share_type":"plain"}}""",
            "export_path:path service_host:word protocol:newname share_type:name name:name description:name display_name:name display_description:name "
            + "is_public:flag driver_options:options share_server_id:name mount_point_name:name"),
        Of("shares.unmanage", null, ""),
        Of("shares.unmanage_by_path", null, "") with { Last = 6 },
        Of("shares.revert", """{"revert":{"snapshot_id":"5b6e6c0e-aaaa-4bbb-8ccc-000000000001"}}""", "snapshot_id:word"),
        Of("shares.migration_start", """{"migration_start":{"host":"testhost@dummy#fake_pool_for_dummy","writable":false,"nondisruptive":false,"preserve_metadata":false,"preserve_snapshots":false}}""",
            "host:word force_host_assisted_migration:flag preserve_metadata:flag writable:flag nondisruptive:flag preserve_snapshots:flag "
            + "new_share_network_id:choice new_share_type_id:choice"),
        Of("shares.migration_complete", null, ""),
        Of("shares.migration_cancel", null, ""),
        Of("shares.migration_get_progress", null, "") with { Last = 97 },
        Of("shares.reset_task_state", """{"reset_task_state":{"task_state":"migration_success"}}""", "task_state:choice"),
        Of("shares.allow_access", """{"allow_access":{"access_type":"ip","access_to":"10.0.0.1","access_level":"rw"}}""",
            "access_type:word access_to:word access_level:choice metadata:map lock_visibility:flag lock_deletion:flag"),
        Of("shares.deny_access", """{"deny_access":{"access_id":"5b6e6c0e-aaaa-4bbb-8ccc-000000000001"}}""", "access_id:word unrestrict:flag"),
        Of("shares.access_list", null, "") with { Last = 44 },
        Of("share_metadata.merge", """{"metadata":{"color":"green"}}""", ":map"),
        Of("share_metadata.replace", """{"metadata":{"color":"green"}}""", ":map"),
        Of("share_metadata.set_item", """{"metadata":{"color":"green"}}""", ":map"),
        Of("share_instances.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        Of("share_instances.force_delete", null, ""),
        Of("export_location_metadata.merge", """{"metadata":{"color":"green"}}""", ":map"),
        Of("export_location_metadata.replace", """{"metadata":{"color":"green"}}""", ":map"),
        Of("export_location_metadata.set_item", """{"metadata":{"color":"green"}}""", ":map"),
        Of("access_rules.update", """{"update_access":{"access_level":"rw"}}""", "access_level:word"),
        Of("access_rule_metadata.merge", """{"metadata":{"why":"golden"}}""", ":map"),
        Of("snapshots.create", """{"snapshot":{"share_id":"SHARE","name":"n"}}""", "share_id:word name:name description:name metadata:map"),
        Of("snapshots.manage", """{"snapshot":{"share_id":"SHARE","provider_location":"old"}}""",
            "share_id:word provider_location:newname name:name description:name driver_options:options metadata:map"),
        Of("snapshots.unmanage", null, ""),
        Of("snapshots.update", """{"snapshot":{"display_name":"monday"}}""", "display_name:name display_description:name") with { EmptyIsFine = true },
        Of("snapshots.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        Of("snapshots.force_delete", null, ""),
        Of("snapshot_metadata.merge", """{"metadata":{"color":"green"}}""", ":map"),
        Of("snapshot_metadata.replace", """{"metadata":{"color":"green"}}""", ":map"),
        Of("snapshot_metadata.set_item", """{"metadata":{"color":"green"}}""", ":map"),
        Of("share_types.create", """{"share_type":{"name":"another","extra_specs":{"driver_handles_share_servers":false}}}""",
            "name:newname description:name extra_specs:specs share_type_access:is_public:flag os-share-type-access:is_public:flag"),
        Of("share_types.update", """{"share_type":{"name":"plain"}}""", "name:name description:name share_type_access:is_public:flag"),
        Of("share_types.add_access", """{"addProjectAccess":{"project":"c0000000000000000000000000000003"}}""", "project:word"),
        Of("share_types.remove_access", """{"removeProjectAccess":{"project":"c0000000000000000000000000000003"}}""", "project:word"),
        Of("extra_specs.create", """{"extra_specs":{"snapshot_support":"True"}}""", ":specs"),
        Of("extra_specs.update", """{"snapshot_support":"True"}""", "snapshot_support:spec"),
        Of("quotas.update", """{"quota_set":{"share_networks":10}}""", "shares:quota gigabytes:quota snapshots:quota per_share_gigabytes:quota unheard_of:quota"),
        Of("quota_classes.update", """{"quota_class_set":{"share_networks":10}}""", "shares:quota gigabytes:quota") with { EmptyIsFine = true },
        Of("services.update", """{"host":"testhost@dummy","binary":"manila-share"}""", "host:word binary:word"),
        Of("share_groups.create", """{"share_group":{"name":"n","share_group_type_id":"GROUPTYPE"}}""",
            "name:name description:name share_types:ids share_group_type_id:choice source_share_group_snapshot_id:choice share_network_id:choice "
            + "availability_zone:choice unheard_of:unknown") with { EmptyIsFine = true }, // everything has a default
        Of("share_groups.update", """{"share_group":{"name":"together"}}""", "name:name description:name unheard_of:unknown") with { EmptyIsFine = true },
        Of("share_groups.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        Of("share_groups.force_delete", null, ""),
        Of("group_snapshots.create", """{"share_group_snapshot":{"share_group_id":"GROUP","name":"n"}}""",
            "share_group_id:word name:name description:name unheard_of:unknown"),
        Of("group_snapshots.update", """{"share_group_snapshot":{"name":"monday"}}""", "name:name description:name unheard_of:unknown") with { EmptyIsFine = true },
        Of("group_snapshots.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        Of("group_snapshots.force_delete", null, ""),
        Of("group_types.create", """{"share_group_type":{"name":"another group type","share_types":["plain"]}}""",
            "name:newname share_types:names is_public:flag group_specs:groupspecs"),
        Of("group_types.add_access", """{"addProjectAccess":{"project":"c0000000000000000000000000000003"}}""", "project:word"),
        Of("group_types.remove_access", """{"removeProjectAccess":{"project":"c0000000000000000000000000000003"}}""", "project:word"),
        Of("group_specs.create", """{"group_specs":{"consistent_snapshot_support":"pool"}}""", ":groupspecs"),
        Of("group_specs.update", """{"consistent_snapshot_support":"pool"}""", "consistent_snapshot_support:groupspec"),
        Of("replicas.create", """{"share_replica":{"share_id":"REPLICATED"}}""",
            "share_id:word availability_zone:choice share_network_id:choice scheduler_hints:object metadata:map"),
        Of("replicas.promote", null, ""),
        Of("replicas.resync", null, ""),
        Of("replicas.force_delete", null, ""),
        Of("replicas.reset_status", """{"reset_status":{"status":"available"}}""", "status:word"),
        Of("replicas.reset_replica_state", """{"reset_replica_state":{"replica_state":"in_sync"}}""", "replica_state:word"),
        Of("replica_metadata.merge", """{"metadata":{"color":"green"}}""", ":map"),
        Of("replica_metadata.replace", """{"metadata":{"color":"green"}}""", ":map"),
        Of("replica_metadata.set_item", """{"metadata":{"color":"green"}}""", ":map"),
        Of("operations.retry", null, ""),
        Of("operations.abandon", null, ""),
        Of("reconcile.act", """{"reconcile":{"action":"remove","differences":["dummy:orphan:share:x"]}}""",
            "action:word apply:flag project_id:name share_type:name name:name description:name"),
    ];

    /// <summary>Key of the object that holds the fields, or null when the body itself does.</summary>
    public string? Envelope => Body is null || Name is "extra_specs.update" or "group_specs.update" or "services.update" ? null : Body[2..Body.IndexOf('"', 2)];

    /// <inheritdoc/>
    public override string ToString() => Name;

    // A field's own name may hold a colon; its kind is what stands behind the last one.
    static WritingOperation Of(string name, string? body, string fields) => new(
        name, body,
        [.. fields.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(f => (f[..f.LastIndexOf(':')], f[(f.LastIndexOf(':') + 1)..]))],
        EmptyIsFine: fields == ":map" && !name.EndsWith("set_item", StringComparison.Ordinal));
}
