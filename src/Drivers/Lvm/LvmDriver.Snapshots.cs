using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Snapshots: volumes of their own, which nobody mounts.</summary>
sealed partial class LvmDriver : ISnapshots
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async name =>
        {
            MustBeWhole((await Existing(snapshot.Share, name, ct)).Volume);
            if (await OwnOrNothing(snapshot, ct) is null)
            {
                await MustHaveRoom(ct);
                if (!await volumes.Snapshot(name, NameOf(snapshot), Tags.Of(settings.Marks.Of(snapshot)), ct)) await OwnOrNothing(snapshot, ct);
            }
            return DetailsOf(snapshot);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => OnShare(snapshot.Share, async _ =>
    {
        if (IsGood(Called(snapshot)) && await OwnOrNothing(snapshot, ct) is { } found) await volumes.Remove(found.Volume.Name, found.Volume.Uuid, ct);
    }, ct);

    static string Called(SnapshotSpec snapshot) => snapshot.Details.GetValueOrDefault(VolumeDetail) ?? snapshot.Name;

    string NameOf(SnapshotSpec snapshot) => Good(Called(snapshot));

    IReadOnlyDictionary<string, string> DetailsOf(SnapshotSpec snapshot) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [VolumeDetail] = NameOf(snapshot) };
}
