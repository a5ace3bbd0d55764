using Abaca.DriverSdk;
using Abaca.Server.Services;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Calls the driver of a snapshot's backend with what is stored of the snapshot and its share at this moment.</summary>
public sealed class SnapshotDrivers(IBackends backends, ShareStore shares, ShareSpecs specs, SnapshotStore snapshots)
{
    /// <summary>Takes the snapshot.</summary>
    public async Task<DriverResult<IReadOnlyDictionary<string, string>>> Create(string snapshotId, CancellationToken ct)
    {
        if (await Find(snapshotId, ct) is not { } found) return Gone(snapshotId);
        if (backends.Find(found.Share.ServiceHost) is not { } driver) return NotStarted(found.Share);
        if (driver.Snapshots is not { } taking) return Cannot(found.Share, "takes no snapshots");
        return await taking.CreateSnapshot(await specs.Of(found.Snapshot, found.Share, ct), ct);
    }

    /// <summary>Drops the snapshot; one that is nowhere is done.</summary>
    public async Task<DriverResult> Remove(string snapshotId, CancellationToken ct)
    {
        if (await Find(snapshotId, ct) is not { } found || found.Share.ServiceHost.Length == 0) return DriverResult.Done;
        if (backends.Find(found.Share.ServiceHost) is not { } driver) return NotStarted(found.Share);
        if (driver.Snapshots is not { } taking) return DriverResult.Done;
        return await taking.DeleteSnapshot(await specs.Of(found.Snapshot, found.Share, ct), ct);
    }

    /// <summary>Takes the share back to the snapshot.</summary>
    public async Task<DriverResult> Revert(string snapshotId, CancellationToken ct)
    {
        if (await Find(snapshotId, ct) is not { } found) return Gone(snapshotId);
        if (backends.Find(found.Share.ServiceHost) is not { } driver) return NotStarted(found.Share);
        if (driver.Reverting is not { } reverting) return Cannot(found.Share, "does not revert shares");
        return await reverting.Revert(await specs.Of(found.Share, ct), await specs.Of(found.Snapshot, found.Share, ct), ct);
    }

    async Task<Found?> Find(string snapshotId, CancellationToken ct) =>
        await snapshots.Find(snapshotId, ct) is { } snapshot && await shares.Find(snapshot.ShareId.Text, ct) is { } share
            ? new Found(snapshot, share)
            : null;

    static DriverResult Gone(string snapshotId) =>
        DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Snapshot {snapshotId} or its share is gone."));

    static DriverResult NotStarted(Share share) => DriverResult.Unclear($"Backend {share.ServiceHost} is not started here.");

    static DriverResult Cannot(Share share, string what) =>
        DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Backend {share.ServiceHost} {what}."));

    sealed record Found(Snapshot Snapshot, Share Share);
}
