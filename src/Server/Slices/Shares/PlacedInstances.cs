using Abaca.Server.ShareTypes;
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

    /// <summary>What the pool's ledger holds for it.</summary>
    public CountedUse Counted { get; init; } = CountedUse.None;

    /// <summary>Service of its host: <c>host@backend</c>.</summary>
    public string ServiceHost => Host.Split('#')[0];

    /// <summary>The share as it lies in this place.</summary>
    public Share As(Share share) => share with { InstanceId = Id, Host = Host, AvailabilityZone = Zone, Status = Status, TypeId = TypeId };
}

/// <summary>The rows of instances beside those that represent their shares.</summary>
public sealed class PlacedInstances(Db db, TimeProvider clock) : Store<PlacedInstance>(db, Columns, From, "i.id")
{
    static readonly Columns<PlacedInstance> Columns = new(c => new PlacedInstance(
        c.Word("i.id", id => new ShareInstanceId(id), i => i.Id.Text), c.Word("i.share_id", id => new ShareId(id), i => i.ShareId.Text),
        c.TextOrNull("i.host", i => i.Host) ?? "", c.TextOrNull("i.availability_zone", i => i.Zone), c.Text("i.status", i => i.Status),
        c.TextOrNull("i.share_type_id", i => i.TypeId))
    {
        Progress = c.TextOrNull("i.progress"),
        ReplicaState = c.TextOrNull("i.replica_state"),
        Counted = new CountedUse(c.TextOrNull("i.host") ?? "", c.Count("i.counted_gib"), c.Flag("i.in_place")),
    });

    static readonly string[] OfItsType =
    [
        "s.share_type_id", "s.snapshot_support", "s.create_share_from_snapshot_support", "s.revert_to_snapshot_support", "s.mount_snapshot_support",
        "s.snapshot_inherit_share_access_support", "s.replication_type",
    ];

    static readonly Sql From = Sql.Raw("FROM share_instances i JOIN shares s ON s.id = i.share_id AND s.instance_id <> i.id");

    /// <summary>Those of a share, oldest first.</summary>
    public ValueTask<List<PlacedInstance>> Beside(IQueries at, ShareId share, CancellationToken ct = default) =>
        at.Query(Columns, $"{From} WHERE i.share_id = {share} ORDER BY i.created_at, i.id", ct);

    /// <summary>Where a share is moving to, or null.</summary>
    public async ValueTask<PlacedInstance?> Destination(IQueries at, ShareId share, CancellationToken ct = default) =>
        (await Beside(at, share, ct)).Find(i => i.Status == ShareStatus.MigratingTo);

    /// <summary>Adds one that has no room on its pool yet.</summary>
    public async Task Insert(Tx tx, PlacedInstance instance, CancellationToken ct = default)
    {
        await ShareTypeStore.MustBeThere(tx, [instance.TypeId], ct);
        await tx.Execute(
            Columns.Insert(
                "share_instances i", instance, new("access_rules_status", $"{"active"}"), new("progress", $"{"0%"}"), new("details", $"{"{}"}"), new("created_at", $"{clock.GetUtcNow()}")),
            ct);
    }

    /// <summary>Its pool's ledger holds so many GiB for it from now on.</summary>
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
        await Db.Transaction(tx => tx.Execute(
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
         UPDATE shares SET instance_id = {share.InstanceId}, {ShareRows.Columns.Set(share, OfItsType)},
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
}
