using Abaca.Server.Shares;

namespace Abaca.Server.Reconcile;

/// <summary>Reads what the database says of storage: of every host, whoever runs it.</summary>
public sealed class StockStore(Db db)
{
    static readonly Columns<ShareRow> Shares = new(c => new ShareRow(
        c.Text("i.id"), c.Text("i.share_id"), c.Text("s.project_id"), HostOf(c.TextOrNull("i.host")), c.Text("i.status"),
        c.Count("CASE WHEN i.replica_state IS NULL OR i.replica_state = 'active' THEN s.size ELSE 0 END"))
    {
        ObjectIdentity = c.TextOrNull("i.object_identity"),
        HasReplicas = c.Flag(ShareRows.HasReplicas),
    });

    static readonly Columns<SnapshotRow> Snapshots = new(c => new SnapshotRow(
        c.Text("id"), c.Text("snapshot_id"), c.Text("share_instance_id"), c.Text("share_id"), c.Text("project_id"), HostOf(c.TextOrNull("host")), c.Text("status"))
    {
        ObjectIdentity = c.TextOrNull("object_identity"),
    });

    static readonly Columns<string> Underway = new(c => string.Join(' ', c.Text("resource_id"), c.Text("op_key"), c.Text("state")));

    static readonly Sql FromSnapshots = Sql.Raw(
        """
        FROM (SELECT i.id, i.snapshot_id, i.share_instance_id, n.share_id, n.project_id, x.host, i.status, i.object_identity
        FROM snapshot_instances i JOIN snapshots n ON n.id = i.snapshot_id JOIN share_instances x ON x.id = i.share_instance_id
        UNION ALL
        SELECT m.id, m.id, m.share_instance_id, m.share_id, m.project_id, x.host, 'member', NULL
        FROM share_group_snapshot_members m JOIN share_instances x ON x.id = m.share_instance_id) lying
        """);

    /// <summary>Everything; inside a transaction nothing gets a row before it ends.</summary>
    public async Task<StoredThings> Read(IQueries at, CancellationToken ct = default) => new(
        await at.Query(Shares, $"FROM share_instances i JOIN shares s ON s.id = i.share_id", ct), await at.Query(Snapshots, FromSnapshots, ct),
        await at.Query(Underway, $"FROM operations WHERE open_key IS NOT NULL", ct));

    /// <summary>Everything, as of now.</summary>
    public Task<StoredThings> Read(CancellationToken ct = default) => Read(db, ct);

    /// <summary>Which of the instances had a row in this database and lost it.</summary>
    internal Task<IReadOnlySet<string>> Former(IReadOnlyCollection<string> instances, CancellationToken ct = default) => FormerInstances.Among(db, instances, ct);

    static string HostOf(string? place) => place?.Split('#')[0] ?? "";
}
