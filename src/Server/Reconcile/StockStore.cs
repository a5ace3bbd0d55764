using Abaca.Server.Data;

namespace Abaca.Server.Reconcile;

/// <summary>Reads what the database says of storage: of every host, whoever runs it.</summary>
public sealed class StockStore(Db db)
{
    static readonly Sql Shares = Sql.Raw(
        """
        SELECT i.id, i.share_id, s.project_id, i.host, i.status, CASE WHEN i.replica_state IS NULL OR i.replica_state = 'active' THEN s.size ELSE 0 END, i.object_identity
        FROM share_instances i JOIN shares s ON s.id = i.share_id
        """);

    static readonly Sql Snapshots = Sql.Raw(
        """
        SELECT i.id, i.snapshot_id, i.share_instance_id, n.share_id, n.project_id, x.host, i.status, i.object_identity
        FROM snapshot_instances i JOIN snapshots n ON n.id = i.snapshot_id JOIN share_instances x ON x.id = i.share_instance_id
        UNION ALL
        SELECT m.id, m.id, m.share_instance_id, m.share_id, m.project_id, x.host, 'member', NULL
        FROM share_group_snapshot_members m JOIN share_instances x ON x.id = m.share_instance_id
        """);

    static readonly Sql Underway = Sql.Raw("SELECT resource_id, op_key, state FROM operations WHERE open_key IS NOT NULL");

    /// <summary>Everything, as of now.</summary>
    public async Task<StoredThings> Read(CancellationToken ct = default) => new(
        await db.Query(Shares, ReadShare, ct), await db.Query(Snapshots, ReadSnapshot, ct), await db.Query(Underway, ReadWork, ct));

    /// <summary>The same inside a transaction: nothing gets a row before it ends.</summary>
    public async Task<StoredThings> Read(Tx tx, CancellationToken ct = default) => new(
        await tx.Query(Shares, ReadShare, ct), await tx.Query(Snapshots, ReadSnapshot, ct), await tx.Query(Underway, ReadWork, ct));

    /// <summary>Which of the instances had a row in this database and lost it.</summary>
    internal Task<IReadOnlySet<string>> Former(IReadOnlyCollection<string> instances, CancellationToken ct = default) => FormerInstances.Among(db, instances, ct);

    static ShareRow ReadShare(Row row) =>
        new(row.Text(0), row.Text(1), row.Text(2), HostOf(row.TextOrNull(3)), row.Text(4), (int)row.Number(5)) { ObjectIdentity = row.TextOrNull(6) };

    static SnapshotRow ReadSnapshot(Row row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), HostOf(row.TextOrNull(5)), row.Text(6)) { ObjectIdentity = row.TextOrNull(7) };

    static string ReadWork(Row row) => string.Join(' ', row.Text(0), row.Text(1), row.Text(2));

    static string HostOf(string? place) => place?.Split('#')[0] ?? "";
}
