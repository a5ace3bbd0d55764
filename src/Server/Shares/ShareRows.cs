using System.Text.RegularExpressions;
using Abaca.Server.Data;

namespace Abaca.Server.Shares;

/// <summary>How a share is read from its row and that of its representative instance.</summary>
static partial class ShareRows
{
    const string FormerItem = "__managed_at";

    /// <summary>
    /// Rules of a replicated share: the worst of the replicas that clients reach and that keep up. One that is left behind gets its rules when
    /// it is back, and keeps nobody waiting.
    /// </summary>
    const string RulesTogether =
        """
        CASE WHEN s.replication_type IS NULL THEN i.access_rules_status ELSE COALESCE((
          SELECT x.access_rules_status FROM share_instances x
          WHERE x.share_id = s.id AND x.status = 'available' AND x.replica_state IN ('active', 'in_sync')
          ORDER BY CASE x.access_rules_status WHEN 'error' THEN 0 WHEN 'syncing' THEN 1 ELSE 2 END LIMIT 1), i.access_rules_status) END
        """;

    /// <summary>Columns of a share, in the order <see cref="Read"/> expects.</summary>
    public static readonly Sql Columns = ColumnsWith(RulesTogether);

    /// <summary>The same for one of its instances, with the rules as they are there.</summary>
    public static readonly Sql ColumnsOfInstance = ColumnsWith("i.access_rules_status");

    static Sql ColumnsWith(string rules) => Sql.Raw(
        $"""
        s.id, i.id, s.project_id, s.user_id, s.name, s.description, s.size, s.share_proto, s.is_public, s.metadata,
        s.share_type_id, t.name, s.snapshot_id, s.task_state, s.mount_point_name,
        s.snapshot_support, s.create_share_from_snapshot_support, s.revert_to_snapshot_support, s.mount_snapshot_support,
        s.snapshot_inherit_share_access_support, s.replication_type, s.share_group_id, s.source_share_group_snapshot_member_id,
        s.source_backup_id, s.encryption_key_ref, s.is_soft_deleted, s.scheduled_to_be_deleted_at, s.created_at, s.updated_at,
        s.revision, i.status, i.host, i.availability_zone, {rules}, i.progress, i.share_network_id, i.share_server_id,
        i.replica_state, i.cast_rules_to_readonly,
        CASE WHEN s.replication_type IS NULL THEN 0 ELSE (
          SELECT CASE WHEN COUNT(*) > 1 THEN 1 ELSE 0 END FROM share_instances x WHERE x.share_id = s.id AND x.replica_state IS NOT NULL) END,
        s.charged_gib
        """);

    /// <summary>How many they are: what else is selected comes behind them.</summary>
    public const int Count = 41;

    /// <summary>Tables, with the aliases the columns use.</summary>
    public static readonly Sql Tables = Sql.Raw(
        " shares s JOIN share_instances i ON i.id = s.instance_id LEFT JOIN share_types t ON t.id = s.share_type_id ");

    /// <summary>Tables of any instance of a share.</summary>
    public static readonly Sql TablesOfInstances = Sql.Raw(
        " shares s JOIN share_instances i ON i.share_id = s.id LEFT JOIN share_types t ON t.id = s.share_type_id ");

    /// <summary>
    /// The tables that parts of a query need. Every share has its representative instance, so what no part names need not be visited.
    /// </summary>
    public static Sql TablesFor(params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            if (OtherTables().IsMatch(part)) return Tables;
        }
        return SharesAlone;
    }

    static readonly Sql SharesAlone = Sql.Raw(" shares s ");

    [GeneratedRegex(@"\b[it]\.")]
    private static partial Regex OtherTables();

    /// <summary>Reads one share.</summary>
    public static Share Read(Row row) => new()
    {
        Id = new ShareId(row.Text(0)),
        InstanceId = new ShareInstanceId(row.Text(1)),
        ProjectId = row.Text(2),
        UserId = row.Text(3),
        Name = row.TextOrNull(4),
        Description = row.TextOrNull(5),
        Size = (int)row.Number(6),
        Protocol = row.Text(7),
        IsPublic = row.Flag(8),
        Metadata = Asked(row.Map(9)),
        TypeId = row.TextOrNull(10),
        TypeName = row.TextOrNull(11),
        SnapshotId = row.TextOrNull(12),
        TaskState = row.TextOrNull(13),
        MountPointName = row.TextOrNull(14),
        Abilities = new ShareAbilities(row.Flag(15), row.Flag(16), row.Flag(17), row.Flag(18), row.Flag(19)),
        ReplicationType = row.TextOrNull(20),
        GroupId = row.TextOrNull(21),
        SourceGroupSnapshotMemberId = row.TextOrNull(22),
        SourceBackupId = row.TextOrNull(23),
        EncryptionKeyRef = row.TextOrNull(24),
        IsSoftDeleted = row.Flag(25),
        ScheduledToBeDeletedAt = row.MomentOrNull(26),
        CreatedAt = row.Moment(27),
        UpdatedAt = row.MomentOrNull(28),
        Revision = row.Number(29),
        Status = row.Text(30),
        Host = row.TextOrNull(31),
        AvailabilityZone = row.TextOrNull(32),
        AccessRulesStatus = row.Text(33),
        Progress = row.TextOrNull(34),
        NetworkId = row.TextOrNull(35),
        ServerId = row.TextOrNull(36),
        ReplicaState = row.TextOrNull(37),
        IsReadOnly = row.Flag(38),
        HasReplicas = row.Flag(39),
        ChargedSize = (int)row.Number(40),
    };

    // The first release gave shares that were taken over an item that their projects had not set and could not remove.
    static IReadOnlyDictionary<string, string> Asked(IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(FormerItem)
        ? metadata.Where(item => item.Key != FormerItem).ToDictionary(StringComparer.Ordinal)
        : metadata;
}
