using System.Globalization;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Zfs;

/// <summary>Taking over datasets and snapshots that are there already, and letting go of them.</summary>
sealed partial class ZfsDriver : IManaging
{
    const string SizeOption = "size";

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> Find(ShareSpec share, ExistingShare existing, CancellationToken ct = default) => OnShare(share, async _ =>
    {
        var named = await Named(existing.ExportPath, EntryOf(share.Pool), ct);
        return await ObjectOf(await datasets.Find(named, ct) ?? throw StoppedException.Unclear($"{named} was there a moment ago."), ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<BackendObject>> FindSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async dataset =>
        {
            var tag = TagIn(existing.ProviderLocation, dataset);
            return await ObjectOf(await datasets.FindSnapshot(dataset, tag, ct) ?? throw StoppedException.Refused(MessageDetail.Unknown, $"{dataset} has no snapshot {tag}."), ct);
        }, ct);

    /// <inheritdoc/>
    /// <remarks>
    /// It is named by the dataset (<c>pool/…/name</c>), the directory where it is mounted, or its whole export location. It is renamed
    /// as Manila renames it, so its export location changes. A size that nobody says is what is in use, rounded down, and one more.
    /// </remarks>
    public Task<DriverResult<ManagedShare>> Manage(ShareSpec share, ExistingShare existing, CancellationToken ct = default)
    {
        var unnamed = share with { Details = new Dictionary<string, string>() };
        return OnShare(unnamed, async target =>
        {
            var facts = await OwnOrNothing(unnamed, target, ct);
            if (facts is null)
            {
                var found = await Named(existing.ExportPath, EntryOf(share.Pool), ct);
                var now = await ObjectOf(await datasets.Find(found, ct) ?? throw StoppedException.Unclear($"{found} was there a moment ago."), ct);
                if (OwnershipRules.ObjectionToTaking(now, existing.Found, settings.Marks.Of(share)) is { } no) throw new StoppedException(new DriverResult.Refused(no));
                // First the mark: from here on everybody sees whose it is, and a call that is cut off finds it again.
                await datasets.Mark(found.Name, MarkOf(share), ct);
                await datasets.Rename(found, target, ct);
                facts = await Existing(unnamed, target, ct);
            }
            var size = SizeIn(existing.Options) ?? (int)(facts.Referenced / Gib) + 1;
            if (facts.Referenced > (size * Gib) + DatasetFacts.Overfull)
                throw StoppedException.Refused(MessageDetail.Unknown, $"{target} holds more than {size} GiB; give a larger {SizeOption}.");
            await datasets.Set(target, "sharenfs", "off", ct);
            await datasets.Set(target, "readonly", "off", ct);
            foreach (var property in options.Creation) await datasets.Set(target, property.Name, property.Value, ct);
            return new ManagedShare(size, await Standing(unnamed with { SizeGib = size }, target, ct));
        }, ct);
    }

    /// <inheritdoc/>
    public Task<DriverResult> Unmanage(ShareSpec share, CancellationToken ct = default) => OnShare(share, async dataset =>
    {
        await exports.Forget(share.InstanceId, ct);
        if (await datasets.Find(dataset, ct) is { } facts) await LetGo(share, dataset, facts, ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> GiveBack(ShareSpec share, ExistingShare existing, CancellationToken ct = default) => OnShare(share, async dataset =>
    {
        await exports.Forget(share.InstanceId, ct);
        var before = existing.Found is { } found ? Dataset.Parse(found.Name) : null;
        if (await datasets.Find(dataset, ct) is { } facts && OwnershipRules.Judge(facts.Mark, settings.Marks.Of(share), isProven: false) == Ownership.Ours)
        {
            if (before is { } name && await datasets.Find(name, ct) is null) await datasets.Rename(dataset, name, ct);
            else await LetGo(share, dataset, facts, ct);
        }
        // It has its old name (again), or never lost it.
        if (before is { } old && await datasets.Find(old, ct) is { } there && OwnershipRules.Judge(there.Mark, settings.Marks.Of(share), isProven: false) == Ownership.Ours)
            await LetGo(share, old, there, ct);
    }, ct);

    /// <summary>Nothing of the service stays on what is the row's; what is not is left as it is.</summary>
    async Task LetGo(ShareSpec share, Dataset dataset, DatasetFacts facts, CancellationToken ct)
    {
        if (OwnershipRules.Judge(facts.Mark, settings.Marks.Of(share), IsNamedAfter(facts.Name, share.InstanceId), facts.IsLetGo) != Ownership.Ours) return;
        if (options.UsesShareNfs) await datasets.Set(dataset, "sharenfs", "off", ct);
        await datasets.Unmark(dataset.Name, ct);
    }

    /// <inheritdoc/>
    /// <remarks>Named by <c>dataset@tag</c> or the tag alone; it is renamed as Manila renames it.</remarks>
    public Task<DriverResult<ManagedSnapshot>> ManageSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) =>
        OnShare(snapshot.Share, async dataset =>
        {
            var unnamed = snapshot with { Details = new Dictionary<string, string>() };
            var (tag, wanted) = (TagIn(existing.ProviderLocation, dataset), TagOf(unnamed));
            var content = await datasets.FindSnapshot(dataset, wanted, ct);
            if (content is not null) MustOwn(unnamed, content);
            else
            {
                content = await datasets.FindSnapshot(dataset, tag, ct) ?? throw StoppedException.Refused(MessageDetail.Unknown, $"{dataset} has no snapshot {tag}.");
                if (OwnershipRules.ObjectionToTaking(await ObjectOf(content, ct), existing.Found, settings.Marks.Of(snapshot)) is { } no)
                    throw new StoppedException(new DriverResult.Refused(no));
                await datasets.Mark(dataset.At(tag), MarkOf(snapshot), ct);
                await datasets.RenameSnapshot(dataset, tag, wanted, ct);
            }
            return new ManagedSnapshot(SizeIn(existing.Options) ?? Math.Max(snapshot.SizeGib, (int)((content.Referenced - DatasetFacts.Overfull) / Gib) + 1), DetailsOf(unnamed));
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> UnmanageSnapshot(SnapshotSpec snapshot, CancellationToken ct = default) => OnShare(snapshot.Share, async dataset =>
    {
        if (await datasets.FindSnapshot(dataset, TagOf(snapshot), ct) is { } facts
            && OwnershipRules.Judge(facts.Mark, settings.Marks.Of(snapshot), IsProven(snapshot, facts), facts.IsLetGo) == Ownership.Ours) await datasets.Unmark(dataset.At(TagOf(snapshot)), ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> GiveBackSnapshot(SnapshotSpec snapshot, ExistingSnapshot existing, CancellationToken ct = default) => OnShare(snapshot.Share, async dataset =>
    {
        var wanted = TagOf(snapshot with { Details = new Dictionary<string, string>() });
        var before = existing.Found is { } found ? found.Name[(found.Name.IndexOf('@') + 1)..] : wanted;
        foreach (var tag in new[] { wanted, before }.Distinct())
        {
            if (await datasets.FindSnapshot(dataset, tag, ct) is not { Mark: { } mark } || !mark.IsSameOwner(settings.Marks.Of(snapshot))) continue;
            if (tag != before) await datasets.RenameSnapshot(dataset, tag, before, ct);
            await datasets.Unmark(dataset.At(before), ct);
        }
    }, ct);

    /// <summary>The dataset that an administrator means, by its name or by where it is mounted, in whatever spelling; nothing is changed.</summary>
    async Task<Dataset> Named(string exportPath, PoolEntry entry, CancellationToken ct)
    {
        var listed = await datasets.Below(entry.Root, "mountpoint", "filesystem", ct);
        var found = await NamedAmong(listed, Path(exportPath), ct)
            ?? throw StoppedException.Refused(MessageDetail.Unknown, $"There is no dataset {exportPath} in {entry.Root} on {host}.");
        await MustBeNobodysRoot(found.Name, ct);
        if (listed.FirstOrDefault(facts => facts.Name.StartsWith(found.Name + "/", StringComparison.Ordinal)) is { } child)
            throw StoppedException.Refused(MessageDetail.Unknown, $"{found.Name} holds another dataset, {child.Name}; a share cannot.");
        return Dataset.Parse(found.Name) ?? throw StoppedException.Refused(MessageDetail.Unknown, $"\"{found.Name}\" is a name that Abaca does not take; rename the dataset first.");
    }

    /// <summary>Where any backend of this service makes its shares, or what such a place lies in, is no share, though it may be empty.</summary>
    async Task MustBeNobodysRoot(string name, CancellationToken ct)
    {
        foreach (var other in neighbours.All.Append(this))
        {
            foreach (var entry in other.options.Pools.Where(entry => entry.Root == name || entry.Root.StartsWith(name + "/", StringComparison.Ordinal)))
            {
                if (await IsSamePool(other, entry.Pool, ct))
                    throw StoppedException.Refused(MessageDetail.Unknown, $"{name} {(entry.Root == name ? "is" : $"holds {entry.Root}, which is")} where backend {other.settings.Section} makes its shares; it cannot be one.");
            }
        }
    }

    /// <summary>File servers call different pools by one name. One that does not say which it has may have this one.</summary>
    async Task<bool> IsSamePool(ZfsDriver other, string pool, CancellationToken ct) =>
        other == this || !other.calls.HasStarted || await StoppedException.Caught(() => other.Storage(pool, ct)) is not DriverResult<string>.Done its || its.Value == await Storage(pool, ct);

    async Task<DatasetFacts?> NamedAmong(IReadOnlyList<DatasetFacts> listed, string path, CancellationToken ct)
    {
        DatasetFacts? MountedAt(string directory) => listed.FirstOrDefault(facts => facts.Mountpoint.StartsWith('/') && Plain(facts.Mountpoint) == directory);

        var name = Plain(path).TrimStart('/');
        if (listed.FirstOrDefault(facts => facts.Name == name) is { } named) return named;
        if (!path.StartsWith('/')) return null;
        if (MountedAt(Plain(path)) is { } mounted) return mounted;
        // A path through symbolic links: where it leads to on the file server.
        var run = await host.Run(["readlink", "-e", "--", path], ct);
        return run.Failed || run.Output.Trim() is not ['/', ..] real ? null : MountedAt(Plain(real));
    }

    /// <summary>What stands behind the address: <c>10.0.0.1:/path</c>, <c>[2001:db8::1]:/path</c>, <c>name:2049:/path</c>.</summary>
    static string Path(string exportPath)
    {
        var at = exportPath.IndexOf(":/", StringComparison.Ordinal);
        return (at >= 0 ? exportPath[(at + 1)..] : exportPath).Trim();
    }

    /// <summary>A path without steps that lead nowhere.</summary>
    static string Plain(string path)
    {
        var steps = new List<string>();
        foreach (var step in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(step => step != "."))
        {
            if (step != "..") steps.Add(step);
            else if (steps.Count > 0) steps.RemoveAt(steps.Count - 1);
        }
        return '/' + string.Join('/', steps);
    }

    /// <summary>The tag in <c>dataset@tag</c>, or the tag alone; another dataset's is refused.</summary>
    static string TagIn(string location, Dataset dataset)
    {
        var (text, at) = (location.Trim(), location.Trim().LastIndexOf('@'));
        if (at >= 0 && Plain(text[..at]).TrimStart('/') != dataset.Name)
            throw StoppedException.Refused(MessageDetail.Unknown, $"{location} is no snapshot of {dataset}.");
        var tag = text[(at + 1)..].Trim('/');
        return Dataset.IsGoodPart(tag) ? tag : throw StoppedException.Refused(MessageDetail.Unknown, $"\"{location}\" is no name of a snapshot.");
    }

    static int? SizeIn(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(SizeOption, out var text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0
            ? size
            : throw StoppedException.Refused(MessageDetail.Unknown, $"Driver option {SizeOption} is a whole number of GiB, not \"{text}\".");
    }
}
