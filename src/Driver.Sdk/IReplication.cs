namespace Abaca.DriverSdk;

/// <summary>
/// Ability: keep further copies of a share on other pools and backends of the same replication domain, and let one of them take the
/// active one's place. Each method is called on the driver of the replica it is about (<see cref="ReplicaSet.This"/>). Rules of a replica
/// are set with <see cref="IShareDriver.SetAccess"/> as for any share; the service lowers them to read-only (type <c>readable</c>) or
/// leaves them out (<c>dr</c>). Snapshots are taken on the active replica with <see cref="ISnapshots"/> and travel with its content.
/// </summary>
public interface IReplication
{
    /// <summary>
    /// Makes <see cref="ReplicaSet.This"/> a copy of the active replica. The content may still be on its way when this returns: the state
    /// then is <see cref="ReplicaState.OutOfSync"/> until <see cref="UpdateReplica"/> says otherwise. The export locations are final.
    /// </summary>
    Task<DriverResult<ReplicaReport>> CreateReplica(ReplicaSet set, CancellationToken ct = default);

    /// <summary>Removes the replica with its snapshots, and what the other ones keep for its sake; already gone is done.</summary>
    Task<DriverResult> DeleteReplica(ReplicaSet set, CancellationToken ct = default);

    /// <summary>
    /// Brings the replica nearer to the active one (a resync, and the regular look) and says how it is. Carries size and snapshots along.
    /// Never called for the active replica. A copy that takes long goes on after the answer.
    /// </summary>
    Task<DriverResult<ReplicaReport>> UpdateReplica(ReplicaSet set, CancellationToken ct = default);

    /// <summary>
    /// Makes the replica the active one, with its latest content that can be had and the size that <see cref="ReplicaSet.This"/> has. The one that was active may be unreachable: it must
    /// then not serve stale content as active when it comes back (the next <see cref="UpdateReplica"/> of it takes it back).
    /// </summary>
    Task<DriverResult<Promotion>> PromoteReplica(ReplicaSet set, CancellationToken ct = default);
}

/// <summary>How near a replica is to the active one.</summary>
public enum ReplicaState
{
    /// <summary>The one that is written to.</summary>
    Active,
    /// <summary>As new as the way of replication allows.</summary>
    InSync,
    /// <summary>Older than that; a copy is under way, or the active one cannot be reached.</summary>
    OutOfSync,
    /// <summary>Broken; somebody has to look.</summary>
    Error,
}

/// <summary>One replica of a share.</summary>
/// <param name="Share">The replica as a share on its pool; its instance id is the replica's id.</param>
/// <param name="Backend">Name of its backend, as in <c>enabled_share_backends</c>.</param>
/// <param name="State">How near it is; null while nobody knows.</param>
public sealed record Replica(ShareSpec Share, string Backend, ReplicaState? State);

/// <summary>All replicas of a share, seen from one of them.</summary>
/// <param name="This">The one that the call is about.</param>
/// <param name="Active">The active one (never null for a share in order); at a promotion the one that is active until then.</param>
/// <param name="Others">All the rest: neither this nor the active one.</param>
/// <param name="Type"><c>readable</c>, <c>writable</c> or <c>dr</c>: <c>replication_type</c> of the share type.</param>
/// <param name="Snapshots">Snapshots of the share, as instances of this replica; which of them it holds already is in their details.</param>
public sealed record ReplicaSet(
    Replica This, Replica? Active, IReadOnlyList<Replica> Others, string Type, IReadOnlyList<SnapshotSpec> Snapshots);

/// <summary>A replica as its backend knows it.</summary>
/// <param name="State">How near it is.</param>
/// <param name="Share">Its export locations and details.</param>
/// <param name="Snapshots">Snapshots that it holds now, by the id of their instance on this replica, with their details.</param>
public sealed record ReplicaReport(
    ReplicaState State, CreatedShare Share, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Snapshots);

/// <summary>What came of a promotion.</summary>
/// <param name="Promoted">The new active replica.</param>
/// <param name="Others">States of the others, the one that was active among them, by replica id; who is not named is out of sync.</param>
public sealed record Promotion(ReplicaReport Promoted, IReadOnlyDictionary<string, ReplicaState> Others);
