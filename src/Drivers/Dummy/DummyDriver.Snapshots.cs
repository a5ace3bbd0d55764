using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>Snapshots, shares made of them, and the way back.</summary>
public sealed partial class DummyDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyDictionary<string, string>>> CreateSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) =>
        Act<IReadOnlyDictionary<string, string>>(DummyMethod.CreateSnapshot, held =>
        {
            if (held.Snapshot(snapshot.InstanceId) is null)
            {
                if (held.Share(snapshot.Share.InstanceId) is not { } share) return NotThere(snapshot.Share);
                held.Keep(Taken(snapshot, share));
            }
            return new Dictionary<string, string> { ["provider_location"] = snapshot.Name };
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => Act(DummyMethod.DeleteSnapshot, held => Drop(held, [snapshot]), ct);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default) =>
        Act<CreatedShare>(DummyMethod.CreateFromSnapshot, held =>
        {
            if (held.Share(share.InstanceId) is { } found) return Answer(found); // made earlier; the snapshot may be gone since
            if (held.Snapshot(source.InstanceId) is not { } snapshot) return NotThere(source);
            if (share.SizeGib < snapshot.SizeGib)
                return No(MessageDetail.DriverFailedCreatingFromSnapshot,
                    $"{share.SizeGib} GiB are too few for {source.Name}, which was taken of {snapshot.SizeGib} GiB.");
            return Make(held, share, snapshot.UsedBytes, options.CloneTime);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<int>> Progress(ShareSpec share, CancellationToken ct = default) => Act<int>(DummyMethod.Progress, held =>
    {
        if (held.Share(share.InstanceId) is not { } found) return NotThere(share);
        return PercentOf(found);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Revert(ShareSpec share, SnapshotSpec snapshot, string revertId, CancellationToken ct = default) => Act(DummyMethod.Revert, held =>
    {
        if (held.Share(share.InstanceId) is not { } found) return NotThere(share);
        if (found.RevertId == revertId) return new DriverResult.Done();
        if (held.Snapshot(snapshot.InstanceId) is not { } taken) return NotThere(snapshot);
        if (Objection(found, share) is { } no) return no;
        if (taken.ShareInstanceId != share.InstanceId) return No(MessageDetail.Unknown, $"{snapshot.Name} is no snapshot of {share.Name}.");
        if (!Fits(held, found.Pool, taken.SizeGib - found.SizeGib))
            return No(MessageDetail.Unknown, $"Pool {found.Pool} has no room for {share.Name} of {taken.SizeGib} GiB.");
        held.Keep(found with { SizeGib = taken.SizeGib, UsedBytes = taken.UsedBytes, Rules = [], RevertId = revertId });
        return new DriverResult.Done();
    }, ct);

    HeldSnapshot Taken(SnapshotSpec snapshot, HeldShare share) =>
        new(snapshot.InstanceId, snapshot.Name, share.InstanceId, share.SizeGib, share.UsedBytes) { ObjectId = Guid.NewGuid().ToString(), Mark = MarkOf(snapshot) };

    static DriverResult NotThere(SnapshotSpec snapshot) =>
        No(MessageDetail.DriverFailedCreatingFromSnapshot,
            $"The Dummy backend holds no snapshot {snapshot.Name}; without dummy_state_file it forgets when the service ends.");
}
