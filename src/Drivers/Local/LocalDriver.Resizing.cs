using Abaca.DriverSdk;

namespace Abaca.Drivers.Local;

/// <summary>Growing and shrinking: a share's size is a limit, so both are one call.</summary>
sealed partial class LocalDriver : IResizing
{
    /// <inheritdoc/>
    public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            var id = Find(paths.Subvolume) ?? throw Gone(paths);
            if (btrfs.Quota(pool.Root, id)?.LimitBytes != sizeGib * Gib) pool.MustHold(sizeGib * Gib);
            await pool.MakeRoom(Math.Max(0, sizeGib - share.SizeGib) * Gib, ct);
            await Limit(id, sizeGib, ct);
            await Durable();
        }, ct);

    /// <inheritdoc/>
    /// <remarks>
    /// The kernel takes a limit below what is used, so the use is compared: before, and once more after the limit is
    /// set, because clients may have written in between; then the old limit comes back.
    /// </remarks>
    public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
        OnShare(share, async paths =>
        {
            var id = Find(paths.Subvolume) ?? throw Gone(paths);
            var before = await Counted(id);
            RefuseBelowUse(before, sizeGib);
            await Limit(id, sizeGib, ct);
            var after = await Counted(id);
            if (after.UsedBytes > sizeGib * Gib)
                Must(await btrfs.Limit(pool.Root, id, before.LimitBytes, ct), "setting the share's old size again");
            RefuseBelowUse(after, sizeGib);
            await Durable();
        }, ct);

    /// <summary>Counters lag behind until the next commit.</summary>
    async Task<QuotaGroup> Counted(ulong subvolume)
    {
        await Durable();
        return btrfs.Quota(pool.Root, subvolume)
            ?? throw new StoppedException(DriverResult.Unclear("The pool's quota counters cannot be read."));
    }

    static void RefuseBelowUse(QuotaGroup counted, int sizeGib)
    {
        if (counted.UsedBytes > sizeGib * Gib)
            throw StoppedException.Refused(
                MessageDetail.DriverRefusedShrink, $"The share holds {(double)counted.UsedBytes / Gib:0.00} GiB, more than {sizeGib} GiB.");
    }
}
