using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Growing and shrinking. ZFS itself refuses a limit below what is in use.</summary>
sealed partial class ZfsDriver : IResizing
{
    /// <inheritdoc/>
    public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) => Resize(share, sizeGib, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) => Resize(share, sizeGib, ct);

    Task<DriverResult> Resize(ShareSpec share, int sizeGib, CancellationToken ct) => OnShare(share, async dataset =>
    {
        await Limit(dataset, await Existing(share, dataset, ct), sizeGib, ct);
    }, ct);
}
