using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>
/// Marks of ownership: a tag on the volume itself. What carries another row's mark is neither changed nor deleted. What carries none is
/// the row's when its name holds the row's own id (Manila's volumes do). What says that it was let go is no row's.
/// </summary>
sealed partial class LvmDriver
{
    /// <summary>What stands where a row's share is to be: nothing, or the row's own; anything else stops the call.</summary>
    async Task<Sight?> OwnOrNothing(ShareSpec share, string name, CancellationToken ct)
    {
        var sight = await volumes.Find(name, ct);
        if (sight is not null) Need(sight.Volume, settings.Marks.Of(share), IsNamedAfter(sight.Volume, share.InstanceId) || IsRecorded(sight.Volume, share.ObjectIdentity));
        return sight;
    }

    /// <summary>The same for a snapshot.</summary>
    async Task<Sight?> OwnOrNothing(SnapshotSpec snapshot, CancellationToken ct)
    {
        var sight = await volumes.Find(NameOf(snapshot), ct);
        if (sight is not null) Need(sight.Volume, settings.Marks.Of(snapshot), IsNamedAfter(sight.Volume, snapshot.InstanceId) || IsRecorded(sight.Volume, snapshot.ObjectIdentity));
        return sight;
    }

    void Need(Volume volume, OwnershipMark wanted, bool isProven)
    {
        if (!volume.IsOrdinary) throw StoppedException.Refused(MessageDetail.NotOwned, $"{options.Group}/{volume.Name} is a part or a pool of LVM's; nothing was done to it.");
        OwnershipRules.Need($"{options.Group}/{volume.Name} on {host}", volume.Mark, wanted, isProven, volume.IsLetGo);
    }

    /// <summary>A thick share goes with its own snapshots, which LVM removes with it. All others keep it. Nothing has been touched yet when this is asked.</summary>
    async Task MustHoldOnlyOwn(ShareSpec share, Volume volume, CancellationToken ct)
    {
        if (options.IsThin) return;
        var strange = (await volumes.All(ct)).Select(sight => sight.Volume)
            .Where(hanging => hanging.HangsOn(volume.Name) && !(hanging.Mark is { } mark && mark.Deployment == settings.Deployment && mark.ShareId == share.ShareId)).ToList();
        if (strange.Count == 0) return;
        throw StoppedException.Refused(
            MessageDetail.NotOwned,
            $"Snapshots hang on {options.Group}/{volume.Name} on {host} that are not of share {share.ShareId}, and would be lost with it: {string.Join("; ", strange.Select(hanging => $"{hanging.Name} ({WhoseIs(hanging)})"))}. Nothing was done. Find out whose they are; 'abaca snapshot manage' makes one the share's own, and then it can be deleted as such, and the share after it.");
    }

    static string WhoseIs(Volume volume) => volume.Mark is { } mark ? mark.ToString() : volume.IsLetGo ? "let go by 'unmanage'" : "made by hand";

    static bool IsNamedAfter(Volume volume, string id) => volume.Name.Contains(id, StringComparison.Ordinal);

    static bool IsRecorded(Volume volume, string? identity) => identity is not null && identity.EndsWith(":" + volume.Uuid, StringComparison.Ordinal);
}
