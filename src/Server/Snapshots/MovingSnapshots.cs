using Abaca.Server.Data;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Instances of snapshots, by the place of their share on which they lie: what moves along with a share.</summary>
public sealed class MovingSnapshots(Db db, TimeProvider clock)
{
    /// <summary>Every snapshot as it lies on one instance of its share, oldest first.</summary>
    public ValueTask<List<Snapshot>> On(ShareInstanceId place, CancellationToken ct = default) =>
        db.Query($"SELECT {SnapshotRows.ColumnsOfInstance} FROM {SnapshotRows.TablesOfInstances} WHERE i.share_instance_id = {place} ORDER BY n.created_at, n.id", SnapshotRows.Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<List<Snapshot>> On(Tx tx, ShareInstanceId place, CancellationToken ct = default) =>
        tx.Query($"SELECT {SnapshotRows.ColumnsOfInstance} FROM {SnapshotRows.TablesOfInstances} WHERE i.share_instance_id = {place} ORDER BY n.created_at, n.id", SnapshotRows.Read, ct);

    /// <summary>Snapshots set out for the new place: each gets a second instance there.</summary>
    public async Task SetOut(Tx tx, IReadOnlyList<Snapshot> snapshots, ShareInstanceId destination, CancellationToken ct = default)
    {
        foreach (var snapshot in snapshots)
        {
            await SetStatus(tx, snapshot.InstanceId, SnapshotStatus.Migrating, null, ct);
            await tx.Execute(
                $"""
                 INSERT INTO snapshot_instances (id, snapshot_id, share_instance_id, status, progress, details, created_at)
                 VALUES ({Guid.NewGuid().ToString()}, {snapshot.Id}, {destination}, {SnapshotStatus.MigratingTo}, {"0%"}, {"{}"}, {clock.GetUtcNow()})
                 """, ct);
        }
    }

    /// <summary>Snapshots stay where they are after all.</summary>
    public Task Stay(Tx tx, ShareInstanceId source, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET status = {SnapshotStatus.Available}, updated_at = {clock.GetUtcNow()}
         WHERE share_instance_id = {source} AND status = {SnapshotStatus.Migrating}
         """, ct);

    /// <summary>Snapshots have arrived, with these details by instance; the instances that they leave behind are to be deleted.</summary>
    public async Task Arrive(
        Tx tx, ShareInstanceId source, ShareInstanceId destination, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> details,
        CancellationToken ct = default)
    {
        foreach (var arrived in await On(tx, destination, ct))
        {
            await SetStatus(tx, arrived.InstanceId, SnapshotStatus.Available, "100%", ct);
            var known = details.GetValueOrDefault(arrived.InstanceId) ?? new Dictionary<string, string>();
            await tx.Execute(
                $"""
                 UPDATE snapshot_instances SET details = {Json.Write(known)}, provider_location = {known.GetValueOrDefault("provider_location")}
                 WHERE id = {arrived.InstanceId}
                 """, ct);
        }
        foreach (var left in await On(tx, source, ct)) await SetStatus(tx, left.InstanceId, SnapshotStatus.Deleting, null, ct);
    }

    /// <summary>Removes the instances of a place; the snapshots themselves stay.</summary>
    public Task Remove(Tx tx, ShareInstanceId place, CancellationToken ct = default) =>
        tx.Execute($"DELETE FROM snapshot_instances WHERE share_instance_id = {place}", ct);

    /// <summary>What is left at a place could not be removed.</summary>
    public Task Keep(Tx tx, ShareInstanceId place, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET status = {SnapshotStatus.ErrorDeleting}, updated_at = {clock.GetUtcNow()} WHERE share_instance_id = {place}
         """, ct);

    Task SetStatus(Tx tx, string instanceId, string status, string? progress, CancellationToken ct) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET status = {status}, progress = COALESCE({progress}, progress), updated_at = {clock.GetUtcNow()}
         WHERE id = {instanceId}
         """, ct);
}
