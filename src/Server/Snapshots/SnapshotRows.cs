using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>How a snapshot is read from its row and that of its instance.</summary>
static class SnapshotRows
{
    /// <summary>
    /// The status as it is shown: of a replicated share's snapshot that of the replica which is least far with it, among those that keep up.
    /// </summary>
    public const string Status =
        """
        CASE WHEN s.replication_type IS NULL THEN i.status ELSE COALESCE((
          SELECT CASE x.status WHEN 'deleted' THEN 'deleting' ELSE x.status END
          FROM snapshot_instances x JOIN share_instances y ON y.id = x.share_instance_id
          WHERE x.snapshot_id = n.id AND y.replica_state IN ('active', 'in_sync')
          ORDER BY CASE x.status WHEN 'deleting' THEN 0 WHEN 'deleted' THEN 1 WHEN 'creating' THEN 2 WHEN 'error' THEN 3 WHEN 'migrating' THEN 4
            WHEN 'server_migrating' THEN 5 WHEN 'available' THEN 6 ELSE 7 END LIMIT 1), i.status) END
        """;

    /// <summary>Columns, in the order <see cref="Read"/> expects.</summary>
    public static readonly Sql Columns = ColumnsWith(Status);

    /// <summary>The same for one instance, with the status as it is there.</summary>
    public static readonly Sql ColumnsOfInstance = ColumnsWith("i.status");

    static Sql ColumnsWith(string status) => Sql.Raw(
        $"""
        n.id, i.id, n.share_id, i.share_instance_id, n.project_id, n.user_id, n.name, n.description, n.size, n.share_size, n.share_proto,
        n.metadata, {status}, i.progress, i.provider_location, i.details, n.created_at, n.updated_at,
        CASE WHEN s.replication_type IS NULL THEN 0 ELSE 1 END, i.object_identity
        """);

    /// <summary>How many they are: what else is selected comes behind them.</summary>
    public const int Count = 20;

    /// <summary>
    /// Tables, with the aliases the columns use. While a share has several instances so has each snapshot; it is shown as it lies on the
    /// instance that represents the share.
    /// </summary>
    public static readonly Sql Tables = Sql.Raw(
        " snapshots n JOIN shares s ON s.id = n.share_id JOIN snapshot_instances i ON i.snapshot_id = n.id AND i.share_instance_id = s.instance_id ");

    /// <summary>Tables of any instance of a snapshot.</summary>
    public static readonly Sql TablesOfInstances = Sql.Raw(
        " snapshots n JOIN shares s ON s.id = n.share_id JOIN snapshot_instances i ON i.snapshot_id = n.id ");

    /// <summary>Reads one snapshot.</summary>
    public static Snapshot Read(Row row) => new()
    {
        Id = new SnapshotId(row.Text(0)),
        InstanceId = row.Text(1),
        ShareId = new ShareId(row.Text(2)),
        ShareInstanceId = new ShareInstanceId(row.Text(3)),
        ProjectId = row.Text(4),
        UserId = row.Text(5),
        Name = row.TextOrNull(6),
        Description = row.TextOrNull(7),
        Size = (int)row.Number(8),
        ShareSize = (int)row.Number(9),
        Protocol = row.Text(10),
        Metadata = row.Map(11),
        Status = row.Text(12),
        Progress = row.TextOrNull(13),
        ProviderLocation = row.TextOrNull(14),
        Details = row.Map(15),
        CreatedAt = row.Moment(16),
        UpdatedAt = row.MomentOrNull(17),
        IsReplicated = row.Flag(18),
        ObjectIdentity = row.TextOrNull(19),
    };
}
