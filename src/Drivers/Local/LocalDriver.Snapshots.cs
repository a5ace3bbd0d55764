using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>
/// Snapshots, shares from them, and the way back to them. A snapshot is a copy of the share's box that shares its blocks; it depends on
/// nothing. It is what a power failure would have left, with everything in it that was written before: btrfs is whole then, by design.
/// </summary>
sealed partial class LocalDriver : ISnapshots, ICloning, IReverting
{
    /// <summary>Mark of the last way back to a snapshot that has become the share's content.</summary>
    const string RevertMark = "revert";

    static readonly IReadOnlyDictionary<string, string> NoDetails = new Dictionary<string, string>();

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async paths =>
        {
            _ = Owned(paths, snapshot.Share);
            var (target, making) = (BoxOf(snapshot), Path.Combine(pool.Making, FileName(snapshot.Name) + ".snapshot"));
            if (kernel.Look(ImagePool.ImageIn(target)) is not null)
            {
                _ = Owned(snapshot);
                return NoDetails;
            }
            if (IsMounted(paths.Name)) Must(await kernel.Sync(paths.Mount, ct), "writing the share to disk");
            var traits = new ImageTraits(null, Guid.NewGuid(), new Dictionary<string, string> { [OwnerMark] = settings.Marks.Of(snapshot).ToText() });
            Must(await kernel.Copy(paths.Box, making, traits, ct), "taking the snapshot");
            Must(await kernel.Move(making, target, ct), "taking the snapshot");
            return NoDetails;
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        CannotExist(snapshot.Share) || BackendName.ToFile(snapshot.Name) is null
            ? Task.FromResult<DriverResult>(new DriverResult.Done())
            : OnShare(snapshot.Share, async paths =>
            {
                if (kernel.Look(ImagePool.ImageIn(BoxOf(snapshot))) is null) return;
                _ = Owned(snapshot);
                Must(await kernel.Remove(BoxOf(snapshot), ct), "deleting the snapshot");
            }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            if (share.SizeGib < source.SizeGib)
                throw StoppedException.Refused(
                    MessageDetail.DriverFailedCreatingFromSnapshot, $"The snapshot is of {source.SizeGib} GiB; a share of {share.SizeGib} GiB is too small for it.");
            if (kernel.Look(paths.Image) is null) await MakeImage(paths, share, BoxOf(source), LengthFor(share.SizeGib, Owned(source)), ct);
            else _ = Owned(paths, share);
            return Created(paths);
        }, ct);

    /// <inheritdoc/>
    /// <remarks>
    /// A copy of the snapshot is made beside the share and swapped in by one atomic rename while nobody is served. The copy bears the mark of
    /// this way back, so content and mark change in one step, and wherever a crash comes, the share is whole, old or new. It keeps the
    /// share's identity: clients' handles of files that are in the snapshot stay good.
    /// </remarks>
    public Task<DriverResult> Revert(ShareSpec share, SnapshotSpec snapshot, string revertId, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            var now = Owned(paths, share);
            if (kernel.ReadMark(paths.Image, RevertMark) != revertId)
            {
                var length = LengthFor(snapshot.SizeGib, Owned(snapshot));
                Must(await Served(() => exports.Withdraw(paths.Name, ct), ct));
                await Unmount(paths, detach: false, ct);
                var marks = new Dictionary<string, string> { [OwnerMark] = settings.Marks.Of(share).ToText(), [RevertMark] = revertId };
                Must(await kernel.Copy(BoxOf(snapshot), paths.Making, new ImageTraits(length, now.Uuid, marks), ct), "copying the snapshot");
                Must(await kernel.Exchange(paths.Box, paths.Making, ct), "swapping the share's content");
            }
            Must(await kernel.Remove(paths.Making, ct), "deleting the share's old content");
        }, ct);

    /// <summary>What is in the snapshot must not be cut off, whatever it should be.</summary>
    static long LengthFor(int sizeGib, ImageFacts snapshot) => Math.Max(ImageSize.Of(sizeGib), snapshot.Length);

    ImageFacts Existing(SnapshotSpec snapshot) => kernel.Look(ImagePool.ImageIn(BoxOf(snapshot)))
        ?? throw StoppedException.Refused(MessageDetail.Unknown, $"{BoxOf(snapshot)} is gone: the snapshot was removed behind Abaca's back.");

    string BoxOf(SnapshotSpec snapshot) => pool.SnapshotOf(FileName(snapshot.Name));
}
