using System.Globalization;
using Abaca.Server.Data;

namespace Abaca.Server.Shares;

/// <summary>An instance of a share that does not represent it: the place it moves to, or one that it has left.</summary>
/// <param name="Id">Id.</param>
/// <param name="ShareId">Its share.</param>
/// <param name="Host"><c>host@backend#pool</c>.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="Status">Status of the instance.</param>
/// <param name="TypeId">Share type that the share has there.</param>
public sealed record PlacedInstance(ShareInstanceId Id, ShareId ShareId, string Host, string? Zone, string Status, string? TypeId)
{
    /// <summary>For example <c>40%</c>.</summary>
    public string? Progress { get; init; }

    /// <summary>State as a replica; null when it is none.</summary>
    public string? ReplicaState { get; init; }

    /// <summary>What the pool's book holds for it.</summary>
    public CountedUse Counted { get; init; } = CountedUse.None;

    /// <summary>Service of its host: <c>host@backend</c>.</summary>
    public string ServiceHost => Host.Split('#')[0];

    /// <summary>The share as it lies in this place.</summary>
    public Share As(Share share) => share with { InstanceId = Id, Host = Host, AvailabilityZone = Zone, Status = Status, TypeId = TypeId };
}

/// <summary>The rows of instances beside those that represent their shares.</summary>
public sealed class PlacedInstances(Db db, TimeProvider clock)
{
    static readonly Sql Columns = Sql.Raw(
        "i.id, i.share_id, i.host, i.availability_zone, i.status, i.share_type_id, i.progress, i.replica_state, i.counted_gib, i.in_place");

    static readonly Sql Tables = Sql.Raw(" share_instances i JOIN shares s ON s.id = i.share_id AND s.instance_id <> i.id ");

    /// <summary>Those of a share, oldest first.</summary>
    public ValueTask<List<PlacedInstance>> Beside(ShareId share, CancellationToken ct = default) =>
        db.Query($"SELECT {Columns} FROM {Tables} WHERE i.share_id = {share} ORDER BY i.created_at, i.id", Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<List<PlacedInstance>> Beside(Tx tx, ShareId share, CancellationToken ct = default) =>
        tx.Query($"SELECT {Columns} FROM {Tables} WHERE i.share_id = {share} ORDER BY i.created_at, i.id", Read, ct);

    /// <summary>Where a share is moving to, or null.</summary>
    public async ValueTask<PlacedInstance?> Destination(ShareId share, CancellationToken ct = default) =>
        (await Beside(share, ct)).Find(i => i.Status == ShareStatus.MigratingTo);

    /// <summary>The same inside a transaction.</summary>
    public async Task<PlacedInstance?> Destination(Tx tx, ShareId share, CancellationToken ct = default) =>
        (await Beside(tx, share, ct)).Find(i => i.Status == ShareStatus.MigratingTo);

    /// <summary>One of them, or null when it is gone or represents its share.</summary>
    public ValueTask<PlacedInstance?> Find(string id, CancellationToken ct = default) =>
        db.First($"SELECT {Columns} FROM {Tables} WHERE i.id = {id}", Read, ct);

    /// <summary>The same inside a transaction.</summary>
    public Task<PlacedInstance?> Find(Tx tx, string id, CancellationToken ct = default) =>
        tx.First($"SELECT {Columns} FROM {Tables} WHERE i.id = {id}", Read, ct);

    /// <summary>Adds one that has no room on its pool yet.</summary>
    public Task Insert(Tx tx, PlacedInstance instance, CancellationToken ct = default) => tx.Execute(
        $"""
         INSERT INTO share_instances (id, share_id, host, status, access_rules_status, progress, availability_zone, share_type_id, details,
           created_at)
         VALUES ({instance.Id}, {instance.ShareId}, {instance.Host}, {instance.Status}, {"active"}, {"0%"}, {instance.Zone},
           {instance.TypeId}, {"{}"}, {clock.GetUtcNow()})
         """, ct);

    /// <summary>Its pool's book holds so many GiB for it from now on.</summary>
    public Task Place(Tx tx, ShareInstanceId id, string? zone, int gib, CancellationToken ct = default) => tx.Execute(
        $"UPDATE share_instances SET availability_zone = {zone}, counted_gib = {gib}, in_place = {false} WHERE id = {id}", ct);

    /// <summary>Sets the status of one instance, whichever it is.</summary>
    public Task SetStatus(Tx tx, ShareInstanceId id, string status, string? progress = null, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE share_instances SET status = {status}, progress = COALESCE({progress}, progress), updated_at = {clock.GetUtcNow()}
         WHERE id = {id}
         """, ct);

    /// <summary>Sets the state as a replica of one instance, whichever it is; null: it is none.</summary>
    public Task SetReplicaState(Tx tx, ShareInstanceId id, string? state, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_instances SET replica_state = {state} WHERE id = {id}", ct);

    /// <summary>The backend holds what was promised for it.</summary>
    public Task SetInPlace(Tx tx, ShareInstanceId id, CancellationToken ct = default) =>
        tx.Execute($"UPDATE share_instances SET in_place = {true} WHERE id = {id}", ct);

    /// <summary>How far the copy into it has come, in percent.</summary>
    public async Task Copied(PlacedInstance instance, int percent, CancellationToken ct = default)
    {
        var shown = string.Create(CultureInfo.InvariantCulture, $"{percent}%");
        if (instance.Progress == shown) return;
        await db.Transaction(tx => tx.Execute(
            $"""
             UPDATE share_instances SET progress = {shown}, updated_at = {clock.GetUtcNow()}
             WHERE id = {instance.Id} AND status = {ShareStatus.MigratingTo}
             """, ct), ct);
    }

    /// <summary>From now on this instance represents its share, whose type and abilities become those it has there.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="share">The share as it will be.</param>
    /// <param name="ct">Cancellation.</param>
    public Task Represent(Tx tx, Share share, CancellationToken ct = default) => tx.Execute(
        $"""
         UPDATE shares SET instance_id = {share.InstanceId}, share_type_id = {share.TypeId}, snapshot_support = {share.Abilities.Snapshots},
           create_share_from_snapshot_support = {share.Abilities.SharesFromSnapshots}, revert_to_snapshot_support = {share.Abilities.Reverts},
           mount_snapshot_support = {share.Abilities.MountableSnapshots},
           snapshot_inherit_share_access_support = {share.Abilities.SnapshotsInheritAccess}, replication_type = {share.ReplicationType},
           revision = revision + 1, updated_at = {clock.GetUtcNow()}
         WHERE id = {share.Id}
         """, ct);

    /// <summary>Removes one with its export locations.</summary>
    public async Task Remove(Tx tx, ShareInstanceId id, CancellationToken ct = default)
    {
        await tx.Execute($"DELETE FROM export_locations WHERE share_instance_id = {id}", ct);
        await FormerInstances.Keep(tx, Sql.Of($"SELECT id FROM share_instances WHERE id = {id}"), ct);
        await tx.Execute($"DELETE FROM share_instances WHERE id = {id}", ct);
    }

    static PlacedInstance Read(Row row) => new(
        new ShareInstanceId(row.Text(0)), new ShareId(row.Text(1)), row.TextOrNull(2) ?? "", row.TextOrNull(3), row.Text(4), row.TextOrNull(5))
    {
        Progress = row.TextOrNull(6),
        ReplicaState = row.TextOrNull(7),
        Counted = new CountedUse(row.TextOrNull(2) ?? "", (int)row.Number(8), row.Flag(9)),
    };
}
