using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Snapshots, shares from them, and the way back to them. A snapshot is a subvolume that depends on no other.</summary>
sealed partial class LocalDriver : ISnapshots, ICloning, IReverting
{
    static readonly IReadOnlyDictionary<string, string> NoDetails = new Dictionary<string, string>();

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async paths =>
        {
            var target = PathOf(snapshot);
            if (Find(paths.Subvolume) is null) throw Gone(paths);
            if (Find(target) is null)
                Must(await btrfs.Snapshot(paths.Subvolume, target, readOnly: true, ct), "taking the snapshot", Errno.Exists);
            // It inherits the share's limit, which would count as a promise of space.
            if (Find(target) is { } id && btrfs.Quota(pool.Root, id)?.LimitBytes is not null)
                Must(await btrfs.Limit(pool.Root, id, null, ct), "removing the snapshot's limit");
            await Durable();
            return NoDetails;
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        CannotExist(snapshot.Share) || BackendName.ToFile(snapshot.Name) is null ? Task.FromResult(DriverResult.Done) : OnShare(snapshot.Share, async _ =>
        {
            await Destroy(PathOf(snapshot), ct);
            await Durable();
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            if (share.SizeGib < source.SizeGib)
                throw StoppedException.Refused(
                    MessageDetail.DriverFailedCreatingFromSnapshot, $"The snapshot is of {source.SizeGib} GiB; a share of {share.SizeGib} GiB is too small for it.");
            if (Find(paths.Subvolume) is null)
            {
                pool.MustHold(share.SizeGib * Gib);
                await pool.MakeRoom(share.SizeGib * Gib, ct);
                Must(await btrfs.Snapshot(Existing(source), paths.Subvolume, readOnly: false, ct), "making the share from the snapshot", Errno.Exists);
            }
            await Limit(Find(paths.Subvolume) ?? throw Gone(paths), share.SizeGib, ct);
            await Durable();
            return Created(paths);
        }, ct);

    /// <inheritdoc/>
    /// <remarks>
    /// A writable copy of the snapshot is made beside the share and swapped in by one atomic rename while nobody is
    /// served, and nobody is until the service lets them in again. Wherever a crash comes, the share is whole, old or new, and
    /// the repeated call begins again; one that was done is known by its mark.
    /// </remarks>
    public Task<DriverResult> Revert(ShareSpec share, SnapshotSpec snapshot, string revertId, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            if (File.Exists(MarkOf(paths)) && await File.ReadAllTextAsync(MarkOf(paths), ct) == revertId) return;
            var source = Existing(snapshot);
            if (Find(paths.Subvolume) is null) throw Gone(paths);
            await Destroy(paths.Reverting, ct);
            Must(await btrfs.Snapshot(source, paths.Reverting, readOnly: false, ct), "copying the snapshot");
            await Limit(Find(paths.Reverting) ?? throw Gone(paths), snapshot.SizeGib, ct);

            await Apply(paths, [], ct);
            Must(await btrfs.Exchange(paths.Subvolume, paths.Reverting, ct), "swapping the share's content");
            await Destroy(paths.Reverting, ct);
            await Durable();
            Directory.CreateDirectory(Marks);
            await File.WriteAllTextAsync(MarkOf(paths), revertId, ct);
        }, ct);

    /// <summary>Holds the id of the share's last way back to a snapshot.</summary>
    string MarkOf(SharePaths paths) => Path.Combine(Marks, paths.Name);

    string Marks => Path.Combine(settings.StateDirectory, "reverted");

    string Existing(SnapshotSpec snapshot)
    {
        var path = PathOf(snapshot);
        return Find(path) is not null
            ? path
            : throw StoppedException.Refused(MessageDetail.Unknown, $"{path} is gone: the snapshot was removed behind Abaca's back.");
    }

    string PathOf(SnapshotSpec snapshot) => Path.Combine(pool.Snapshots, FileName(snapshot.Name));
}
