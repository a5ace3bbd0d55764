using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>
/// Snapshots as they lie on one instance of their share, where a share has several instances. With <see cref="SnapshotStore"/> the only
/// writer of snapshot instances.
/// </summary>
public abstract class PlacedSnapshots(Db db, TimeProvider clock)
    : Store<Snapshot>(db, SnapshotRows.ColumnsOfInstance, SnapshotRows.FromInstances, "i.id")
{
    /// <summary>The time.</summary>
    protected DateTimeOffset Today => clock.GetUtcNow();

    /// <summary>Every snapshot as it lies there, oldest first.</summary>
    public ValueTask<List<Snapshot>> On(IQueries at, ShareInstanceId place, CancellationToken ct = default) => at.Query(
        SnapshotRows.ColumnsOfInstance, $"{SnapshotRows.FromInstances} WHERE i.share_instance_id = {place} ORDER BY n.created_at, n.id", ct);

    /// <summary>A snapshot is to come to this instance, too.</summary>
    public Task Add(Tx tx, SnapshotId snapshot, ShareInstanceId place, string status, CancellationToken ct = default) => tx.Execute(
        $"""
         INSERT INTO snapshot_instances (id, snapshot_id, share_instance_id, status, progress, details, created_at)
         VALUES ({Guid.NewGuid().ToString()}, {snapshot}, {place}, {status}, {"0%"}, {"{}"}, {Today})
         """, ct);

    /// <summary>Sets the status of a snapshot there.</summary>
    public Task SetStatus(Tx tx, Snapshot on, string status, CancellationToken ct = default) => tx.Execute(
        $"UPDATE snapshot_instances SET status = {status}, updated_at = {Today} WHERE id = {on.InstanceId}", ct);

    /// <summary>Forgets what lies there; the snapshots themselves stay.</summary>
    public async Task Remove(Tx tx, ShareInstanceId place, CancellationToken ct = default)
    {
        await FormerInstances.Keep(tx, Sql.Of($"SELECT id FROM snapshot_instances WHERE share_instance_id = {place}"), ct);
        await tx.Execute($"DELETE FROM snapshot_instances WHERE share_instance_id = {place}", ct);
    }
}
