using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Gluster;

/// <summary>Taking over volumes and snapshots that are there already, and letting go of them with all that is in them.</summary>
sealed partial class GlusterDriver : IManaging
{
    const string SizeOption = "size";

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> Find(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
        OnShare(share, async place => ObjectOf(place, await Named(existing.ExportPath, place, ct)), ct);

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> FindSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async place => ObjectOf(place, await Named(snapshot, existing, place, ct), await place.Cluster.Volumes(ct)), ct);

    /// <inheritdoc/>
    /// <remarks>Named by its export location (<c>server:/volume</c>) or by the volume's name. A size that nobody says is the volume's.</remarks>
    public Task<DriverResult<ManagedShare>> Manage(ShareSpec share, ExistingShare existing, CancellationToken ct = default) => OnShare(share, async place =>
    {
        var volume = await Named(existing.ExportPath, place, ct);
        var mark = settings.Marks.Of(share);
        if (volume.Owner?.IsSameOwner(mark) != true)
        {
            if (volume.CloneOf is not null && volume.CloneOf != share.InstanceId && volume.CloneOf != share.ShareId)
                throw StoppedException.Refused(MessageDetail.Unknown, $"Volume {volume.Name} is called after another share, {volume.CloneOf}; it can only be that one.");
            if (OwnershipRules.ObjectionToTaking(ObjectOf(place, volume), existing.Found, mark) is { } no) throw new StoppedException(new DriverResult.Refused(no));
            if (volume.Allowed.Reserved.Count == 0)
                throw StoppedException.Refused(MessageDetail.Unknown, $"Volume {volume.Name}: {Setup.Inspection.Missing(volume)}");
        }
        var size = SizeIn(existing.Options) ?? (int)Math.Ceiling(await SizeOf(place, volume, ct));
        await MustHold(place, volume, size, ct);
        if (volume.Owner?.IsSameOwner(mark) != true) volume = await place.Pool.TakeThis(share, volume, ct);
        volume = await Secured(place, volume, ct);
        await LetIn(place, volume, [], ct);
        return new ManagedShare(size, await Standing(share with { SizeGib = size }, place, volume, ct));
    }, ct);

    async Task MustHold(Place place, Volume volume, int size, CancellationToken ct)
    {
        if (size < 1) throw StoppedException.Refused(MessageDetail.Unknown, $"How large volume {volume.Name} is nobody says: give driver option {SizeOption} in GiB.");
        if (volume.HasQuota && (await place.Quota.Read(volume, ct)).Used > size * Gib)
            throw StoppedException.Refused(MessageDetail.Unknown, $"Volume {volume.Name} holds more than {size} GiB; give a larger {SizeOption}.");
    }

    /// <inheritdoc/>
    public Task<DriverResult> Unmanage(ShareSpec share, CancellationToken ct = default) => OnShare(share, async place =>
    {
        var mark = settings.Marks.Of(share);
        foreach (var volume in (await place.Cluster.Volumes(ct)).Where(volume => volume.Owner?.IsSameOwner(mark) == true || (volume.Owner is null && volume.ShareId == share.InstanceId && !volume.IsLetGo)))
        {
            await ShutOut(place, volume, ct);
            // Manila's option keeps the id: with content in it the volume is nobody's to hand out.
            await place.Cluster.Set(volume, $"letting go of volume {volume.Name}", ct, [(Volume.OwnerOption, Volume.Nobody)]);
        }
    }, ct);

    /// <inheritdoc/>
    /// <remarks>Named by its name. Its description cannot be changed, so that it carries the mark it was taken with, or none.</remarks>
    public Task<DriverResult<ManagedSnapshot>> ManageSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) => OnShare(snapshot.Share, async place =>
    {
        var found = await Named(snapshot, existing, place, ct);
        if (OwnershipRules.ObjectionToTaking(ObjectOf(place, found, []), existing.Found, settings.Marks.Of(snapshot)) is { } no) throw new StoppedException(new DriverResult.Refused(no));
        return new ManagedSnapshot(SizeIn(existing.Options) ?? Math.Max(1, snapshot.Share.SizeGib), DetailsOf(found.Name));
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> UnmanageSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => Task.FromResult<DriverResult>(new DriverResult.Done());

    async Task<Volume> Named(string exportPath, Place place, CancellationToken ct)
    {
        var text = exportPath.Trim();
        var split = text.LastIndexOf(":/", StringComparison.Ordinal);
        var name = (split < 0 ? text : text[(split + 2)..]).Trim('/');
        var host = split < 0 ? null : text[..split];
        if (host is not null && host != place.Cluster.Server.Address && host != place.Cluster.Server.Host)
            throw StoppedException.Refused(MessageDetail.Unknown, $"\"{text}\" is not in pool {place.Cluster.Pool}, whose locations begin with {place.Cluster.Server.Address}:/.");
        // Compared with the list instead of asked for by name: what somebody types is no argument.
        return (await place.Cluster.Volumes(ct)).FirstOrDefault(volume => volume.Name == name)
            ?? throw StoppedException.Refused(MessageDetail.NotThere, $"{place.Cluster} has no volume \"{name}\".");
    }

    static async Task<Snapshot> Named(SnapshotSpec snapshot, ExistingSnapshot existing, Place place, CancellationToken ct)
    {
        var name = existing.ProviderLocation.Trim().Trim('/');
        var found = (await AllSnapshots(place, ct)).FirstOrDefault(one => one.Name == name) ?? throw StoppedException.Refused(MessageDetail.NotThere, $"{place.Cluster} has no snapshot \"{name}\".");
        return NameIn(snapshot.Share) is { } volume && found.Volume != volume
            ? throw StoppedException.Refused(MessageDetail.Unknown, $"Snapshot {name} is of volume {found.Volume}, not of {volume}.")
            : found;
    }

    static int? SizeIn(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(SizeOption, out var text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
            ? size
            : throw StoppedException.Refused(MessageDetail.Unknown, $"Driver option {SizeOption} is a whole number of GiB, not \"{text}\".");
    }
}
