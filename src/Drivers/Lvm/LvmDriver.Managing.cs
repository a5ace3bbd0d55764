using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Lvm;

/// <summary>Taking over volumes and snapshots that are there already, and letting go of them.</summary>
sealed partial class LvmDriver : IManaging
{
    const string SizeOption = "size";

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> Find(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
        OnShare(share, async _ => await ObjectOf((await Named(existing.ExportPath, ct)).Volume, ct), ct);

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> FindSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async name => await ObjectOf(await SnapshotNamed(existing.ProviderLocation, name, ct), ct), ct);

    /// <inheritdoc/>
    /// <remarks>
    /// It is named by group and volume (<c>group/volume</c>), its device, or its export location. It is renamed, so its export location changes,
    /// and grown to whole GiB.
    /// </remarks>
    public Task<DriverResult<ManagedShare>> Manage(ShareSpec share, ExistingShare existing, CancellationToken ct = default)
    {
        var unnamed = share with { Details = new Dictionary<string, string>() };
        return OnShare(unnamed, async target =>
        {
            var sight = await OwnOrNothing(unnamed, target, ct) ?? await Taken(unnamed, target, existing, ct);
            var size = SizeIn(existing.Options) ?? sight.Volume.SizeGib;
            if (size < sight.Volume.SizeGib) throw StoppedException.Refused(MessageDetail.Unknown, $"{target} is a volume of {sight.Volume.SizeGib} GiB; give no smaller {SizeOption}.");
            await Serve(sight, ct);
            await volumes.Extend(sight.Volume, size, await HangingOn(target, ct), ct);
            return new ManagedShare(size, await Created(sight.Volume, ct));
        }, ct);
    }

    /// <summary>Marks and renames what is to be taken over, after all that may speak against it.</summary>
    async Task<Sight> Taken(ShareSpec share, string target, ExistingShare existing, CancellationToken ct)
    {
        var found = await Named(existing.ExportPath, ct);
        if (OwnershipRules.ObjectionToTaking(await ObjectOf(found.Volume, ct), existing.Found, settings.Marks.Of(share)) is { } no) throw new StoppedException(new DriverResult.Refused(no));
        if (!await volumes.HoldsFileSystem(found.Volume.Name, ct))
            throw StoppedException.Refused(MessageDetail.Unknown, $"{options.Group}/{found.Volume.Name} holds no ext4 or xfs; it cannot be a share.");
        // First the mark: from here on everybody sees whose it is, and a call that is cut off finds it again.
        await volumes.Retag(found.Volume.Name, [Tags.Of(settings.Marks.Of(share))], Other(found.Volume, Tags.Of(settings.Marks.Of(share))), ct);
        await volumes.Rename(found.Volume.Name, target, ct);
        return await Existing(share, target, ct);
    }

    /// <inheritdoc/>
    public Task<DriverResult> Unmanage(ShareSpec share, CancellationToken ct = default) => OnShare(share, async name =>
    {
        await exports.Forget(share.InstanceId, ct);
        if (await volumes.Find(name, ct) is { } sight) await LetGo(sight.Volume, settings.Marks.Of(share), IsNamedAfter(sight.Volume, share.InstanceId), ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> GiveBack(ShareSpec share, ExistingShare existing, CancellationToken ct = default) => OnShare(share, async name =>
    {
        await exports.Forget(share.InstanceId, ct);
        await GiveBack(name, existing.Found?.Name, settings.Marks.Of(share), ct);
    }, ct);

    /// <inheritdoc/>
    /// <remarks>Named by group and volume, or by the volume alone; it is renamed.</remarks>
    public Task<DriverResult<ManagedSnapshot>> ManageSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async name =>
        {
            var unnamed = snapshot with { Details = new Dictionary<string, string>() };
            var (target, mark) = (NameOf(unnamed), settings.Marks.Of(snapshot));
            if (await OwnOrNothing(unnamed, ct) is not { Volume: var volume })
            {
                volume = await SnapshotNamed(existing.ProviderLocation, name, ct);
                if (OwnershipRules.ObjectionToTaking(await ObjectOf(volume, ct), existing.Found, mark) is { } no) throw new StoppedException(new DriverResult.Refused(no));
                await volumes.Retag(volume.Name, [Tags.Of(mark)], Other(volume, Tags.Of(mark)), ct);
                await volumes.Rename(volume.Name, target, ct);
            }
            return new ManagedSnapshot(SizeIn(existing.Options) ?? Math.Max(1, snapshot.SizeGib), DetailsOf(unnamed));
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> UnmanageSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => OnShare(snapshot.Share, async _ =>
    {
        if (await volumes.Find(NameOf(snapshot), ct) is { } sight) await LetGo(sight.Volume, settings.Marks.Of(snapshot), IsNamedAfter(sight.Volume, snapshot.InstanceId), ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> GiveBackSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) => OnShare(snapshot.Share, async _ =>
        await GiveBack(NameOf(snapshot with { Details = new Dictionary<string, string>() }), existing.Found?.Name, settings.Marks.Of(snapshot), ct), ct);

    /// <summary>What was taken over has its old name again, or never lost it; and no mark.</summary>
    async Task GiveBack(string name, string? before, OwnershipMark mark, CancellationToken ct)
    {
        foreach (var place in new[] { name, before }.OfType<string>().Distinct())
        {
            if (await volumes.Find(place, ct) is not { Volume: var volume } || OwnershipRules.Judge(volume.Mark, mark, isProven: false) != Ownership.Ours) continue;
            if (before is not null && place != before && await volumes.Find(before, ct) is null)
            {
                await volumes.Rename(place, before, ct);
                volume = volume with { Name = before };
            }
            await LetGo(volume, mark, isProven: false, ct);
        }
    }

    /// <summary>Nothing of the service stays on what is the row's; what is not is left as it is.</summary>
    async Task LetGo(Volume volume, OwnershipMark mark, bool isProven, CancellationToken ct)
    {
        if (OwnershipRules.Judge(volume.Mark, mark, isProven, volume.IsLetGo) == Ownership.Ours) await volumes.Retag(volume.Name, [Tags.LetGo], Other(volume, Tags.LetGo), ct);
    }

    static IEnumerable<string> Other(Volume volume, string tag) => volume.OwnerTag is { } now && now != tag ? [now] : [];

    /// <summary>The volume that an administrator means, in whatever spelling; nothing is changed.</summary>
    async Task<Sight> Named(string exportPath, CancellationToken ct)
    {
        var all = await volumes.All(ct);
        var path = PathIn(exportPath);
        var found = all.FirstOrDefault(sight => SpellingsOf(sight.Volume.Name).Contains(path))
            ?? throw StoppedException.Refused(MessageDetail.Unknown, $"There is no volume {exportPath} in {options.Group} on {host}.");
        if (!found.Volume.IsOrdinary || found.Volume.Name == options.ThinPool) throw StoppedException.Refused(MessageDetail.Unknown, $"{options.Group}/{found.Volume.Name} is a part or a pool of LVM's; it cannot be a share.");
        if (found.Volume.Pool != (options.ThinPool ?? "")) throw StoppedException.Refused(MessageDetail.Unknown, $"{options.Group}/{found.Volume.Name} is not in {options.ThinPool ?? "the group itself, but in a thin pool"}; this backend's shares are.");
        if (found is { IsCovered: false, Volume.IsOpen: true }) throw StoppedException.Refused(MessageDetail.Unknown, $"{options.Group}/{found.Volume.Name} is in use on {host}: unmount it first.");
        return found;
    }

    IReadOnlyList<string> SpellingsOf(string name) =>
    [
        name, $"{options.Group}/{name}", $"/dev/{options.Group}/{name}", DirectoryOf(name),
        $"/dev/mapper/{options.Group.Replace("-", "--", StringComparison.Ordinal)}-{name.Replace("-", "--", StringComparison.Ordinal)}",
    ];

    async Task<Volume> SnapshotNamed(string location, string share, CancellationToken ct)
    {
        var path = PathIn(location);
        var found = (await volumes.All(ct)).FirstOrDefault(sight => SpellingsOf(sight.Volume.Name).Contains(path))?.Volume;
        return found is not null && found.Origin == share ? found : throw StoppedException.Refused(MessageDetail.Unknown, $"{share} has no snapshot {location} on {host}.");
    }

    /// <summary>What stands behind the address: <c>10.0.0.1:/path</c>, <c>[2001:db8::1]:/path</c>; without steps that lead nowhere.</summary>
    static string PathIn(string text)
    {
        var at = text.IndexOf(":/", StringComparison.Ordinal);
        var path = (at >= 0 ? text[(at + 1)..] : text).Trim();
        var steps = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(step => step != ".");
        return (path.StartsWith('/') ? "/" : "") + string.Join('/', steps);
    }

    static int? SizeIn(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(SizeOption, out var text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
            ? size
            : throw StoppedException.Refused(MessageDetail.Unknown, $"Driver option {SizeOption} is a whole number of GiB, not \"{text}\".");
    }
}
