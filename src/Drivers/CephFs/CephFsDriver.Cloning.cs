using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Shares from snapshots: the cluster copies in the background, and the share is ready when the copy is whole.</summary>
sealed partial class CephFsDriver : ICloning
{
    readonly CloneQueue waiting = new(backend.Settings.Clock);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default) =>
        OnShare(share, async name =>
        {
            if (share.SizeGib < source.SizeGib)
                throw StoppedException.Refused(
                    MessageDetail.DriverFailedCreatingFromSnapshot, $"The snapshot is of {source.SizeGib} GiB; a share of {share.SizeGib} GiB is too small for it.");
            var from = new SnapshotPlace(SubvolumeName.Of(source.Share), NameOf(source));
            var found = await subvolumes.Find(name, ct);
            if (found is not null) await MustOwn(share, found, ct);
            if (found is { IsWreck: true })
            {
                await subvolumes.Remove(name, ct);
                found = null;
            }
            if (found is null) await Begin(name, from, ct);
            else if (!found.Ready && await Standing(name, ct) is { IsUnderWay: true }) waiting.Forget(name);

            if (await subvolumes.Find(name, ct) is not { Ready: true } whole) return new CreatedShare([], DetailsOf(share), Ready: false);
            await PutMark(share, whole, ct);
            await Fit(whole, share.SizeGib, ct);
            return await Created(share, whole, ct);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<int>> Progress(ShareSpec share, CancellationToken ct = default) => OnShare(share, async name =>
    {
        var found = await subvolumes.Find(name, ct);
        if (found is { Ready: true }) return 100;
        if (found is not null) await MustOwn(share, found, ct);
        if (found is not null) return await Standing(name, ct) is { } standing ? standing.Percent : 100;
        // Nobody knows any more what it was waiting for: being asked for again, it says "100".
        if (waiting.SourceOf(name) is not { } source) return 100;
        await Begin(name, source, ct);
        return 0;
    }, ct);

    /// <summary>Has the cluster begin the copy, or stands in line while it takes no more.</summary>
    async Task Begin(SubvolumeName name, SnapshotPlace source, CancellationToken ct)
    {
        if (waiting.IsNext(name) && await subvolumes.Clone(source, name, ct) == CloneStart.Begun) waiting.Forget(name);
        else waiting.Join(name, source);
    }

    /// <summary>No snapshot knows of the clone.</summary>
    async Task<bool> IsUnordered(SubvolumeName name, SnapshotPlace source, CancellationToken ct) =>
        await subvolumes.PendingClones(source.Subvolume, source.Snapshot, ct) is not { } pending || !pending.Contains(name.Name);

    /// <summary>Stops a copy for good; false when the cluster has forgotten it and cannot remove the subvolume either.</summary>
    async Task<bool> Stop(SubvolumeName name, CancellationToken ct) =>
        await subvolumes.CancelClone(name, ct)
        || await subvolumes.Progress(name, ct) is not { State: "pending", Source: { } source } || !await IsUnordered(name, source, ct);

    static string Forgotten(SubvolumeName name) =>
        $"The cluster has forgotten the copy that subvolume {name} waits for (its mgr died just then), and it lets nobody take the subvolume away. "
        + "It holds nothing of any share and may stay; abaca reconcile list shows it.";

    /// <summary>How far a clone is that is not whole; null once it is. One that failed is removed.</summary>
    async Task<CloneProgress?> Standing(SubvolumeName name, CancellationToken ct)
    {
        var progress = await subvolumes.Progress(name, ct);
        if (progress is null or { State: "complete" }) return null;
        if (progress.IsUnderWay)
        {
            await Revive(name, progress, ct);
            return progress;
        }
        // Only what is known to have ended goes; a word that nobody knows here may mean anything.
        if (!progress.HasEnded) throw StoppedException.Unclear($"The copy to subvolume {name} is \"{progress.State}\", whatever that means.");
        await subvolumes.Remove(name, ct);
        throw progress.State == "failed"
            ? StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"The cluster could not copy the snapshot: {progress.Failure ?? "it does not say why"}.")
            : StoppedException.Unclear($"The copy to subvolume {name} was stopped, and is begun anew.");
    }

    /// <summary>
    /// A mgr that died while it took the order leaves a clone that waits for ever: its snapshot does not know of it. Such a clone is
    /// removed, and the order given again; where the cluster cannot remove it, the share cannot be made.
    /// </summary>
    async Task Revive(SubvolumeName name, CloneProgress progress, CancellationToken ct)
    {
        if (progress is not { State: "pending", Source: { } source } || !await IsUnordered(name, source, ct)) return;
        // It may have begun, or ended, between the two looks.
        if (await subvolumes.Progress(name, ct) is not { State: "pending" }) return;
        if (!await subvolumes.CancelClone(name, ct)) throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, Forgotten(name));
        backend.Settings.Log.Warn($"Subvolume {name} waits for a copy that the cluster has forgotten; it is ordered again.");
        await subvolumes.Remove(name, ct);
        await Begin(name, source, ct);
    }
}
