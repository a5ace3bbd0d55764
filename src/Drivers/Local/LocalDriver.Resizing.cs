using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Growing and shrinking, both while clients work: the image and the file system in it get another size.</summary>
sealed partial class LocalDriver : IResizing
{
    /// <inheritdoc/>
    public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            var (now, wanted) = (Owned(paths, share).Length, ImageSize.Of(sizeGib));
            if (now < wanted) pool.MustHold(sizeGib);
            await pool.MakeRoom(Math.Max(0, wanted - now), ct);
            await SetSize(paths, wanted, ct);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            _ = Owned(paths, share);
            await SetSize(paths, ImageSize.Of(sizeGib), ct);
        }, ct);

    /// <summary>
    /// The file is never shorter than the file system in it: it grows first and shrinks last. One that is not mounted and grows is filled when
    /// it is mounted; to shrink, it is mounted for the time.
    /// </summary>
    async Task SetSize(SharePaths paths, long bytes, CancellationToken ct)
    {
        var (length, mounted) = (Existing(paths).Length, IsMounted(paths.Name));
        if (!mounted && length <= bytes)
        {
            if (length < bytes) Must(await kernel.SetLength(paths.Image, bytes, ct), "setting the share's size");
            return;
        }
        await OnMount(paths, async () =>
        {
            if (bytes < length) await ShrinkMounted(paths, bytes, ct);
            else if (kernel.At(paths.Mount)?.Bytes != bytes) Must(await kernel.Resize(paths.Image, paths.Mount, bytes, ct), "setting the share's size");
        }, ct);
    }

    /// <summary>A share that is not in its place, since nobody is let in or the kernel has closed it, is mounted for the time, or for good when it is exported.</summary>
    async Task OnMount(SharePaths paths, Func<Task> work, CancellationToken ct)
    {
        if (IsMounted(paths.Name))
        {
            await work();
        }
        else if (exports.Holds(paths.Name))
        {
            await Reopen(paths, ct);
            await work();
        }
        else
        {
            await MountAnew(paths, ct);
            try
            {
                await work();
            }
            finally
            {
                await Unmount(paths, detach: false, CancellationToken.None);
            }
        }
    }

    /// <summary>The kernel moves what lies beyond the new end; it says so when that does not fit, and then the share is as before.</summary>
    async Task ShrinkMounted(SharePaths paths, long bytes, CancellationToken ct)
    {
        Must(await kernel.Sync(paths.Mount, ct), "writing the share to disk");
        var seen = kernel.At(paths.Mount) ?? throw StoppedException.Unclear($"{paths.Mount} cannot be asked for its use.");
        var used = seen.Bytes - seen.FreeBytes;
        var failed = used > bytes ? Errno.NoSpace : await kernel.Resize(paths.Image, paths.Mount, bytes, ct);
        if (failed == Errno.NoSpace)
        {
            throw StoppedException.Refused(MessageDetail.DriverRefusedShrink,
                $"The share holds {(double)used / Gib:0.00} GiB, too much for {(double)bytes / Gib:0.00} GiB.");
        }
        Must(failed, "setting the share's size");
    }
}
