using System.Globalization;
using Abaca.Server.Microversions;

namespace Abaca.Tests.Unit.Microversions;

/// <summary>
/// What Manila shows of each resource: field, versions, caller and form, written down apart from our views so that each checks the other.
/// One line per field: <c>name [from-to] [admin|host] [show]</c>; <c>*</c> marks fields of plain lists.
/// </summary>
sealed record FieldFact(string Name, int From, int To, string Who, bool ShowOnly, bool Summary)
{
    /// <summary>Reads a table.</summary>
    public static IReadOnlyList<FieldFact> Read(string table) =>
        [.. table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Line)];

    static FieldFact Line(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var range = words.Skip(1).FirstOrDefault(w => w.Contains('-', StringComparison.Ordinal))?.Split('-') ?? ["0", ""];
        return new FieldFact(
            words[0].TrimStart('*'),
            Number(range[0], 0), Number(range[1], ApiVersion.Newest.Minor),
            words.Skip(1).FirstOrDefault(w => w is "admin" or "host") ?? "everyone",
            words.Skip(1).Contains("show"),
            words[0].StartsWith('*'));
    }

    static int Number(string text, int otherwise) => text.Length == 0 ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);

    public const string Share = """
        *id
        size
        availability_zone
        created_at
        status
        *name
        description
        project_id
        snapshot_id
        share_network_id
        share_proto
        metadata
        share_type
        share_type_name 6-
        volume_type
        *links
        is_public
        export_location -8
        export_locations -8
        snapshot_support 2-
        task_state 5-
        access_rules_status 10-
        replication_type 11-
        has_replicas 11-
        user_id 16-
        create_share_from_snapshot_support 24-
        revert_to_snapshot_support 27-
        share_group_id 31-
        source_share_group_snapshot_member_id 31-
        mount_snapshot_support 32-
        progress 54-
        is_soft_deleted 69-
        scheduled_to_be_deleted_at 69-
        source_backup_id 80-
        encryption_key_ref 90-
        snapshot_inherit_share_access_support 99-
        share_server_id host
        host host
        """;

    public const string ShareInstance = """
        id
        share_id
        availability_zone
        created_at
        host
        status
        share_network_id
        share_server_id
        export_location -8
        export_locations -8
        access_rules_status 10-
        replica_state 11-
        share_type_id 22-
        cast_rules_to_readonly 30-
        progress 54-
        updated_at 71-
        """;

    public const string ExportLocation = """
        id
        path
        preferred 14-
        metadata 87-
        share_instance_id admin
        is_admin_only admin
        created_at show
        updated_at show
        """;

    public const string ShareReplica = """
        *id
        *share_id
        availability_zone
        created_at
        *status
        share_network_id
        *replica_state
        updated_at
        share_server_id admin
        host admin
        cast_rules_to_readonly 30- admin
        metadata 95-
        """;

    public const string ReplicaExport = """
        id
        path
        preferred
        metadata 87-
        share_instance_id admin
        is_admin_only admin
        replica_state
        availability_zone
        created_at show
        updated_at show
        """;

    public const string AccessRule = """
        id
        share_id show
        access_level
        access_to
        access_type
        state
        access_key 21-
        created_at 33-
        updated_at 33-
        metadata 45-
        """;

    public const string Snapshot = """
        *id
        share_id
        share_size
        created_at
        status
        *name
        description
        size
        share_proto
        *links
        provider_location 12- admin
        user_id 17-
        project_id 17-
        metadata 73-
        """;

    public const string ShareType = """
        id
        name
        extra_specs
        required_extra_specs
        os-share-type-access:is_public -6
        share_type_access:is_public 7-
        description 41-
        is_default 46-
        """;

    public const string QuotaSet = """
        id
        shares
        gigabytes
        snapshots
        snapshot_gigabytes
        share_networks
        share_groups 40-
        share_group_snapshots 40-
        share_replicas 53-
        replica_gigabytes 53-
        per_share_gigabytes 62-
        backups 80-
        backup_gigabytes 80-
        encryption_keys 90-
        """;

    public const string Service = """
        id
        binary
        host
        zone
        status
        state
        updated_at
        disabled_reason 83-
        ensuring 86-
        """;

    public const string ServiceUpdate = """
        host
        binary
        status
        disabled_reason 83-
        ensuring 86-
        """;

    public const string Pool = """
        *name
        *host
        *backend
        *pool
        capabilities
        """;

    public const string Message = """
        id
        project_id
        action_id
        detail_id
        message_level
        created_at
        expires_at
        request_id
        links
        resource_type
        resource_id
        user_message
        """;
}
