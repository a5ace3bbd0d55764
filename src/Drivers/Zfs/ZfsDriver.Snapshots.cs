using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Snapshots. They are named by the id of the snapshot, so all replicas of a share agree on the name.</summary>
sealed partial class ZfsDriver : ISnapshots
{
    /// <summary>Detail of a snapshot: its name behind the <c>@</c>.</summary>
    const string TagDetail = "snapshot_tag";

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async dataset =>
        {
            // What was let go, or is another's, gets no snapshot of ours either.
            await Existing(snapshot.Share, dataset, ct);
            try
            {
                await datasets.Snapshot(dataset, TagOf(snapshot), ct, MarkOf(snapshot));
            }
            catch (StoppedException) when (!ct.IsCancellationRequested)
            {
                // Says better what is wrong, when the share is gone.
                await Existing(snapshot.Share, dataset, ct);
                throw;
            }
            return DetailsOf(snapshot);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => OnShare(snapshot.Share, async dataset =>
    {
        if (await datasets.FindSnapshot(dataset, TagOf(snapshot), ct) is { } found) MustOwn(snapshot, found);
        if (!await datasets.DestroySnapshot(dataset, TagOf(snapshot), ct)) await datasets.MustHave(EntryOf(dataset), ct);
    }, ct);

    string TagOf(SnapshotSpec snapshot) =>
        snapshot.Details.GetValueOrDefault(TagDetail) ?? options.SnapshotPrefix + snapshot.SnapshotId.Replace('-', '_');

    IReadOnlyDictionary<string, string> DetailsOf(SnapshotSpec snapshot) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [TagDetail] = TagOf(snapshot) };
}
