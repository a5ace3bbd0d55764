using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Moving shares, with their snapshots, to another pool of this file server or to another ZFS backend of this service.</summary>
sealed partial class ZfsDriver : IMigration
{
    /// <inheritdoc/>
    public Task<DriverResult<MigrationAbilities>> CheckMigration(Migration migration, CancellationToken ct = default) => OnShare(migration.Source, dataset =>
    {
        var other = neighbours.Find(migration.DestinationBackend);
        var compatible = other is { calls.HasStarted: true } && other.DatasetOf(migration.Destination).Name != dataset.Name;
        return Task.FromResult(new MigrationAbilities(compatible, Writable: true, PreserveMetadata: true, Nondisruptive: false, PreserveSnapshots: true));
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> StartMigration(Migration migration, CancellationToken ct = default) => OnShare(migration.Source, async dataset =>
    {
        await Existing(migration.Source, dataset, ct);
        // Its end is the deletion of what is here; what would forbid that forbids the beginning.
        await MustHoldOnlyOwn(migration.Source, dataset, new HashSet<string>(), ct);
        await datasets.Snapshot(dataset, FirstTag(migration), ct);
        await BeginMove(migration, dataset, ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<int>> ContinueMigration(Migration migration, CancellationToken ct = default) => OnShare(migration.Source, async dataset =>
    {
        var (other, target) = Towards(migration);
        if (!copies.Knows(target))
        {
            if ((await other.datasets.Snapshots(target, ct)).Any(snapshot => snapshot.Tag == FirstTag(migration))) return 100;
            await BeginMove(migration, dataset, ct);
        }
        if (await copies.Ended(target, Glance, settings.Clock, ct)) return 100;
        var (whole, arrived) = (await datasets.Find(dataset, ct), await other.datasets.Find(target, ct));
        return (int)Math.Min(99, (arrived?.Bytes("used") ?? 0) * 100 / Math.Max(1, whole?.Bytes("used") ?? 1));
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<MigratedShare>> CompleteMigration(Migration migration, CancellationToken ct = default) => OnShare(migration.Source, async dataset =>
    {
        var (other, target) = Towards(migration);
        if ((await other.OwnOrNothing(migration.Destination, target, ct))?.Arrival != LastTag(migration))
        {
            await Existing(migration.Source, dataset, ct);
            // From here on nobody writes to the source, so the last snapshot is the last word.
            await exports.Forget(migration.Source.InstanceId, ct);
            if (options.UsesShareNfs) await datasets.Set(dataset, "sharenfs", "off", ct);
            await datasets.Set(dataset, "readonly", "on", ct);
            await datasets.Snapshot(dataset, LastTag(migration), ct);
            await new Transfer(host, other.host, settings.Clock).Bring(dataset, target, LastTag(migration), withPast: true, ct);
            var kept = await KeptTags(dataset, ct);
            await other.DropTags(target, tag => !kept.Contains(tag), ct);
            // Whoever finds this mark copies nothing any more: clients may have written here since.
            await other.datasets.Set(target, Datasets.ArrivalMark, LastTag(migration), ct);
        }
        await other.Dress(migration.Destination, target, ct);
        var created = await other.Standing(migration.Destination, target, ct);
        foreach (var left in await other.datasets.Snapshots(target, ct))
            if (left.Tag.StartsWith(options.MigrationPrefix, StringComparison.Ordinal)) await other.datasets.DestroySnapshot(target, left.Tag, ct);
        return new MigratedShare(created, migration.Snapshots.ToDictionary(move => move.Destination.InstanceId, move => DetailsOf(move.Source), StringComparer.Ordinal));
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> CancelMigration(Migration migration, CancellationToken ct = default) => OnShare(migration.Source, async dataset =>
    {
        var (other, target) = Towards(migration);
        await copies.Stop(target);
        // The copy goes only while what it was made of is seen.
        if (await other.OwnOrNothing(migration.Destination, target, ct) is not null) await Existing(migration.Source, dataset, ct);
        if (!await other.datasets.Destroy(target, ct)) await other.datasets.MustHave(other.EntryOf(target), ct);
        foreach (var tag in new[] { FirstTag(migration), LastTag(migration) }) await datasets.DestroySnapshot(dataset, tag, ct);
        if (await datasets.Find(dataset, ct) is { IsReplica: false }) await datasets.Set(dataset, "readonly", "off", ct);
    }, ct);

    async Task BeginMove(Migration migration, Dataset dataset, CancellationToken ct)
    {
        var (other, target) = Towards(migration);
        await other.OwnOrNothing(migration.Destination, target, ct);
        copies.Begin(target, async stop =>
        {
            if ((await other.datasets.Find(target, stop))?.Arrival == LastTag(migration)) return;
            await new Transfer(host, other.host, settings.Clock).Bring(dataset, target, FirstTag(migration), withPast: true, stop);
        });
    }

    (ZfsDriver Other, Dataset Target) Towards(Migration migration)
    {
        var other = neighbours.Find(migration.DestinationBackend)
            ?? throw StoppedException.Refused(MessageDetail.Unknown, $"{migration.DestinationBackend} is no ZFS backend of this service, so shares cannot be sent there.");
        return other.calls.HasStarted ? (other, other.DatasetOf(migration.Destination)) : throw StoppedException.Unclear($"Backend {migration.DestinationBackend} is not ready.");
    }

    string FirstTag(Migration migration) => options.MigrationPrefix + migration.Destination.InstanceId.Replace('-', '_');

    string LastTag(Migration migration) => FirstTag(migration) + "_last";
}
