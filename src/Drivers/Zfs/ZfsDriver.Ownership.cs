using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Marks of ownership: a property on the dataset or snapshot itself. What carries another row's mark is neither changed nor deleted. What carries
/// none was made by the first release, and is the row's when its name holds the row's own id. What says that it was let go is no row's.
/// </summary>
sealed partial class ZfsDriver
{
    ZfsProperty MarkOf(ShareSpec share) => new(Datasets.OwnerMark, settings.Marks.Of(share).ToText());

    ZfsProperty MarkOf(SnapshotSpec snapshot) => new(Datasets.OwnerMark, settings.Marks.Of(snapshot).ToText());

    /// <summary>The dataset is the row's, or the call stops.</summary>
    void MustOwn(ShareSpec share, DatasetFacts facts) =>
        OwnershipRules.Need($"{facts.Name} on {host}", facts.Mark, settings.Marks.Of(share), IsNamedAfter(facts.Name, share.InstanceId), facts.IsLetGo);

    /// <summary>The snapshot is the row's, or the call stops.</summary>
    void MustOwn(SnapshotSpec snapshot, DatasetFacts facts) =>
        OwnershipRules.Need($"{facts.Name} on {host}", facts.Mark, settings.Marks.Of(snapshot), IsProven(snapshot, facts), facts.IsLetGo);

    /// <summary>What stands where a row's dataset is to be: nothing, or the row's own; anything else stops the call.</summary>
    async Task<DatasetFacts?> OwnOrNothing(ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        var facts = await datasets.Find(dataset, ct);
        if (facts is not null) MustOwn(share, facts);
        return facts;
    }

    /// <summary>Marks what is the row's and has no mark yet.</summary>
    async Task PutMark(ShareSpec share, Dataset dataset, DatasetFacts facts, CancellationToken ct)
    {
        MustOwn(share, facts);
        if (facts.Mark is null) await datasets.Set(dataset, Datasets.OwnerMark, MarkOf(share).Value, ct);
    }

    /// <summary>
    /// A share goes with its own snapshots, and with those that the driver made for copies. All others keep the dataset, and so does a dataset
    /// in it. Nothing has been touched yet when this is asked.
    /// </summary>
    /// <param name="share">The share that is to go.</param>
    /// <param name="dataset">Its dataset, or what a way back has left beside it.</param>
    /// <param name="copied">Numbers of snapshots that are elsewhere, too, so that nothing is lost with them here.</param>
    /// <param name="ct">Gives up.</param>
    async Task MustHoldOnlyOwn(ShareSpec share, Dataset dataset, IReadOnlySet<string> copied, CancellationToken ct)
    {
        await datasets.MustHoldNoDataset(dataset, ct);
        var strange = (await datasets.Snapshots(dataset, ct)).Where(snapshot => !copied.Contains(snapshot.Guid) && !MayGo(share, snapshot)).ToList();
        if (strange.Count == 0) return;
        throw StoppedException.Refused(
            MessageDetail.NotOwned,
            $"{dataset} on {host} holds snapshots that are not of share {share.ShareId}, and would be lost with it: {string.Join("; ", strange.Select(snapshot => $"{dataset.At(snapshot.Tag)} ({WhoseIs(snapshot)})"))}. Nothing was done. Find out whose they are; 'abaca snapshot manage' makes one the share's own, and then it can be deleted as such, and the share after it.");
    }

    /// <summary>It is the share's, or the driver made it: for a copy, or (first release, and copies of snapshots) without a mark and named by the id of a snapshot.</summary>
    bool MayGo(ShareSpec share, SnapshotFacts snapshot) => snapshot switch
    {
        { IsLeaving: true } => true,
        { IsLetGo: true } => false,
        { Mark: { } owner } => owner.Deployment == settings.Deployment && owner.ShareId == share.ShareId,
        _ => neighbours.All.Append(this).Any(driver => driver.IsPassing(snapshot.Tag) || driver.IsNamedByUs(snapshot.Tag)),
    };

    bool IsNamedByUs(string tag) => tag.StartsWith(options.SnapshotPrefix, StringComparison.Ordinal) && Uuid().IsMatch(tag[options.SnapshotPrefix.Length..].Replace('_', '-'));

    static string WhoseIs(SnapshotFacts snapshot) => snapshot switch
    {
        { Mark: { } owner } => owner.ToString(),
        { IsLetGo: true } => "let go by 'unmanage'",
        _ => "made by hand",
    };

    bool IsProven(SnapshotSpec snapshot, DatasetFacts facts) =>
        IsNamedAfter(facts.Name, snapshot.SnapshotId) || (snapshot.ObjectIdentity?.EndsWith("@" + facts.Guid, StringComparison.Ordinal) ?? false);

    static bool IsNamedAfter(string name, string id) => name.Contains(id.Replace('-', '_'), StringComparison.Ordinal);
}
