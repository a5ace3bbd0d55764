namespace Abaca.Server.Shares;

/// <summary>
/// Shares as one of their instances each, where a share has several. A <see cref="Share"/> that is read here has the place, the status and
/// the rules of that instance. With <see cref="ShareStore"/> the only writer of instances.
/// </summary>
public sealed class ShareInstanceStore(Db db, TimeProvider clock) : Store<Share>(db, ShareRows.ColumnsOfInstance, ShareRows.FromInstances, "i.id")
{
    /// <summary>A share as each of its replicas, oldest first; only as its representative instance when it is not replicated.</summary>
    public ValueTask<List<Share>> Replicas(IQueries at, ShareId share, CancellationToken ct = default) =>
        // A destination of a migration is an instance, too, but no replica yet.
        Where(at, $"i.share_id = {share} AND (i.id = s.instance_id OR i.replica_state IS NOT NULL)", ct);

    /// <summary>Ids of the instances that lie on a service's pools (<c>host@backend</c>), a page at a time by id.</summary>
    public async ValueTask<List<ShareInstanceId>> OnService(string host, string afterId, int most, CancellationToken ct = default) =>
        (await Db.Texts($"SELECT id FROM share_instances WHERE host > {host + "#"} AND host < {host + "$"} AND id > {afterId} ORDER BY id LIMIT {most}", ct))
        .ConvertAll(id => new ShareInstanceId(id));

    /// <summary>Adds a replica to a share.</summary>
    public async Task Insert(Tx tx, Share at, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default)
    {
        await tx.Execute(ShareRows.InsertInstance(at, clock.GetUtcNow(), new ColumnValue("metadata", $"{Json.Write(metadata)}")), ct);
        await Touch(tx, at.Id, ct);
    }

    /// <summary>Moves an instance from one of the given statuses to another.</summary>
    /// <returns>False when it is in none of them (any more).</returns>
    public async Task<bool> Move(Tx tx, Share at, string to, IReadOnlyCollection<string> from, CancellationToken ct = default)
    {
        ShareStatus.Check(to, from);
        var moved = await tx.Execute(
            $"UPDATE share_instances SET status = {to}, updated_at = {clock.GetUtcNow()} WHERE id = {at.InstanceId} AND status IN ({Sql.List(from)})", ct);
        if (moved > 0) await Touch(tx, at.Id, ct);
        return moved > 0;
    }

    /// <summary>Sets the status whatever it was: an operator's reset, or the end of what nobody waits for any more.</summary>
    public async Task Reset(Tx tx, Share at, string status, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE share_instances SET status = {status}, updated_at = {clock.GetUtcNow()} WHERE id = {at.InstanceId}", ct);
        await Touch(tx, at.Id, ct);
    }

    /// <summary>Sets how the replica stands to the others, and whether its rules are lowered to read-only.</summary>
    public async Task SetReplicaState(Tx tx, Share at, string state, bool isReadOnly, CancellationToken ct = default)
    {
        var changed = await tx.Execute(
            $"""
             UPDATE share_instances SET replica_state = {state}, cast_rules_to_readonly = {isReadOnly}, updated_at = {clock.GetUtcNow()}
             WHERE id = {at.InstanceId} AND (replica_state IS NULL OR replica_state <> {state} OR cast_rules_to_readonly <> {isReadOnly})
             """, ct);
        if (changed > 0) await Touch(tx, at.Id, ct);
    }

    /// <summary>From now on the instance's rules are lowered to read-only, or are as they are again.</summary>
    public async Task SetReadOnly(Tx tx, Share at, bool isReadOnly, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE share_instances SET cast_rules_to_readonly = {isReadOnly} WHERE id = {at.InstanceId}", ct);
        await Touch(tx, at.Id, ct);
    }

    /// <summary>Sets how far the making of the instance has come, for example <c>100%</c>.</summary>
    public Task SetProgress(Tx tx, ShareInstanceId id, string progress, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_instances SET progress = {progress} WHERE id = {id}", ct);

    /// <summary>From now on the instance is the one that the share is shown as.</summary>
    public async Task Represent(Tx tx, Share at, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE shares SET instance_id = {at.InstanceId} WHERE id = {at.Id}", ct);
        await Touch(tx, at.Id, ct);
    }

    /// <summary>
    /// Sees to it that the share is shown as the replica that is being promoted, or else as the active one; one without either stays as it
    /// is shown, if that replica is still there.
    /// </summary>
    public async Task Elect(Tx tx, ShareId share, CancellationToken ct = default)
    {
        var all = await Where(tx, $"i.share_id = {share} AND i.replica_state IS NOT NULL", ct);
        var shown = await tx.Text($"SELECT instance_id FROM shares WHERE id = {share}", ct);
        var best = all.MinBy(r => Rank(r, shown));
        if (best is not null && best.InstanceId.Text != shown) await Represent(tx, best, ct);
    }

    static int Rank(Share replica, string? shown) => replica switch
    {
        { Status: ShareStatus.ReplicationChange } => 0,
        { ReplicaState: SyncState.Active } => replica.InstanceId.Text == shown ? 1 : 2,
        _ => replica.InstanceId.Text == shown ? 3 : 4,
    };

    /// <summary>Gives the instance its place; null host takes it away again.</summary>
    public Task Place(Tx tx, ShareInstanceId id, string? host, string? zone, int countedGib, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE share_instances SET host = {host ?? ""}, availability_zone = {zone}, counted_gib = {countedGib}, in_place = {false},
           updated_at = {clock.GetUtcNow()}
         WHERE id = {id}
         """, ct);

    /// <summary>What the pool's ledger holds for the instance.</summary>
    public Task<CountedUse> Counted(Tx tx, ShareInstanceId id, CancellationToken ct = default) => ShareStore.Counted(tx, id, ct);

    /// <summary>Sets the state of the access rules of an instance.</summary>
    public async Task SetRulesStatus(Tx tx, Share at, string status, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE share_instances SET access_rules_status = {status} WHERE id = {at.InstanceId}", ct);
        await Touch(tx, at.Id, ct);
    }

    /// <summary>Replaces the metadata of a replica.</summary>
    public Task SetMetadata(Tx tx, ShareInstanceId id, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_instances SET metadata = {Json.Write(metadata)}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);

    /// <summary>Removes an instance with its export locations.</summary>
    public async Task Remove(Tx tx, Share at, CancellationToken ct = default)
    {
        await tx.Execute($"DELETE FROM export_locations WHERE share_instance_id = {at.InstanceId}", ct);
        await FormerInstances.Keep(tx, Sql.Of($"SELECT id FROM share_instances WHERE id = {at.InstanceId}"), ct);
        await tx.Execute($"DELETE FROM share_instances WHERE id = {at.InstanceId}", ct);
        await Touch(tx, at.Id, ct);
    }

    static ValueTask<List<Share>> Where(IQueries at, Sql condition, CancellationToken ct) =>
        at.Query(ShareRows.ColumnsOfInstance, $"{ShareRows.FromInstances} WHERE {condition} ORDER BY i.created_at, i.id", ct);

    Task Touch(Tx tx, ShareId id, CancellationToken ct) =>
        tx.Execute($"UPDATE shares SET revision = revision + 1, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);
}
