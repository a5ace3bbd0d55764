using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Snapshots. They go by the id of the snapshot, as Manila's do.</summary>
sealed partial class CephFsDriver : ISnapshots
{
    /// <summary>Detail of adopted snapshots that go by another name.</summary>
    const string SnapshotNameDetail = "snapshot_name";

    static readonly IReadOnlyDictionary<string, string> NoDetails = new Dictionary<string, string>();

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async name =>
        {
            await Own(snapshot.Share, name, ct);
            await subvolumes.CreateSnapshot(name, NameOf(snapshot), ct);
            await subvolumes.SetSnapshotNote(name, NameOf(snapshot), OwnerNote, backend.Settings.Marks.Of(snapshot).ToText(), ct);
            return snapshot.Details.TryGetValue(SnapshotNameDetail, out var adopted)
                ? new Dictionary<string, string> { [SnapshotNameDetail] = adopted }
                : NoDetails;
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async name =>
        {
            await MustOwn(snapshot, name, NameOf(snapshot), ct);
            await subvolumes.RemoveSnapshot(name, NameOf(snapshot), ct);
            // Snapshots of old Manila releases.
            await subvolumes.RemoveSnapshot(name, $"{snapshot.SnapshotId}_{snapshot.InstanceId}", ct);
        }, ct);

    static string NameOf(SnapshotSpec snapshot) => snapshot.Details.GetValueOrDefault(SnapshotNameDetail) ?? snapshot.SnapshotId;
}
