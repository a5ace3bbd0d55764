using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>The one writer of snapshots and their instances.</summary>
public sealed class SnapshotStore(Db db, TimeProvider clock) : Store<Snapshot>(db, SnapshotRows.Columns, SnapshotRows.From, "n.id")
{
    static readonly Columns<PlacedSnapshot> Placed = new(c => new PlacedSnapshot(c.Part(SnapshotRows.ColumnsOfInstance), c.Text("p.host")));

    static readonly string[] Unfinished =
    [
        SnapshotStatus.Creating, SnapshotStatus.Deleting, SnapshotStatus.Restoring, SnapshotStatus.ManageStarting, SnapshotStatus.UnmanageStarting,
    ];

    /// <summary>Whether the share has any snapshot.</summary>
    public ValueTask<bool> Any(Tx tx, ShareId share, CancellationToken ct = default) => tx.Any($"FROM snapshots WHERE share_id = {share}", ct);

    /// <summary>Snapshots of a share of which nobody knows yet which objects they are.</summary>
    public ValueTask<List<Snapshot>> Unrecognized(ShareId share, CancellationToken ct = default) => Db.Query(
        SnapshotRows.Columns,
        $"""
         {SnapshotRows.From}
         WHERE n.share_id = {share} AND i.object_identity IS NULL AND i.status NOT IN ({SnapshotStatus.Creating}, {SnapshotStatus.ManageStarting}, {SnapshotStatus.ManageError})
         """, ct);

    /// <summary>The instance has that object from now on; null: it has none.</summary>
    public Task Claim(Tx tx, string instanceId, string? identity, CancellationToken ct = default) =>
        tx.Execute($"UPDATE snapshot_instances SET object_identity = {identity} WHERE id = {instanceId}", ct);

    /// <summary>Whether the share has a snapshot that its backend keeps there; one that could not be taken over is not.</summary>
    public ValueTask<bool> IsOf(Tx tx, ShareId share, string providerLocation, CancellationToken ct = default) => tx.Any(
        $"""
         FROM snapshots n JOIN snapshot_instances i ON i.snapshot_id = n.id
         WHERE n.share_id = {share} AND i.provider_location = {providerLocation} AND i.status <> {SnapshotStatus.ManageError}
         """, ct);

    /// <summary>Id of the newest snapshot of a share, whatever its status, or null.</summary>
    public async Task<SnapshotId?> Latest(Tx tx, ShareId share, CancellationToken ct = default) =>
        await tx.Text($"SELECT id FROM snapshots WHERE share_id = {share} ORDER BY created_at DESC, id DESC LIMIT 1", ct) is { } id
            ? new SnapshotId(id)
            : null;

    /// <summary>Id of a snapshot of the share's group that holds the share as it was after this moment, or null.</summary>
    public ValueTask<string?> YoungerOfGroup(Tx tx, ShareId share, DateTimeOffset moment, CancellationToken ct = default) => tx.Text(
        $"SELECT share_group_snapshot_id FROM share_group_snapshot_members WHERE share_id = {share} AND created_at > {moment} ORDER BY created_at DESC LIMIT 1",
        ct);

    static readonly MetadataRows Items = new("snapshot_metadata", "snapshot_id");

    /// <summary>Adds a snapshot with its instance.</summary>
    public async Task Insert(Tx tx, Snapshot snapshot, CancellationToken ct = default)
    {
        await tx.Execute(SnapshotRows.Columns.Insert("snapshots n", snapshot), ct);
        await tx.Execute(
            SnapshotRows.Columns.Insert("snapshot_instances i", snapshot, new("snapshot_id", $"{snapshot.Id}"), new("created_at", $"{snapshot.CreatedAt}")), ct);
        await Items.Insert(tx, snapshot.Id.Text, snapshot.ProjectId, snapshot.Metadata, ct);
    }

    /// <summary>Moves a snapshot, as it lies on the instance that represents its share, from one of the given statuses to another.</summary>
    /// <returns>False when it is in none of them (any more): a conflict for the caller to tell.</returns>
    public async Task<bool> Move(Tx tx, SnapshotId id, string to, IReadOnlyCollection<string> from, string? progress = null, CancellationToken ct = default)
    {
        SnapshotStatus.Check(to, from);
        var moved = await tx.Execute(
            $"""
             UPDATE snapshot_instances SET status = {to}, progress = COALESCE({progress}, progress), updated_at = {clock.GetUtcNow()}
             WHERE {Own(id)} AND status IN ({Sql.List(from)})
             """, ct);
        return moved > 0 && await Touch(tx, id, ct);
    }

    /// <summary>Sets the status whatever it was: an operator's reset.</summary>
    public async Task Reset(Tx tx, SnapshotId id, string status, CancellationToken ct = default)
    {
        await tx.Execute(
            $"""
             UPDATE snapshot_instances SET status = {status}, updated_at = {clock.GetUtcNow()}
             WHERE snapshot_id = {id} AND status <> {SnapshotStatus.Deleted}
             """, ct);
        await Touch(tx, id, ct);
    }

    /// <summary>
    /// Unfinished work on the share's snapshots was cancelled with that on the share: what was being taken, dropped or gone back to
    /// settles where its owner can go on from.
    /// </summary>
    public Task Abandon(Tx tx, ShareId share, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET updated_at = {clock.GetUtcNow()}, status = CASE status
           WHEN {SnapshotStatus.Creating} THEN {SnapshotStatus.Error}
           WHEN {SnapshotStatus.Deleting} THEN {SnapshotStatus.ErrorDeleting}
           WHEN {SnapshotStatus.ManageStarting} THEN {SnapshotStatus.ManageError}
           WHEN {SnapshotStatus.UnmanageStarting} THEN {SnapshotStatus.UnmanageError}
           ELSE {SnapshotStatus.Available} END
         WHERE status IN ({Sql.List(Unfinished)}) AND snapshot_id IN (
           SELECT own.snapshot_id FROM snapshot_instances own JOIN shares s ON s.instance_id = own.share_instance_id
           WHERE s.id = {share} AND own.status IN ({Sql.List(Unfinished)}))
         """, ct);

    /// <summary>Keeps what the driver wants back with every call, and where it says the snapshot lies.</summary>
    public Task SetDetails(Tx tx, SnapshotId id, IReadOnlyDictionary<string, string> details, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshot_instances SET details = {Json.Write(details)}, provider_location = {details.GetValueOrDefault("provider_location")}
         WHERE {Own(id)}
         """, ct);

    /// <summary>Sets the size in GiB, when it is known.</summary>
    public Task SetSize(Tx tx, SnapshotId id, int sizeGib, CancellationToken ct = default) =>
        tx.Execute($"UPDATE snapshots SET size = {sizeGib} WHERE id = {id}", ct);

    /// <summary>Sets name and description.</summary>
    public Task Describe(Tx tx, Snapshot snapshot, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE snapshots SET {SnapshotRows.Columns.Set(snapshot, "n.name", "n.description")}, updated_at = {clock.GetUtcNow()}
         WHERE id = {snapshot.Id}
         """, ct);

    /// <summary>Replaces the metadata.</summary>
    public async Task SetMetadata(Tx tx, SnapshotId id, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE snapshots SET metadata = {Json.Write(metadata)}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);
        await Items.Replace(tx, "snapshots", id.Text, metadata, ct);
    }

    /// <summary>
    /// A snapshot as it lies on instances that neither represent its share nor are replicas of it, with their hosts: what a move has left.
    /// </summary>
    public ValueTask<List<PlacedSnapshot>> Elsewhere(string id, CancellationToken ct = default) => Db.Query(
        Placed,
        $"""
         {SnapshotRows.FromInstances} JOIN share_instances p ON p.id = i.share_instance_id
         WHERE n.id = {id} AND p.id <> s.instance_id AND p.replica_state IS NULL AND p.host <> ''
         """, ct);

    /// <summary>Removes snapshot and instance.</summary>
    public async Task Remove(Tx tx, SnapshotId id, CancellationToken ct = default)
    {
        await FormerInstances.Keep(tx, Sql.Of($"SELECT id FROM snapshot_instances WHERE snapshot_id = {id}"), ct);
        await tx.Execute($"DELETE FROM snapshot_instances WHERE snapshot_id = {id}", ct);
        await Items.Remove(tx, id.Text, ct);
        await tx.Execute($"DELETE FROM snapshots WHERE id = {id}", ct);
    }

    // The instance beside the share's representative one; the others follow it.
    static Sql Own(SnapshotId id) => Sql.Of(
        $"snapshot_id = {id} AND share_instance_id = (SELECT s.instance_id FROM snapshots n JOIN shares s ON s.id = n.share_id WHERE n.id = {id})");

    async Task<bool> Touch(Tx tx, SnapshotId id, CancellationToken ct) =>
        await tx.Execute($"UPDATE snapshots SET updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct) > 0;
}

/// <summary>A snapshot as it lies on one instance of its share.</summary>
/// <param name="Snapshot">The snapshot there.</param>
/// <param name="Host"><c>host@backend#pool</c> of that instance.</param>
public sealed record PlacedSnapshot(Snapshot Snapshot, string Host);
