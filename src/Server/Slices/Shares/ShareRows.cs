namespace Abaca.Server.Shares;

/// <summary>How a share is read from its row and that of its representative instance.</summary>
static class ShareRows
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

    /// <summary>The share <c>s</c> has more replicas than the active one.</summary>
    public const string HasReplicas =
        """
        CASE WHEN s.replication_type IS NULL THEN 0 ELSE (
          SELECT CASE WHEN COUNT(*) > 1 THEN 1 ELSE 0 END FROM share_instances x WHERE x.share_id = s.id AND x.replica_state IS NOT NULL) END
        """;

    /// <summary>A share as its representative instance, with the rules of all its replicas together.</summary>
    public static readonly Columns<Share> Columns = new(c => new Share
    {
        Id = c.Word("s.id", id => new ShareId(id), s => s.Id.Text),
        InstanceId = c.Word("i.id", id => new ShareInstanceId(id), s => s.InstanceId.Text),
        ProjectId = c.Text("s.project_id", s => s.ProjectId),
        UserId = c.Text("s.user_id", s => s.UserId),
        Name = c.TextOrNull("s.name", s => s.Name),
        Description = c.TextOrNull("s.description", s => s.Description),
        Size = c.Count("s.size", s => s.Size),
        ChargedSize = c.Count("s.charged_gib", s => s.ChargedSize),
        Protocol = c.Text("s.share_proto", s => s.Protocol),
        IsPublic = c.Flag("s.is_public", s => s.IsPublic),
        Metadata = Asked(c.Map("s.metadata", s => s.Metadata)),
        TypeId = c.TextOrNull("s.share_type_id", s => s.TypeId),
        TypeName = c.TextOrNull("t.name"),
        SnapshotId = c.TextOrNull("s.snapshot_id", s => s.SnapshotId),
        TaskState = c.TextOrNull("s.task_state", s => s.TaskState),
        MountPointName = c.TextOrNull("s.mount_point_name", s => s.MountPointName),
        Abilities = Abilities(c),
        ReplicationType = c.TextOrNull("s.replication_type", s => s.ReplicationType),
        GroupId = c.TextOrNull("s.share_group_id", s => s.GroupId),
        SourceGroupSnapshotMemberId = c.TextOrNull("s.source_share_group_snapshot_member_id", s => s.SourceGroupSnapshotMemberId),
        SourceBackupId = c.TextOrNull("s.source_backup_id", s => s.SourceBackupId),
        EncryptionKeyRef = c.TextOrNull("s.encryption_key_ref", s => s.EncryptionKeyRef),
        IsSoftDeleted = c.Flag("s.is_soft_deleted", s => s.IsSoftDeleted),
        ScheduledToBeDeletedAt = c.MomentOrNull("s.scheduled_to_be_deleted_at", s => s.ScheduledToBeDeletedAt),
        CreatedAt = c.Moment("s.created_at", s => s.CreatedAt),
        UpdatedAt = c.MomentOrNull("s.updated_at", s => s.UpdatedAt),
        Revision = c.Number("s.revision", s => s.Revision),
        Status = c.Text("i.status", s => s.Status),
        Host = c.TextOrNull("i.host", s => s.Host),
        AvailabilityZone = c.TextOrNull("i.availability_zone", s => s.AvailabilityZone),
        AccessRulesStatus = c.Text("i.access_rules_status", s => s.AccessRulesStatus, shown: RulesTogether),
        Progress = c.TextOrNull("i.progress", s => s.Progress),
        NetworkId = c.TextOrNull("i.share_network_id", s => s.NetworkId),
        ServerId = c.TextOrNull("i.share_server_id", s => s.ServerId),
        ReplicaState = c.TextOrNull("i.replica_state", s => s.ReplicaState),
        IsReadOnly = c.Flag("i.cast_rules_to_readonly", s => s.IsReadOnly),
        HasReplicas = c.Flag(HasReplicas),
    });

    /// <summary>The same for one of its instances, with the rules as they are there.</summary>
    public static readonly Columns<Share> ColumnsOfInstance = Columns.AsStored();

    /// <summary>An INSERT of the instance that a share stands for.</summary>
    /// <param name="at">The share as that instance.</param>
    /// <param name="createdAt">When the instance is made.</param>
    /// <param name="more">What only some instances have.</param>
    public static Sql InsertInstance(Share at, DateTimeOffset createdAt, params ReadOnlySpan<ColumnValue> more) => Columns.Insert(
        "share_instances i", at,
        [new("share_id", $"{at.Id}"), new("share_type_id", $"{at.TypeId}"), new("details", $"{"{}"}"), new("created_at", $"{createdAt}"), .. more]);

    /// <summary>A share, its representative instance and its type: the tables of the columns. Every share has such an instance.</summary>
    public static readonly Tables Tables = new(
        "shares s", new Join("i", "JOIN share_instances i ON i.id = s.instance_id"), new Join("t", "LEFT JOIN share_types t ON t.id = s.share_type_id"));

    /// <summary>The same from any instance of a share.</summary>
    public static readonly Tables InstanceTables = new(
        "share_instances i", new Join("s", "JOIN shares s ON s.id = i.share_id"), new Join("t", "LEFT JOIN share_types t ON t.id = s.share_type_id"));

    /// <summary>FROM, with the aliases that the columns use.</summary>
    public static readonly Sql From = Tables.All;

    /// <summary>FROM any instance of a share.</summary>
    public static readonly Sql FromInstances = InstanceTables.All;

    static ShareAbilities Abilities(Fields<Share> c) => new(
        c.Flag("s.snapshot_support", s => s.Abilities.Snapshots),
        c.Flag("s.create_share_from_snapshot_support", s => s.Abilities.SharesFromSnapshots),
        c.Flag("s.revert_to_snapshot_support", s => s.Abilities.Reverts),
        c.Flag("s.mount_snapshot_support", s => s.Abilities.MountableSnapshots),
        c.Flag("s.snapshot_inherit_share_access_support", s => s.Abilities.SnapshotsInheritAccess));

    // The first release gave shares that were taken over an item that their projects had not set and could not remove.
    static IReadOnlyDictionary<string, string> Asked(IReadOnlyDictionary<string, string> metadata) => metadata.ContainsKey(FormerItem)
        ? metadata.Where(item => item.Key != FormerItem).ToDictionary(StringComparer.Ordinal)
        : metadata;
}
