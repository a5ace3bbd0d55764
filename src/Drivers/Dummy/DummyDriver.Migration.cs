using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>Moves of shares between the pools of this backend.</summary>
public sealed partial class DummyDriver : IMigration
{
    /// <inheritdoc/>
    public Task<DriverResult<MigrationAbilities>> CheckMigration(Migration migration, CancellationToken ct = default) =>
        Act<MigrationAbilities>(DummyMethod.CheckMigration, held =>
        {
            if (held.Share(migration.Source.InstanceId) is null) return NotThere(migration.Source);
            return MigrationAbilities with { Compatible = IsOurs(migration) };
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> StartMigration(Migration migration, CancellationToken ct = default) => Act(DummyMethod.StartMigration, held =>
    {
        if (held.Share(migration.Source.InstanceId) is not { } source) return NotThere(migration.Source);
        if (!IsOurs(migration)) return No(MessageDetail.CannotMove, $"Pool {migration.Destination.Pool} of {migration.DestinationBackend} is out of reach.");
        return Make(held, migration.Destination, source.UsedBytes, MigrationTime).WithoutValue();
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<int>> ContinueMigration(Migration migration, CancellationToken ct = default) =>
        Act<int>(DummyMethod.ContinueMigration, held =>
            held.Share(migration.Destination.InstanceId) is { } copy ? PercentOf(copy) : NotThere(migration.Destination), ct);

    /// <inheritdoc/>
    public Task<DriverResult<MigratedShare>> CompleteMigration(Migration migration, CancellationToken ct = default) =>
        Act<MigratedShare>(DummyMethod.CompleteMigration, held =>
        {
            if (held.Share(migration.Destination.InstanceId) is not { } copy) return NotThere(migration.Destination);
            if (PercentOf(copy) < 100) return No(MessageDetail.MoveFailed, $"{migration.Destination.Name} is not copied yet.");
            if (!copy.HasArrived)
            {
                if (held.Share(migration.Source.InstanceId) is not { } source) return NotThere(migration.Source);
                // What was written since the copy comes along, and nobody writes to the source any more; once that is so, clients write here.
                if (source.Rules.Count > 0) held.Keep(source with { Rules = [] });
                held.Keep(copy with { UsedBytes = source.UsedBytes, HasArrived = true });
            }
            foreach (var move in migration.Snapshots)
            {
                if (held.Snapshot(move.Destination.InstanceId) is not null) continue;
                if (held.Snapshot(move.Source.InstanceId) is not { } taken) return NotThere(move.Source);
                held.Keep(taken with
                {
                    InstanceId = move.Destination.InstanceId,
                    Name = move.Destination.Name,
                    ShareInstanceId = copy.InstanceId,
                    ObjectId = Guid.NewGuid().ToString(),
                    Mark = MarkOf(move.Destination),
                });
            }
            return new MigratedShare(Answer(copy), migration.Snapshots.ToDictionary(
                move => move.Destination.InstanceId,
                IReadOnlyDictionary<string, string> (move) => new Dictionary<string, string> { ["provider_location"] = move.Destination.Name }));
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> CancelMigration(Migration migration, CancellationToken ct = default) => Act(DummyMethod.CancelMigration, held =>
    {
        if (held.Share(migration.Destination.InstanceId) is { } copy && Objection(copy, migration.Destination) is { } no) return no;
        // The copy goes only while what it was made of is there.
        if (held.Share(migration.Destination.InstanceId) is { HasArrived: true } && held.Share(migration.Source.InstanceId) is null) return NotThere(migration.Source);
        return Drop(held, migration.Snapshots.Select(move => move.Destination)) is var end and not DriverResult.Done ? end : Drop(held, migration.Destination);
    }, ct);

    bool IsOurs(Migration migration) => migration.DestinationBackend == options.Section && options.Pools.ContainsKey(migration.Destination.Pool);

    int PercentOf(HeldShare copy) => copy is { CopyBegan: { } began, CopyEnds: { } ends }
        ? (int)Math.Clamp(100 * ((clock.GetUtcNow() - began) / (ends - began)), 0, 100)
        : 100;
}
