using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Going back to the latest snapshot. ZFS rolls back only over snapshots that nothing hangs on; when shares were made of younger ones
/// that are deleted since, a clone of the snapshot takes the dataset's place instead, and those shares take their snapshots with them.
/// </summary>
sealed partial class ZfsDriver : IReverting
{
    /// <inheritdoc/>
    public Task<DriverResult> Revert(ShareSpec share, SnapshotSpec snapshot, CancellationToken ct = default) => OnShare(share, async dataset =>
    {
        var facts = await Existing(dataset, ct);
        if (!await datasets.Rollback(dataset, TagOf(snapshot), ct))
        {
            await Replace(dataset, TagOf(snapshot), PropertiesOf(share with { SizeGib = snapshot.SizeGib }), ct);
            facts = await Existing(dataset, ct);
        }
        await Limit(dataset, facts, snapshot.SizeGib, ct);
        if (!facts.Mounted) await datasets.Mount(dataset, ct);
        await exports.Renew(new Exports.ExportedShare(share.InstanceId, dataset, facts.Mountpoint), ct);
    }, ct);

    /// <summary>Each step may be repeated: what stands tells which have been done. The last one is in <see cref="Existing"/>.</summary>
    async Task Replace(Dataset dataset, string tag, IEnumerable<ZfsProperty> properties, CancellationToken ct)
    {
        var heir = HeirOf(dataset);
        if ((await datasets.Snapshots(dataset, ct)).Any(held => held.Tag == tag))
        {
            await datasets.Clone(dataset.At(tag), heir, properties, ct);
            await datasets.Promote(heir, ct);
        }
        await datasets.Destroy(dataset, ct);
    }

    static Dataset HeirOf(Dataset dataset) => new(dataset.Name + "_reverted");
}
