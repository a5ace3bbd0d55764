using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Snapshots that move along with their share: one instance at the old place, one at the new.</summary>
public sealed class MovingSnapshots(Db db, TimeProvider clock) : PlacedSnapshots(db, clock)
{
    /// <summary>Snapshots set out for the new place: each gets a second instance there.</summary>
    public async Task SetOut(Tx tx, IReadOnlyList<Snapshot> snapshots, ShareInstanceId destination, CancellationToken ct = default)
    {
        foreach (var snapshot in snapshots)
        {
            await SetStatus(tx, snapshot, SnapshotStatus.Migrating, ct);
            await Add(tx, snapshot.Id, destination, SnapshotStatus.MigratingTo, ct);
        }
    }

    /// <summary>Snapshots stay where they are after all.</summary>
    public Task Stay(Tx tx, ShareInstanceId source, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET status = {SnapshotStatus.Available}, updated_at = {Today}
         WHERE share_instance_id = {source} AND status = {SnapshotStatus.Migrating}
         """, ct);

    /// <summary>Snapshots have arrived, with these details by instance; the instances that they leave behind are to be deleted.</summary>
    public async Task Arrive(
        Tx tx, ShareInstanceId source, ShareInstanceId destination, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> details,
        CancellationToken ct = default)
    {
        foreach (var arrived in await On(tx, destination, ct))
        {
            var known = details.GetValueOrDefault(arrived.InstanceId) ?? new Dictionary<string, string>();
            await tx.Execute(
                $"""
                 UPDATE snapshot_instances SET status = {SnapshotStatus.Available}, progress = {"100%"}, updated_at = {Today}, details = {Json.Write(known)},
                   provider_location = {known.GetValueOrDefault("provider_location")}
                 WHERE id = {arrived.InstanceId}
                 """, ct);
        }
        foreach (var left in await On(tx, source, ct)) await SetStatus(tx, left, SnapshotStatus.Deleting, ct);
    }

    /// <summary>What is left at a place could not be removed.</summary>
    public Task Keep(Tx tx, ShareInstanceId place, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET status = {SnapshotStatus.ErrorDeleting}, updated_at = {Today} WHERE share_instance_id = {place}
         """, ct);
}
