using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>
/// Marks of ownership: a property on the dataset or snapshot itself. What carries another row's mark is neither changed nor deleted. What carries
/// none was made by the first release, and is the row's when its name holds the row's own id.
/// </summary>
sealed partial class ZfsDriver
{
    ZfsProperty MarkOf(ShareSpec share) => new(Datasets.OwnerMark, settings.Marks.Of(share).ToText());

    ZfsProperty MarkOf(SnapshotSpec snapshot) => new(Datasets.OwnerMark, settings.Marks.Of(snapshot).ToText());

    /// <summary>The dataset is the row's, or the call stops.</summary>
    void MustOwn(ShareSpec share, DatasetFacts facts) =>
        OwnershipRules.Need($"{facts.Name} on {host}", facts.Mark, settings.Marks.Of(share), IsNamedAfter(facts.Name, share.InstanceId));

    /// <summary>The snapshot is the row's, or the call stops.</summary>
    void MustOwn(SnapshotSpec snapshot, DatasetFacts facts) =>
        OwnershipRules.Need($"{facts.Name} on {host}", facts.Mark, settings.Marks.Of(snapshot), IsProven(snapshot, facts));

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

    /// <summary>A share goes with its own snapshots. One that carries another share's or another deployment's mark is not among them, and keeps the dataset.</summary>
    async Task MustHoldNobodysSnapshots(ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        foreach (var snapshot in await datasets.Snapshots(dataset, ct))
        {
            if (snapshot is { IsLeaving: false, Mark: { } owner } && (owner.Deployment != settings.Deployment || owner.ShareId != share.ShareId))
                throw StoppedException.Refused(
                    MessageDetail.NotOwned, $"{dataset.At(snapshot.Tag)} on {host} belongs to {owner}, so {dataset} is not deleted. 'abaca reconcile' shows what each side says.");
        }
    }

    bool IsProven(SnapshotSpec snapshot, DatasetFacts facts) =>
        IsNamedAfter(facts.Name, snapshot.SnapshotId) || (snapshot.ObjectIdentity?.EndsWith("@" + facts.Guid, StringComparison.Ordinal) ?? false);

    static bool IsNamedAfter(string name, string id) => name.Contains(id.Replace('-', '_'), StringComparison.Ordinal);
}
