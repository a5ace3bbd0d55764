using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Shares from snapshots of a thin pool: volumes of their own that share its blocks, made at once.</summary>
sealed partial class LvmDriver : ICloning
{
    /// <inheritdoc/>
    ICloning? IShareDriver.Cloning => options.IsThin ? this : null;

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> CreateFromSnapshot(ShareSpec share, SnapshotSpec source, CancellationToken ct = default) =>
        OnShare(share, async name =>
        {
            if (share.SizeGib < source.SizeGib)
                throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"The snapshot is of {source.SizeGib} GiB; a share of {share.SizeGib} GiB is too small for it.");
            try
            {
                var there = await OwnOrNothing(share, name, ct);
                if (there is { Volume.Raw: null }) return await Created((await Serve(there, ct)).Volume, ct);
                var snapshot = await OwnOrNothing(source, ct)
                    ?? throw StoppedException.Refused(MessageDetail.DriverFailedCreatingFromSnapshot, $"Snapshot {NameOf(source)} is not on {host} any more.");
                if (there is null) await MustHaveRoom(ct);
                var size = Math.Max(share.SizeGib, snapshot.Volume.SizeGib);
                var made = there is null
                    ? await volumes.Clone(snapshot.Volume.Name, name, snapshot.Volume.Bytes < size * Gib ? size : null, [Tags.Of(settings.Marks.Of(share))], ct)
                    : await volumes.CompleteClone(name, there.Volume.Bytes < size * Gib ? size : null, ct);
                return await Created((made ?? throw StoppedException.Unclear($"{name} has come up in the meantime.")).Volume, ct);
            }
            catch (StoppedException stopped) when (stopped.End is DriverResult.Refused)
            {
                await LeaveNothing(share, name, ct);
                throw;
            }
        }, ct);
}
