using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Shares from snapshots. In the snapshot's own pool they are clones, made at once and sharing its blocks. In another pool, or on another
/// file server of this service, the snapshot is sent.
/// </summary>
sealed partial class ZfsDriver : ICloning
{
    /// <summary>A small copy is waited for.</summary>
    static readonly TimeSpan Glance = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default) =>
        OnShare(share, async dataset =>
        {
            if (share.SizeGib < source.SizeGib)
                throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"The snapshot is of {source.SizeGib} GiB; a share of {share.SizeGib} GiB is too small for it.");
            var origin = DatasetOf(source.Share);
            if (origin.Pool == dataset.Pool)
            {
                await datasets.Clone(origin, TagOf(source), dataset, PropertiesOf(share), ct);
                return await Standing(share, dataset, ct);
            }
            return await Copied(share, dataset, origin, TagOf(source), ct) ? await Standing(share, dataset, ct) : new CreatedShare([], new Dictionary<string, string>(), Ready: false);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<int>> Progress(ShareSpec share, CancellationToken ct = default) => OnShare(share, async dataset =>
    {
        // Asked for again it says how the copy ended, or begins it anew.
        if (!copies.Knows(dataset) || sizes.GetValueOrDefault(dataset) is not (> 0 and var whole)) return 100;
        if (copies.IsOver(dataset)) return 100;
        var facts = await datasets.Find(dataset, ct);
        return (int)Math.Min(99, (facts?.Bytes("used") ?? 0) * 100 / whole);
    }, ct);

    readonly System.Collections.Concurrent.ConcurrentDictionary<Dataset, long> sizes = new();

    /// <summary>Brings the snapshot's content to the dataset, and takes off what the copy left. False: it is under way.</summary>
    async Task<bool> Copied(ShareSpec share, Dataset dataset, Dataset origin, string tag, CancellationToken ct)
    {
        if (!copies.Knows(dataset))
        {
            var facts = await OwnOrNothing(share, dataset, ct);
            if (facts is null || facts.Arrival != tag)
            {
                sizes[dataset] = (await datasets.FindSnapshot(origin, tag, ct))?.Referenced ?? 0;
                copies.Begin(dataset, stop => Fetch(origin, dataset, tag, stop));
            }
        }
        if (!await copies.Ended(dataset, Glance, settings.Clock, ct)) return false;
        sizes.TryRemove(dataset, out _);
        await Dress(share, dataset, ct);
        await datasets.DestroySnapshot(dataset, tag, ct);
        return true;
    }

    /// <summary>The copy is marked when it is whole, so what has come is never fetched again over what was written since.</summary>
    async Task Fetch(Dataset origin, Dataset dataset, string tag, CancellationToken ct)
    {
        await new Transfer(host, host, settings.Clock).Bring(origin, dataset, tag, withPast: false, ct);
        await datasets.Set(dataset, Datasets.ArrivalMark, tag, ct);
    }
}
