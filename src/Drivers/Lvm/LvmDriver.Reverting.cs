using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Going back to a snapshot of a thin pool: a new volume with its content takes the share's place, and bears the id of the way back.</summary>
sealed partial class LvmDriver : IReverting
{
    /// <summary>How the new volume is called until the old one is gone.</summary>
    const string HeirSuffix = "-reverted";

    /// <inheritdoc/>
    IReverting? IShareDriver.Reverting => options.IsThin ? this : null;

    /// <inheritdoc/>
    public Task<DriverResult> Revert(ShareSpec share, SnapshotSpec snapshot, string revertId, CancellationToken ct = default) => OnShare(share, async name =>
    {
        var sight = await Existing(share, name, ct);
        MustBeWhole(sight.Volume);
        if (sight.Volume.RevertId == revertId)
        {
            await Serve(sight, ct);
            return;
        }
        var heir = await OwnOrNothing(share, HeirOf(name), ct);
        if (heir is not null && heir.Volume.RevertId != revertId)
        {
            // Of a way back that was given up before the share's own volume went.
            await volumes.Remove(HeirOf(name), heir.Volume.Uuid, ct);
            heir = null;
        }
        var source = heir is not null ? null : await OwnOrNothing(snapshot, ct)
            ?? throw StoppedException.Refused(MessageDetail.Unknown, $"Snapshot {NameOf(snapshot)} is not on {host} any more.");
        await exports.Set(() => Task.FromResult(Exported(share, name)), [], ct);
        var back = await volumes.Replace(
            sight.Volume, name, HeirOf(name), source?.Volume.Name, [Tags.Of(settings.Marks.Of(share)), Tags.Of(Tags.Reverted, revertId)], ct);
        if (back.Volume.RevertId != revertId) throw StoppedException.Unclear($"{name} does not show that it was reverted.");
    }, ct);

    static string HeirOf(string name) => name + HeirSuffix;
}
