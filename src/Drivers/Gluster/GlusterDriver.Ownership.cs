using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>
/// Marks of ownership: options of the volume itself. A volume that carries another row's mark is neither changed nor wiped. Without one it is the row's
/// when Manila has written the row's id on it, when it was made for the row from a snapshot, or when it is on record for the row.
/// </summary>
sealed partial class GlusterDriver
{
    /// <summary>The row's volume among all of the cluster; null when none is. One that ought to be and says otherwise stops the call.</summary>
    Volume? Own(ShareSpec share, IReadOnlyList<Volume> volumes, Place place)
    {
        var mark = settings.Marks.Of(share);
        var marked = volumes.Where(volume => volume.Owner is { } owner && owner.IsSameOwner(mark)).ToList();
        if (marked.Count > 1)
            throw StoppedException.Refused(MessageDetail.NotOwned, $"{string.Join(" and ", marked.Select(volume => volume.Name))} of {place.Cluster} both carry the mark of {mark}: nothing was done to them. Set {Volume.OwnerOption} of the one that is not the share to {Volume.Nobody}.");
        if (marked.Count == 1) return marked[0];
        if (volumes.FirstOrDefault(volume => IsProven(share, volume)) is not { } named) return null;
        OwnershipRules.Need($"Volume {named.Name} of {place.Cluster}", named.Owner, mark, isProven: true, named.IsLetGo);
        return named;
    }

    /// <summary>The id that stands on it, or the record that the service keeps of it, says that it is the row's.</summary>
    static bool IsProven(ShareSpec share, Volume volume) =>
        volume.ShareId == share.InstanceId || volume.ShareId == share.ShareId || (share.ObjectIdentity == IdentityOf(volume) && !volume.IsUnowned && volume.Owner is null);

    /// <summary>The row's volume as it is; one that is missing, or another's, stops the call.</summary>
    async Task<Volume> Existing(ShareSpec share, Place place, CancellationToken ct)
    {
        // Mostly it is where it was: one volume is looked at, not all.
        if (NameIn(share) is { } name && await place.Cluster.Find(name, ct) is { } known && known.Owner?.IsSameOwner(settings.Marks.Of(share)) == true) return known;
        return Own(share, await place.Cluster.Volumes(ct), place)
            ?? throw StoppedException.Refused(MessageDetail.NotThere, $"No volume of {place.Cluster} is share {share.ShareId}: it was removed behind Abaca's back.");
    }

    /// <summary>Name of the volume as it was when the share was made.</summary>
    static string? NameIn(ShareSpec share) =>
        share.Details.TryGetValue(VolumeDetail, out var kept) && kept.LastIndexOf(":/", StringComparison.Ordinal) is var split and >= 0 && kept[(split + 2)..] is { Length: > 0 } name ? name : null;

    /// <summary>Marks what is the row's and has no mark yet.</summary>
    async Task<Volume> PutMark(ShareSpec share, Place place, Volume volume, CancellationToken ct)
    {
        if (volume.Owner is not null) return volume;
        await place.Cluster.Set(volume, $"marking volume {volume.Name}", ct, VolumePool.Taking(settings.Marks.Of(share)));
        return await place.Cluster.Again(volume, ct);
    }
}
