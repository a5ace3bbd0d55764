using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Taking over subvolumes and snapshots that are there already, and letting go of them.</summary>
sealed partial class CephFsDriver : IManaging
{
    const string SizeOption = "size";

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> Find(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
        OnShare(share, async _ => await ObjectOf(await Named(NamedBy(existing.ExportPath), ct), ct), ct);

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> FindSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async name =>
        {
            var found = await Existing(name, ct);
            var tag = SnapshotNamedBy(existing.ProviderLocation);
            if (!(await subvolumes.Snapshots(name, ct)).Contains(tag)) throw StoppedException.Refused(MessageDetail.Unknown, $"Subvolume {name} has no snapshot {tag}.");
            return await SnapshotOf(await ObjectOf(found, ct), name, tag, ct);
        }, ct);

    /// <inheritdoc/>
    /// <remarks>
    /// It is named by the subvolume (<c>NAME</c> or <c>GROUP/NAME</c>), its path <c>/volumes/…</c>, or its whole export location. A
    /// size that is not whole GiB is rounded up; identities that may mount it are cut off.
    /// </remarks>
    public async Task<DriverResult<ManagedShare>> Manage(ShareSpec share, ExistingShare existing, CancellationToken ct = default) =>
        await StoppedException.Caught(async () =>
        {
            var name = NamedBy(existing.ExportPath);
            var adopted = share with { Details = DetailsFor(share, name) };
            return StoppedException.Need(await OnShare(adopted, async _ =>
            {
                var found = await Named(name, ct);
                if (!found.Ready) throw StoppedException.Refused(MessageDetail.Unknown, $"Subvolume {name} is not whole: it is a clone being copied, or one that failed.");
                if (OwnershipRules.ObjectionToTaking(await ObjectOf(found, ct), existing.Found, backend.Settings.Marks.Of(share)) is { } no)
                    throw new StoppedException(new DriverResult.Refused(no));
                var size = SizeOf(found, existing.Options);
                // First the mark: from here on everybody sees whose it is.
                await subvolumes.SetNote(name, OwnerNote, backend.Settings.Marks.Of(share).ToText(), ct);
                seen[(share.InstanceId, name)] = true;
                await Fit(found, size, ct);
                StoppedException.Need(await protocol.Withdraw(adopted, found.Place, ct));
                return new ManagedShare(size, await Created(adopted, found, ct));
            }, ct));
        });

    /// <inheritdoc/>
    public Task<DriverResult> Unmanage(ShareSpec share, CancellationToken ct = default) => OnShare(share, async name =>
    {
        var found = await subvolumes.Find(name, ct);
        var isOurs = found is { Ready: true } && await IsOurs(share, found, ct);
        StoppedException.Need(await protocol.Withdraw(share, isOurs ? found!.Place : null, ct));
        if (isOurs) await TakeMark(share, found!, ct);
    }, ct);

    /// <inheritdoc/>
    public async Task<DriverResult> GiveBack(ShareSpec share, ExistingShare existing, CancellationToken ct = default) => await StoppedException.Caught(async () =>
    {
        // What was never taken carries no mark of this share, and is not touched.
        var proven = share with { Details = DetailsFor(share, NamedBy(existing.ExportPath)), ObjectIdentity = null };
        StoppedException.Need(await Unmanage(proven, ct));
    });

    /// <inheritdoc/>
    public Task<DriverResult<ManagedSnapshot>> ManageSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async name =>
        {
            var found = await Existing(name, ct);
            var tag = SnapshotNamedBy(existing.ProviderLocation);
            if (!(await subvolumes.Snapshots(name, ct)).Contains(tag)) throw StoppedException.Refused(MessageDetail.Unknown, $"Subvolume {name} has no snapshot {tag}.");
            var size = OptionIn(existing.Options) ?? (snapshot.SizeGib > 0 ? snapshot.SizeGib : SizeOf(found, existing.Options));
            IReadOnlyDictionary<string, string> details = tag == snapshot.SnapshotId
                ? NoDetails
                : new Dictionary<string, string> { [SnapshotNameDetail] = tag };
            if (OwnershipRules.ObjectionToTaking(await SnapshotOf(await ObjectOf(found, ct), name, tag, ct), existing.Found, backend.Settings.Marks.Of(snapshot)) is { } no)
                throw new StoppedException(new DriverResult.Refused(no));
            await subvolumes.SetSnapshotNote(name, tag, OwnerNote, backend.Settings.Marks.Of(snapshot).ToText(), ct);
            return new ManagedSnapshot(size, details);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> UnmanageSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => LetGo(snapshot, NameOf(snapshot), ct);

    /// <inheritdoc/>
    public Task<DriverResult> GiveBackSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        LetGo(snapshot, SnapshotNamedBy(existing.ProviderLocation), ct);

    Task<DriverResult> LetGo(SnapshotSpec snapshot, string tag, CancellationToken ct) => OnShare(snapshot.Share, async name =>
    {
        var note = await subvolumes.SnapshotNote(name, tag, OwnerNote, ct);
        var isProven = tag.StartsWith(snapshot.SnapshotId, StringComparison.Ordinal);
        if (OwnershipRules.Judge(OwnershipMark.Read(note), backend.Settings.Marks.Of(snapshot), isProven, OwnershipMark.SaysLetGo(note)) != Ownership.Ours) return;
        if ((await subvolumes.Snapshots(name, ct)).Contains(tag)) await subvolumes.SetSnapshotNote(name, tag, OwnerNote, OwnershipMark.LetGo, ct);
    }, ct);

    async Task<SubvolumeFacts> Named(SubvolumeName name, CancellationToken ct) => await subvolumes.Find(name, ct)
        ?? throw StoppedException.Refused(MessageDetail.Unknown, $"There is no subvolume {name} in file system {await subvolumes.FileSystem(ct)}.");

    /// <summary>The one subvolume that an administrator's words mean: addresses, doubled and trailing slashes, and dots say nothing.</summary>
    static SubvolumeName NamedBy(string exportPath)
    {
        var at = exportPath.IndexOf(":/", StringComparison.Ordinal);
        var path = (at >= 0 ? exportPath[(at + 1)..] : exportPath).Trim();
        var parts = Steps(path);
        if (path.StartsWith('/') || parts is ["volumes", _, _, ..])
        {
            return SubvolumeName.InPath('/' + string.Join('/', parts))
                ?? throw StoppedException.Refused(MessageDetail.Unknown, $"{exportPath} is no path of a subvolume: those are /volumes/GROUP/NAME/….");
        }
        return parts switch
        {
            [var name] => SubvolumeName.Checked(name, null),
            [SubvolumeName.NoGroup, var name] => SubvolumeName.Checked(name, null),
            [var group, var name] => SubvolumeName.Checked(name, group),
            _ => throw StoppedException.Refused(MessageDetail.Unknown, $"{exportPath} names no subvolume: those are NAME, GROUP/NAME, or /volumes/GROUP/NAME/…."),
        };
    }

    static List<string> Steps(string path)
    {
        var steps = new List<string>();
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(step => step != "."))
        {
            if (step != "..") steps.Add(step);
            else if (steps.Count > 0) steps.RemoveAt(steps.Count - 1);
        }
        return steps;
    }

    /// <summary>A snapshot's name, alone or as the last part of <c>….snap/NAME</c> or <c>SUBVOLUME@NAME</c>.</summary>
    static string SnapshotNamedBy(string location) => Steps(location.Trim()) is [.., var last] ? last[(last.LastIndexOf('@') + 1)..] : location;

    static Dictionary<string, string> DetailsFor(ShareSpec share, SubvolumeName name)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { [SubvolumeName.NameDetail] = name.Name };
        if (name.Group is not null && name.Group != share.GroupId) details[SubvolumeName.GroupDetail] = name.Group;
        return details;
    }

    /// <summary>The size in GiB: the quota's, rounded up; without one, what the administrator says.</summary>
    static int SizeOf(SubvolumeFacts found, IReadOnlyDictionary<string, string> options)
    {
        if (found.QuotaBytes is { } quota) return (int)((quota + Gib - 1) / Gib);
        return OptionIn(options) ?? throw StoppedException.Refused(
            MessageDetail.Unknown, $"Subvolume {found.Place.Called} has no size limit: give the share's size with driver option {SizeOption}=N (GiB).");
    }

    static int? OptionIn(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(SizeOption, out var text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
            ? size
            : throw StoppedException.Refused(MessageDetail.Unknown, $"Driver option {SizeOption} is a whole number of GiB, not \"{text}\".");
    }
}
