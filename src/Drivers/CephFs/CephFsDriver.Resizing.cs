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
        Resize(share, sizeGib, noShrink: true, ct);

    Task<DriverResult> Resize(ShareSpec share, int sizeGib, bool noShrink, CancellationToken ct) => OnShare(share, async name =>
    {
        await Own(share, name, ct);
        await subvolumes.Resize(name, sizeGib * Gib, noShrink, ct);
    }, ct);
}
