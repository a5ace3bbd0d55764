using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Drivers.KernelNfs;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Replicas by send and receive. Each look at a replica takes a snapshot of the active one and brings over what is new since the last; the
/// last one stays on both sides, so that the next is small and every replica can follow whichever becomes active.
/// </summary>
sealed partial class ZfsDriver : IReplication
{
    /// <summary>A replica that is nearly as new is brought up to date while the caller waits.</summary>
    static readonly TimeSpan CatchUpTime = TimeSpan.FromSeconds(15);

    const int MostHandOvers = 3;

    static readonly TimeSpan HandOverPause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public Task<DriverResult<ReplicaReport>> CreateReplica(ReplicaSet set, CancellationToken ct = default) => OnShare(set.This.Share, dataset => Follow(set, dataset, ct), ct);

    /// <inheritdoc/>
    public Task<DriverResult<ReplicaReport>> UpdateReplica(ReplicaSet set, CancellationToken ct = default) => OnShare(set.This.Share, dataset => Follow(set, dataset, ct), ct);

    /// <inheritdoc/>
    public async Task<DriverResult> DeleteReplica(ReplicaSet set, CancellationToken ct = default)
    {
        if (await Delete(set.This.Share, await HeldElsewhere(set, ct), ct) is var end and not DriverResult.Done) return end;
        // What the others keep for this replica's sake. One that cannot be reached drops it at its own next look.
        foreach (var other in Others(set))
            _ = await StoppedException.Caught(() => other.Driver.DropTags(other.Dataset, tag => tag.StartsWith(TagPrefix(set.This.Share), StringComparison.Ordinal), ct));
        return new DriverResult.Done();
    }

    /// <inheritdoc/>
    public Task<DriverResult<Promotion>> PromoteReplica(ReplicaSet set, CancellationToken ct = default) => OnShare(set.This.Share, async dataset =>
    {
        var states = new Dictionary<string, ReplicaState>(StringComparer.Ordinal);
        var facts = await Existing(set.This.Share, dataset, ct);
        await copies.Stop(dataset);
        if (facts.IsReplica && set.Active is { } active && active.Share.InstanceId != set.This.Share.InstanceId)
        {
            // A repeated call must not bring the old content over what was written since; then the mark is gone.
            states[active.Share.InstanceId] = await HandedOver(set, active, dataset, ct);
            await datasets.Set(dataset, Datasets.EpochMark, (await NewestEpoch(active, facts, ct) + 1).ToString(CultureInfo.InvariantCulture), ct);
        }
        if (facts.IsReplica) await datasets.MarkReplica(dataset, follows: false, ct);
        facts = await Existing(set.This.Share, dataset, ct);
        await Limit(dataset, facts, set.This.Share.SizeGib, ct);
        if (!facts.Mounted) await datasets.Mount(dataset, ct);
        return new Promotion(await Described(set, dataset, ReplicaState.Active, ct), states);
    }, ct);

    /// <summary>Numbers of the snapshots that other replicas have, too: whatever the active one holds comes along with a copy, made by hand or not.</summary>
    async Task<IReadOnlySet<string>> HeldElsewhere(ReplicaSet set, CancellationToken ct)
    {
        var held = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in Others(set))
        {
            var found = await StoppedException.Caught(() => other.Driver.datasets.Snapshots(other.Dataset, ct));
            if (found is DriverResult<IReadOnlyList<SnapshotFacts>>.Done there) held.UnionWith(there.Value.Where(snapshot => !snapshot.IsLeaving).Select(snapshot => snapshot.Guid));
        }
        return held;
    }

    async Task<ReplicaReport> Follow(ReplicaSet set, Dataset dataset, CancellationToken ct)
    {
        if (set.Active is not { } active) throw StoppedException.Refused(MessageDetail.NoActiveReplica, $"Share {set.This.Share.ShareId} has no active replica to copy.");
        var (other, source) = Reach(active);
        if (!copies.Knows(dataset))
        {
            await Submit(other, source, active.Share, set.This.Share, dataset, ct);
            var tag = TagNow(set.This.Share, "time");
            await other.datasets.Snapshot(source, tag, ct);
            copies.Begin(dataset, stop => Bring(set, other, source, dataset, tag, stop));
        }
        var over = await copies.Ended(dataset, CatchUpTime, settings.Clock, ct);
        return over
            ? await Described(set, dataset, ReplicaState.InSync, ct)
            : new ReplicaReport(ReplicaState.OutOfSync, await Announced(dataset, ct), new Dictionary<string, IReadOnlyDictionary<string, string>>());
    }

    /// <summary>
    /// One that was active, or was made by hand, follows from now on; what was written here is given up. Only one that another has been
    /// promoted after: a call that comes too late must not take back what clients have written to the new active one.
    /// </summary>
    async Task Submit(ZfsDriver other, Dataset source, ShareSpec active, ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        var leading = await other.Existing(active, source, ct);
        if (leading.IsReplica) throw StoppedException.Unclear($"{source} follows another replica itself.");
        if (await OwnOrNothing(share, dataset, ct) is not { IsReplica: false } own) return;
        if (own.Epoch > 0 && own.Epoch >= leading.Epoch)
            throw StoppedException.Unclear($"{dataset} was promoted after {source}: it does not follow it.");
        await datasets.MarkReplica(dataset, follows: true, ct);
    }

    /// <summary>One whole step: copy, then size, mount, and away with what nobody needs any more.</summary>
    async Task Bring(ReplicaSet set, ZfsDriver other, Dataset source, Dataset dataset, string tag, CancellationToken ct)
    {
        await new Transfer(other.host, host, settings.Clock).Bring(source, dataset, tag, withPast: true, ct);
        if (await datasets.Find(dataset, ct) is not { } facts) throw StoppedException.Unclear($"{dataset} was copied and is not there.");
        await PutMark(set.This.Share, dataset, facts, ct);
        if (!facts.IsReplica) await datasets.MarkReplica(dataset, follows: true, ct);
        if (await other.datasets.Find(source, ct) is { } leading && leading.Epoch != facts.Epoch)
            await datasets.Set(dataset, Datasets.EpochMark, leading.Epoch.ToString(CultureInfo.InvariantCulture), ct);
        await Limit(dataset, facts, set.This.Share.SizeGib, ct);
        if (!facts.Mounted)
        {
            await datasets.Mount(dataset, ct);
            await exports.Renew(new ExportedShare(set.This.Share.InstanceId, dataset.Name, facts.Mountpoint), ct);
        }
        bool Outdated(string old) => old != tag && old.StartsWith(TagPrefix(set.This.Share), StringComparison.Ordinal);
        await other.DropTags(source, Outdated, ct);
        var kept = await other.KeptTags(source, ct);
        await DropTags(dataset, old => IsOurs(old) && !kept.Contains(old), ct);
        // Marks do not come with a stream. Without this one a copy that becomes the active replica would take the snapshot for its own.
        foreach (var free in (await other.datasets.Snapshots(source, ct)).Where(snapshot => snapshot.IsLetGo))
            if (await datasets.FindSnapshot(dataset, free.Tag, ct) is { IsLetGo: false }) await datasets.Unmark(dataset.At(free.Tag), ct);
    }

    /// <summary>
    /// The last content of the one that was active comes here. What it cannot hand over is lost, so that is done without only when it is
    /// not there: one that answers must hand over, and a single lost answer is not its death.
    /// </summary>
    async Task<ReplicaState> HandedOver(ReplicaSet set, Replica active, Dataset dataset, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var end = await StoppedException.Caught(() => LastWords(set, active, dataset, ct));
            if (end is DriverResult.Done) return ReplicaState.InSync;
            if (!await IsThere(active, ct))
            {
                settings.Log.Warn($"The replica {active.Share.InstanceId} that was active cannot be reached; what was not yet copied from it is not in the new one ({end})");
                return ReplicaState.OutOfSync;
            }
            if (end is DriverResult.Refused || attempt == MostHandOvers) throw await Stays(active, end, ct);
            await Task.Delay(HandOverPause, settings.Clock, ct);
        }
    }

    /// <summary>The one that is active stays so, and is written to again.</summary>
    async Task<StoppedException> Stays(Replica active, DriverResult end, CancellationToken ct)
    {
        var (driver, dataset) = Reach(active);
        await driver.datasets.Set(dataset, "readonly", "off", ct);
        return StoppedException.Refused(
            MessageDetail.Unknown, $"The active replica answers, and cannot hand over what was written to it last ({end}). Stop its file server to go on without that.");
    }

    /// <summary>The dataset is seen on its file server.</summary>
    async Task<bool> IsThere(Replica replica, CancellationToken ct)
    {
        var there = await StoppedException.Caught<bool>(async () =>
        {
            var (driver, dataset) = Reach(replica);
            return await driver.datasets.Find(dataset, ct) is not null;
        });
        return there is DriverResult<bool>.Done { Value: true };
    }

    async Task<long> NewestEpoch(Replica active, DatasetFacts own, CancellationToken ct)
    {
        var leading = await StoppedException.Caught<long>(async () =>
        {
            var (driver, dataset) = Reach(active);
            return (await driver.datasets.Find(dataset, ct))?.Epoch ?? 0;
        });
        return Math.Max(own.Epoch, leading is DriverResult<long>.Done known ? known.Value : 0);
    }

    /// <summary>The one that was active: nobody writes to it any more, and its last content comes here.</summary>
    async Task LastWords(ReplicaSet set, Replica active, Dataset dataset, CancellationToken ct)
    {
        var (other, source) = Reach(active);
        await other.datasets.Set(source, "readonly", "on", ct);
        var tag = TagNow(set.This.Share, "promotion");
        await other.datasets.Snapshot(source, tag, ct);
        await new Transfer(other.host, host, settings.Clock).Bring(source, dataset, tag, withPast: true, ct);
    }

    async Task<ReplicaReport> Described(ReplicaSet set, Dataset dataset, ReplicaState state, CancellationToken ct)
    {
        var facts = await Existing(set.This.Share, dataset, ct);
        var held = (await datasets.Snapshots(dataset, ct)).Select(snapshot => snapshot.Tag).ToHashSet(StringComparer.Ordinal);
        return new ReplicaReport(
            state, await Created(dataset, facts, ct),
            set.Snapshots.Where(snapshot => held.Contains(TagOf(snapshot))).ToDictionary(snapshot => snapshot.InstanceId, DetailsOf, StringComparer.Ordinal));
    }

    /// <summary>Where the replica will be, while it is still being copied: its mount point follows from that of the place.</summary>
    async Task<CreatedShare> Announced(Dataset dataset, CancellationToken ct)
    {
        var root = Dataset.Parse(EntryOf(dataset).Root)!.Value;
        var facts = await datasets.Find(root, ct) ?? throw StoppedException.Unclear($"{root} is not there on {host}.");
        return new CreatedShare(
            LocationsOf(facts.Mountpoint.TrimEnd('/') + dataset.Name[root.Name.Length..]), new Dictionary<string, string> { [DatasetDetail] = dataset.Name });
    }

    /// <summary>Its snapshots but those that were deleted and wait for their clones: a copy may hold such a one from before, or got it with the stream.</summary>
    async Task<IReadOnlySet<string>> KeptTags(Dataset dataset, CancellationToken ct) =>
        (await datasets.Snapshots(dataset, ct)).Where(snapshot => !snapshot.IsLeaving).Select(snapshot => snapshot.Tag).ToHashSet(StringComparer.Ordinal);

    async Task DropTags(Dataset dataset, Func<string, bool> goes, CancellationToken ct)
    {
        foreach (var snapshot in await datasets.Snapshots(dataset, ct))
            if (goes(snapshot.Tag)) await datasets.DestroySnapshot(dataset, snapshot.Tag, ct);
    }

    IEnumerable<(ZfsDriver Driver, Dataset Dataset)> Others(ReplicaSet set)
    {
        foreach (var replica in set.Others.Append(set.Active).OfType<Replica>())
            if (replica.Share.InstanceId != set.This.Share.InstanceId && neighbours.Find(replica.Backend) is { calls.HasStarted: true } driver) yield return (driver, driver.DatasetOf(replica.Share));
    }

    (ZfsDriver Driver, Dataset Dataset) Reach(Replica replica)
    {
        var driver = neighbours.Find(replica.Backend)
            ?? throw StoppedException.Refused(MessageDetail.Unknown, $"{replica.Backend} is no ZFS backend of this service, so nothing can be copied from it.");
        return driver.calls.HasStarted ? (driver, driver.DatasetOf(replica.Share)) : throw StoppedException.Unclear($"Backend {replica.Backend} is not ready.");
    }

    bool IsOurs(string tag) => tag.StartsWith(options.ReplicaPrefix, StringComparison.Ordinal) || tag.StartsWith(options.SnapshotPrefix, StringComparison.Ordinal);

    string TagNow(ShareSpec share, string occasion) =>
        $"{TagPrefix(share)}_{occasion}_{settings.Clock.GetUtcNow().ToString("yyyyMMdd_HHmmss_ffffff", CultureInfo.InvariantCulture)}";

    string TagPrefix(ShareSpec share) => options.ReplicaPrefix + share.InstanceId.Replace('-', '_');
}
