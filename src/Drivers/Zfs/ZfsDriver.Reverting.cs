using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Going back to the latest snapshot. ZFS rolls back only to the youngest snapshot; when shares were made of younger ones that are deleted
/// since, a clone of the snapshot takes the dataset's place instead, and those shares take their snapshots with them. Either way the
/// dataset with the snapshot's content bears the id of the way back.
/// </summary>
sealed partial class ZfsDriver : IReverting
{
    /// <inheritdoc/>
    public Task<DriverResult> Revert(ShareSpec share, SnapshotSpec snapshot, string revertId, CancellationToken ct = default) => OnShare(share, async dataset =>
    {
        var facts = await Existing(share, dataset, ct);
        if (facts.RevertId != revertId)
        {
            var younger = await IsBegun(share, dataset, revertId, ct) ? null : await YoungerThan(dataset, TagOf(snapshot), ct);
            var stays = younger is not null && younger.All(passing => !passing.IsLeaving);
            // In the other case the dataset is deleted at the end.
            if (!stays) await datasets.MustHoldNoDataset(dataset, ct);
            await exports.Set(() => Exported(share, dataset, ct), [], ct);
            if (stays) await RollBack(dataset, facts, TagOf(snapshot), younger!, revertId, ct);
            else await Replace(dataset, TagOf(snapshot), HeirsProperties(share, facts, snapshot.SizeGib, revertId), ct);
            facts = await Existing(share, dataset, ct);
            if (facts.RevertId != revertId) throw StoppedException.Unclear($"{dataset} does not show that it was reverted.");
        }
        await Limit(dataset, facts, snapshot.SizeGib, ct);
        if (!facts.Mounted) await datasets.Mount(dataset, ct);
    }, ct);

    async Task RollBack(Dataset dataset, DatasetFacts facts, string tag, IReadOnlyList<SnapshotFacts> younger, string revertId, CancellationToken ct)
    {
        // The limit is set anew afterwards; one that is less than what the snapshot holds would be in the way.
        if (facts.RefQuota != 0 && await datasets.FindSnapshot(dataset, tag, ct) is { } wanted && wanted.Referenced > facts.RefQuota)
            await datasets.Set(dataset, "refquota", "none", ct);
        foreach (var passing in younger) await datasets.DestroySnapshot(dataset, passing.Tag, ct);
        await datasets.RollbackOnce(dataset, tag, revertId, ct);
    }

    /// <summary>
    /// A clone of the snapshot takes the dataset's place. Each step may be repeated; the dataset goes only when the clone is seen to hold the
    /// snapshot, and the dataset to hang on it. The last step is in <see cref="Existing"/>.
    /// </summary>
    async Task Replace(Dataset dataset, string tag, IReadOnlyList<ZfsProperty> properties, CancellationToken ct)
    {
        var heir = HeirOf(dataset);
        if (await datasets.Find(heir, ct) is null) await datasets.Clone(dataset, tag, heir, properties, ct);
        await datasets.Promote(heir, ct);
        var (taken, left) = (await datasets.Find(heir, ct), await datasets.Find(dataset, ct));
        var holds = (await datasets.Snapshots(heir, ct)).Any(snapshot => snapshot.Tag == tag);
        if (taken is not { RevertId.Length: > 0 } || !holds || left?.Origin != heir.At(tag))
            throw StoppedException.Unclear($"{heir} is not seen to hold {tag} in place of {dataset}.");
        await datasets.Destroy(dataset, ct);
    }

    /// <summary>Whether a clone of this way back stands beside the dataset; one of another, which has ended, goes first.</summary>
    async Task<bool> IsBegun(ShareSpec share, Dataset dataset, string revertId, CancellationToken ct)
    {
        var heir = HeirOf(dataset);
        if (await OwnOrNothing(share, heir, ct) is not { } found) return false;
        if (found.RevertId == revertId) return true;
        // The dataset takes back the snapshots that it has lost to the clone.
        if ((await Existing(share, dataset, ct)).Origin.StartsWith(heir.Name + "@", StringComparison.Ordinal)) await datasets.Promote(dataset, ct);
        if (await datasets.Find(heir, ct) is not { } clone) return false;
        if (clone.RevertId.Length == 0 || !clone.Origin.StartsWith(dataset.Name + "@", StringComparison.Ordinal))
            throw StoppedException.Refused(MessageDetail.Unknown, $"{heir} is in the way, and is not what a way back of {dataset} has left.");
        await datasets.Destroy(heir, ct);
        return false;
    }

    /// <summary>What may go when the share goes back: marks of copies, and snapshots that were deleted and wait for their clones.</summary>
    async Task<IReadOnlyList<SnapshotFacts>> YoungerThan(Dataset dataset, string tag, CancellationToken ct)
    {
        var held = await datasets.Snapshots(dataset, ct);
        if (held.All(snapshot => snapshot.Tag != tag)) throw StoppedException.Refused(MessageDetail.Unknown, $"Snapshot {dataset.At(tag)} is not on {host} any more.");
        var younger = held.SkipWhile(snapshot => snapshot.Tag != tag).Skip(1).ToList();
        var kept = younger.Find(snapshot => !snapshot.IsLeaving && !IsPassing(snapshot.Tag));
        if (kept is not null)
            throw StoppedException.Refused(MessageDetail.Unknown, $"{dataset.At(kept.Tag)} is younger than the snapshot to go back to, and would be lost; delete it first.");
        return younger;
    }

    bool IsPassing(string tag) =>
        tag.StartsWith(options.ReplicaPrefix, StringComparison.Ordinal) || tag.StartsWith(options.MigrationPrefix, StringComparison.Ordinal);

    List<ZfsProperty> HeirsProperties(ShareSpec share, DatasetFacts facts, int sizeGib, string revertId)
    {
        List<ZfsProperty> properties = [.. PropertiesOf(share with { SizeGib = sizeGib }), new(Datasets.RevertMark, revertId)];
        foreach (var mark in new[] { Datasets.OwnerMark, Datasets.EpochMark })
            if (facts.Values.GetValueOrDefault(mark) is { Length: > 0 } value and not "-" && properties.All(property => property.Name != mark)) properties.Add(new ZfsProperty(mark, value));
        return properties;
    }

    static Dataset HeirOf(Dataset dataset) => new(dataset.Name + "_reverted");
}
