using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Their snapshots.</summary>
sealed partial class Datasets
{
    /// <summary>What the server says of a snapshot; null when it is not there.</summary>
    public async Task<DatasetFacts?> FindSnapshot(Dataset dataset, string tag, CancellationToken ct)
    {
        const string Wanted = $"type,guid,referenced,{OwnerMark}";
        var run = await host.Zfs(ct, "get", "-Hp", "-o", "name,property,value,source", Wanted, dataset.At(tag));
        return ZfsWords.NotThere(run) ? null : Whole(run, dataset.At(tag), Wanted);
    }

    /// <summary>Takes a snapshot; one that is there stays as it is.</summary>
    public async Task Snapshot(Dataset dataset, string tag, CancellationToken ct, params IEnumerable<ZfsProperty> properties)
    {
        var run = await host.Zfs(ct, ["snapshot", .. Given(properties), dataset.At(tag)]);
        if (!ZfsWords.Exists(run)) Must(run, $"taking snapshot {dataset.At(tag)}");
    }

    /// <summary>Drops a snapshot, at once or when the last clone of it is gone; false when it was not there.</summary>
    public async Task<bool> DestroySnapshot(Dataset dataset, string tag, CancellationToken ct)
    {
        var run = await WhileBusy(() => host.Zfs(ct, "destroy", "-d", dataset.At(tag)), ct);
        if (ZfsWords.NotThere(run)) return false;
        Must(run, $"deleting snapshot {dataset.At(tag)}");
        return true;
    }

    /// <summary>Snapshots of it by tag, oldest first.</summary>
    public async Task<IReadOnlyList<SnapshotFacts>> Snapshots(Dataset dataset, CancellationToken ct)
    {
        var run = await host.ZfsList(ct, "get", "-Hp", "-r", "-d", "1", "-o", "name,property,value,source", $"guid,createtxg,creation,type,referenced,defer_destroy,{OwnerMark}", dataset.Name);
        if (ZfsWords.NotThere(run)) return [];
        Must(run, $"reading the snapshots of {dataset}");
        var facts = DatasetFacts.Parse(run.Output);
        // The dataset itself is always among them: a list without it is not the whole list.
        if (facts.All(found => found.Name != dataset.Name)) throw StoppedException.Unclear($"{host} did not say all of the snapshots of {dataset}.");
        return SnapshotFacts.Of(dataset, facts);
    }

    /// <summary>Takes it back to a snapshot; younger ones go. False: clones hang on those, and nothing was done.</summary>
    public async Task<bool> Rollback(Dataset dataset, string tag, CancellationToken ct)
    {
        var run = await WhileBusy(() => host.Zfs(ct, "rollback", "-r", dataset.At(tag)), ct);
        if (ZfsWords.NotThere(run)) throw StoppedException.Refused(MessageDetail.Unknown, $"Snapshot {dataset.At(tag)} is not on {host} any more.");
        if (run.Says("clone")) return false;
        Must(run, $"reverting to {dataset.At(tag)}");
        return true;
    }

    /// <summary>
    /// Takes it back to its youngest snapshot, and marks it in the same round trip; ZFS itself refuses when there is a younger one. Whoever
    /// finds the mark knows that it was done, whatever was written since.
    /// </summary>
    public async Task RollbackOnce(Dataset dataset, string tag, string mark, CancellationToken ct)
    {
        const string Script = """
            snapshot=$1 mark=$2 dataset=$3; shift 3
            "$@" rollback "$snapshot" && exec "$@" set "$mark" "$dataset"
            """;
        var run = await WhileBusy(
            () => host.Run(["sh", "-c", Script, "sh", dataset.At(tag), $"{RevertMark}={mark}", dataset.Name, .. host.AsRoot("zfs", [])], ct), ct);
        if (ZfsWords.NotThere(run)) throw StoppedException.Refused(MessageDetail.Unknown, $"Snapshot {dataset.At(tag)} is not on {host} any more.");
        if (run.Says("more recent")) throw StoppedException.Unclear($"A snapshot of {dataset} was taken since {tag}.");
        Must(run, $"reverting to {dataset.At(tag)}");
    }

    /// <summary>Hands the snapshot that it was cloned of, and all older ones, from its origin to it; one that is no clone (any more) stays as it is.</summary>
    public async Task Promote(Dataset clone, CancellationToken ct)
    {
        var run = await host.Zfs(ct, "promote", clone.Name);
        if (!ZfsWords.Already(run)) Must(run, $"handing snapshots to {clone}");
    }

    /// <summary>Gives a snapshot another tag.</summary>
    public async Task RenameSnapshot(Dataset dataset, string tag, string wanted, CancellationToken ct) =>
        Must(await host.Zfs(ct, "rename", dataset.At(tag), dataset.At(wanted)), $"renaming {dataset.At(tag)}");
}
