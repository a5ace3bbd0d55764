using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>How a snapshot is read from its row and that of its instance.</summary>
static class SnapshotRows
{
    /// <summary>Columns, in the order <see cref="Read"/> expects.</summary>
    public static readonly Sql Columns = Sql.Raw(
        """
        n.id, i.id, n.share_id, i.share_instance_id, n.project_id, n.user_id, n.name, n.description, n.size, n.share_size, n.share_proto,
        n.metadata, i.status, i.progress, i.provider_location, i.details, n.created_at, n.updated_at
        """);

    /// <summary>Tables, with the aliases the columns use.</summary>
    public static readonly Sql Tables = Sql.Raw(" snapshots n JOIN snapshot_instances i ON i.snapshot_id = n.id ");

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
    };
}
