using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Growing and shrinking: a share's size is a quota, so both are one call.</summary>
sealed partial class CephFsDriver : IResizing
{
    /// <inheritdoc/>
    public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
        Resize(share, sizeGib, noShrink: false, ct);

    /// <inheritdoc/>
    /// <remarks>The cluster compares with what the MDS has counted, which may be some seconds old.</remarks>
    public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
        OnShare(share, async name =>
        {
            var used = (await Own(share, name, ct)).UsedBytes;
            await subvolumes.Resize(name, sizeGib * Gib, noShrink: used is null || used < sizeGib * Gib || used > (sizeGib * Gib) + Overfull, ct);
        }, ct);

    /// <summary>Clients are stopped a little late: a share that is full may hold so much more than its size, and also one that was larger meanwhile.</summary>
    const long Overfull = 16 << 20;

    Task<DriverResult> Resize(ShareSpec share, int sizeGib, bool noShrink, CancellationToken ct) => OnShare(share, async name =>
    {
        await Own(share, name, ct);
        await subvolumes.Resize(name, sizeGib * Gib, noShrink, ct);
    }, ct);
}
