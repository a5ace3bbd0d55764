using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Growing, in use where no thick snapshot is in the way; and shrinking, for which an ext4 has to be unmounted.</summary>
sealed partial class LvmDriver : IResizing
{
    /// <inheritdoc/>
    public Task<DriverResult> Extend(ShareSpec share, int sizeGib, CancellationToken ct = default) => OnShare(share, async name =>
    {
        var sight = await Existing(share, name, ct);
        MustBeWhole(sight.Volume);
        await volumes.Extend(sight.Volume, sizeGib, await HangingOn(name, ct), ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Shrink(ShareSpec share, int sizeGib, CancellationToken ct = default) => OnShare(share, async name =>
    {
        var sight = await Existing(share, name, ct);
        MustBeWhole(sight.Volume);
        if (sight.Volume.Bytes <= sizeGib * Gib)
        {
            await Serve(sight, ct);
            return;
        }
        if (await HangingOn(name, ct) is { Count: > 0 } hanging)
            throw StoppedException.Refused(MessageDetail.DriverNotShrinking, $"LVM does not reduce {name} while snapshots hang on it: {string.Join(", ", hanging)}.");
        await volumes.Shrink(name, sizeGib, ct);
    }, ct);

    /// <summary>Names of the thick snapshots of a volume; they grow and go with it.</summary>
    async Task<IReadOnlyList<string>> HangingOn(string name, CancellationToken ct) =>
        options.IsThin ? [] : [.. (await volumes.All(ct)).Where(sight => sight.Volume.HangsOn(name)).Select(sight => sight.Volume.Name)];
}
