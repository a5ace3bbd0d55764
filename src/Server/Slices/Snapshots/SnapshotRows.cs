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

    /// <summary>
    /// A snapshot as it lies on the instance that represents its share (<see cref="From"/>), with its status as it is shown. While a share has
    /// several instances so has each snapshot.
    /// </summary>
    public static readonly Columns<Snapshot> Columns = new(c => new Snapshot
    {
        Id = c.Word("n.id", id => new SnapshotId(id), n => n.Id.Text),
        InstanceId = c.Text("i.id", n => n.InstanceId),
        ShareId = c.Word("n.share_id", id => new ShareId(id), n => n.ShareId.Text),
        ShareInstanceId = c.Word("i.share_instance_id", id => new ShareInstanceId(id), n => n.ShareInstanceId.Text),
        ProjectId = c.Text("n.project_id", n => n.ProjectId),
        UserId = c.Text("n.user_id", n => n.UserId),
        Name = c.TextOrNull("n.name", n => n.Name),
        Description = c.TextOrNull("n.description", n => n.Description),
        Size = c.Count("n.size", n => n.Size),
        ShareSize = c.Count("n.share_size", n => n.ShareSize),
        Protocol = c.Text("n.share_proto", n => n.Protocol),
        Metadata = c.Map("n.metadata", n => n.Metadata),
        Status = c.Text("i.status", n => n.Status, shown: Status),
        Progress = c.TextOrNull("i.progress", n => n.Progress),
        ProviderLocation = c.TextOrNull("i.provider_location", n => n.ProviderLocation),
        Details = c.Map("i.details", n => n.Details),
        CreatedAt = c.Moment("n.created_at", n => n.CreatedAt),
        UpdatedAt = c.MomentOrNull("n.updated_at", n => n.UpdatedAt),
        IsReplicated = c.Flag("CASE WHEN s.replication_type IS NULL THEN 0 ELSE 1 END"),
        ObjectIdentity = c.TextOrNull("i.object_identity"),
    });

    /// <summary>The same for one instance, with the status as it is there.</summary>
    public static readonly Columns<Snapshot> ColumnsOfInstance = Columns.AsStored();

    /// <summary>The tables of the columns. Every snapshot has an instance beside each replica of its share, and so beside the one that represents it.</summary>
    public static readonly Tables Tables = new(
        "snapshots n", new Join("s", "JOIN shares s ON s.id = n.share_id"),
        new Join("i", "JOIN snapshot_instances i ON i.snapshot_id = n.id AND i.share_instance_id = s.instance_id"));

    /// <summary>FROM, with the aliases that the columns use.</summary>
    public static readonly Sql From = Tables.All;

    /// <summary>FROM any instance of a snapshot.</summary>
    public static readonly Sql FromInstances = Sql.Raw(
        "FROM snapshots n JOIN shares s ON s.id = n.share_id JOIN snapshot_instances i ON i.snapshot_id = n.id");
}
