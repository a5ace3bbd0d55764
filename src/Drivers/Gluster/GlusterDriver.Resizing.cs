using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>Sizes, where quota is enabled on the volume; else a share is as large as its volume, and stays so.</summary>
sealed partial class GlusterDriver : IResizing
{
    /// <inheritdoc/>
    public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) => OnShare(share, async place =>
    {
        var volume = await Limited(share, place, MessageDetail.DriverFailedExtend, ct);
        var whole = await SizeOf(place, volume, ct);
        if (volume.CloneOf is null && whole < sizeGib)
            throw StoppedException.Refused(MessageDetail.DriverFailedExtend, $"Volume {volume.Name} of {place.Cluster} has {whole:0.#} GiB; a share in it cannot have {sizeGib} GiB.");
        await place.Quota.Limit(volume, (long)(sizeGib * Gib), ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) => OnShare(share, async place =>
    {
        var volume = await Limited(share, place, MessageDetail.DriverNotShrinking, ct);
        var used = (await place.Quota.Read(volume, ct)).Used;
        if (used > (sizeGib * Gib) + VolumeQuota.Overfull) throw StoppedException.Refused(MessageDetail.DriverRefusedShrink, $"{used / Gib:0.##} GiB of share {share.ShareId} are in use, more than {sizeGib} GiB.");
        await place.Quota.Limit(volume, (long)(sizeGib * Gib), ct);
    }, ct);

    async Task<Volume> Limited(ShareSpec share, Place place, MessageDetail otherwise, CancellationToken ct)
    {
        var volume = await Existing(share, place, ct);
        return volume.HasQuota ? volume : throw StoppedException.Refused(otherwise, $"Quota is not enabled on volume {volume.Name} of {place.Cluster}, so its size is what it is: gluster volume quota {volume.Name} enable.");
    }
}
