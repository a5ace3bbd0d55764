namespace Abaca.DriverSdk;

/// <summary>
/// Ability: move a share with its content and snapshots to another pool, of this backend or of another that this driver can reach.
/// All methods are called on the driver of the source; the destination's row exists already and says where to. Two phases: the copy,
/// during which the share is in use, and the completion, which an administrator asks for.
/// </summary>
public interface IMigration
{
    /// <summary>Whether it can be moved there, and how gently. Changes nothing.</summary>
    Task<DriverResult<MigrationAbilities>> CheckMigration(Migration migration, CancellationToken ct = default);

    /// <summary>Begins the copy; returns soon. Begun already is done.</summary>
    Task<DriverResult> StartMigration(Migration migration, CancellationToken ct = default);

    /// <summary>
    /// How far the copy has come, 0 to 100; at 100 the first phase is over. Takes the copy up again where a restart has interrupted it.
    /// </summary>
    Task<DriverResult<int>> ContinueMigration(Migration migration, CancellationToken ct = default);

    /// <summary>
    /// Carries over what changed since the copy, makes the destination the share (size enforced, nobody let in yet) and ends access to the
    /// source. The source is deleted by the service afterwards, with its snapshots.
    /// </summary>
    Task<DriverResult<MigratedShare>> CompleteMigration(Migration migration, CancellationToken ct = default);

    /// <summary>Ends the copy and removes what stands at the destination; the source is as before. Nothing begun is done.</summary>
    Task<DriverResult> CancelMigration(Migration migration, CancellationToken ct = default);
}

/// <summary>One move of a share.</summary>
/// <param name="Source">Where it is.</param>
/// <param name="Destination">Where it goes: another instance of the same share.</param>
/// <param name="DestinationBackend">Name of the destination's backend, as in <c>enabled_share_backends</c>.</param>
/// <param name="Snapshots">Its snapshots, as they are and as they will be.</param>
public sealed record Migration(
    ShareSpec Source, ShareSpec Destination, string DestinationBackend, IReadOnlyList<SnapshotMove> Snapshots);

/// <summary>One snapshot of a share that moves.</summary>
/// <param name="Source">Instance on the source.</param>
/// <param name="Destination">Instance on the destination.</param>
public sealed record SnapshotMove(SnapshotSpec Source, SnapshotSpec Destination);

/// <summary>What a move would keep.</summary>
/// <param name="Compatible">It can be moved by the driver.</param>
/// <param name="Writable">Clients can write during the copy.</param>
/// <param name="PreserveMetadata">Owners, modes and times stay.</param>
/// <param name="Nondisruptive">Clients keep their mounts.</param>
/// <param name="PreserveSnapshots">Snapshots come along.</param>
public sealed record MigrationAbilities(
    bool Compatible, bool Writable, bool PreserveMetadata, bool Nondisruptive, bool PreserveSnapshots);

/// <summary>A share that has arrived.</summary>
/// <param name="Share">Export locations and details at the destination.</param>
/// <param name="Snapshots">Details of its snapshots, by the id of their instance on the destination.</param>
public sealed record MigratedShare(
    CreatedShare Share, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Snapshots);
