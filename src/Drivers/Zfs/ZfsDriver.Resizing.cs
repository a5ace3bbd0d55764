using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Growing and shrinking. ZFS itself refuses a limit below what is in use.</summary>
sealed partial class ZfsDriver : IResizing
{
    /// <inheritdoc/>
    public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) =>
        OnShare(share, async dataset => await Limit(dataset, await Existing(share, dataset, ct), sizeGib, ct), ct);

    /// <inheritdoc/>
    /// <remarks>A share of that size could hold a little more than it when it is full; so may one that was larger meanwhile.</remarks>
    public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) => OnShare(share, async dataset =>
    {
        var facts = await Existing(share, dataset, ct);
        if (facts.Referenced > (sizeGib * Gib) + DatasetFacts.Overfull)
            throw StoppedException.Refused(MessageDetail.DriverRefusedShrink, $"{dataset} holds {facts.Referenced} bytes, which is more than {sizeGib} GiB.");
        await Limit(dataset, facts, sizeGib, ct);
    }, ct);
}
