using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>
/// Snapshots of replicated shares: one instance on each replica. What happens to the one on the active replica leads; the others follow
/// when their replica is looked at.
/// </summary>
public sealed class ReplicaSnapshots(Db db, TimeProvider clock) : PlacedSnapshots(db, clock)
{
    /// <summary>A new replica is to have every snapshot that the active one has.</summary>
    public async Task Join(Tx tx, ShareInstanceId replica, ShareInstanceId active, CancellationToken ct = default)
    {
        foreach (var snapshot in await On(tx, active, ct))
        {
            var status = snapshot.Status switch
            {
                SnapshotStatus.Available or SnapshotStatus.Creating or SnapshotStatus.Restoring => SnapshotStatus.Creating,
                SnapshotStatus.Deleting or SnapshotStatus.Deleted => SnapshotStatus.Deleted,
                var other => other,
            };
            await Add(tx, snapshot.Id, replica, status, ct);
        }
    }

    /// <summary>What leads has become this, and so do the others. Where there is no replica, nothing has to be dropped.</summary>
    public Task Follow(Tx tx, Snapshot leading, string status, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET updated_at = {Today}, status = CASE
           WHEN {status} = {SnapshotStatus.Deleting} AND share_instance_id IN (
             SELECT y.id FROM share_instances y WHERE y.share_id = {leading.ShareId} AND COALESCE(y.host, '') = '') THEN {SnapshotStatus.Deleted}
           ELSE {status} END
         WHERE snapshot_id = {leading.Id} AND id <> {leading.InstanceId} AND status <> {SnapshotStatus.Deleted}
         """, ct);

    /// <summary>The replica has the snapshot, with these details; nothing changes for one that is being dropped.</summary>
    public Task Arrive(Tx tx, Snapshot on, IReadOnlyDictionary<string, string> details, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET status = {SnapshotStatus.Available}, progress = {"100%"}, details = {Json.Write(details)},
           provider_location = {details.GetValueOrDefault("provider_location")}, updated_at = {Today}
         WHERE id = {on.InstanceId} AND (status = {SnapshotStatus.Creating} OR (status = {SnapshotStatus.Available} AND details <> {Json.Write(details)}))
         """, ct);

    /// <summary>The replica could not be made: nothing will come to it any more.</summary>
    public Task Fail(Tx tx, ShareInstanceId replica, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET status = {SnapshotStatus.Error}, updated_at = {Today}
         WHERE share_instance_id = {replica} AND status = {SnapshotStatus.Creating}
         """, ct);

    /// <summary>Snapshots that have to go from this replica, since they have gone from the one that leads.</summary>
    public ValueTask<List<Snapshot>> ToDrop(ShareInstanceId replica, CancellationToken ct = default) => Db.Query(
        SnapshotRows.ColumnsOfInstance,
        $"""
         {SnapshotRows.FromInstances}
         WHERE i.share_instance_id = {replica} AND i.status = {SnapshotStatus.Deleting}
           AND EXISTS (
             SELECT 1 FROM snapshot_instances x JOIN share_instances y ON y.id = x.share_instance_id
             WHERE x.snapshot_id = n.id AND x.status = {SnapshotStatus.Deleted} AND y.host <> '')
         ORDER BY n.created_at, n.id
         """, ct);

    /// <summary>Ids of the snapshots that have gone from every replica.</summary>
    public ValueTask<List<string>> Gone(Tx tx, ShareId share, CancellationToken ct = default) => tx.Texts(
        $"""
         SELECT n.id FROM snapshots n WHERE n.share_id = {share}
           AND EXISTS (SELECT 1 FROM snapshot_instances x WHERE x.snapshot_id = n.id AND x.status = {SnapshotStatus.Deleted})
           AND NOT EXISTS (SELECT 1 FROM snapshot_instances x WHERE x.snapshot_id = n.id AND x.status <> {SnapshotStatus.Deleted})
         """, ct);
}
