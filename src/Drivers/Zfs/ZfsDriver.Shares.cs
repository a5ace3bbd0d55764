using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Drivers.KernelNfs;

namespace Abaca.Drivers.Zfs;

/// <summary>Creating, deleting and repairing shares.</summary>
sealed partial class ZfsDriver
{
    /// <summary>An empty dataset refers to less than this, in bytes.</summary>
    const long NoContent = 1 << 20;

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) => OnShare(share, async dataset =>
    {
        try
        {
            var made = await Make(share, dataset, ct);
            refusals.TryRemove(dataset.Pool, out _);
            return made;
        }
        catch (StoppedException stopped) when (stopped.End is DriverResult.Refused no)
        {
            refusals[dataset.Pool] = no.Why.Text;
            await LeaveNothing(share, dataset, ct);
            throw;
        }
    }, ct);

    async Task<CreatedShare> Make(ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        var isNew = await datasets.Create(dataset, PropertiesOf(share), ct);
        var made = isNew ? await datasets.Find(dataset, ct, Datasets.Place) : null;
        if (made is { ReadOnly: true })
            throw StoppedException.Refused(MessageDetail.BackendNotReady, $"{EntryOf(dataset).Root} is read-only, and so are new shares in it: look at zfs get readonly {EntryOf(dataset).Root}.");
        var created = made is { MountsItself: true } ? await Created(dataset, made, ct) : await Standing(share, dataset, ct);
        await OpenTop(share, dataset, isNew, ct);
        return created;
    }

    /// <summary>What was refused leaves nothing behind: another pool may be tried, and nobody would come back for it. What holds anything stays.</summary>
    async Task LeaveNothing(ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        if (await datasets.Find(dataset, ct) is not { } facts || facts.Mark != settings.Marks.Of(share) || facts.Referenced > NoContent) return;
        await MustHoldOnlyOwn(share, dataset, new HashSet<string>(), ct);
        await datasets.Destroy(dataset, ct);
    }

    /// <inheritdoc/>
    public Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default) => Delete(share, new HashSet<string>(), ct);

    async Task<DriverResult> Delete(ShareSpec share, IReadOnlySet<string> copied, CancellationToken ct)
    {
        if (share.Protocol != "NFS" || options.Pools.All(entry => entry.Pool != share.Pool)) return new DriverResult.Done();
        return await OnShare(share, async dataset =>
        {
            // All that may speak against it, before the first step.
            if (await OwnOrNothing(share, dataset, ct) is not null) await MustHoldOnlyOwn(share, dataset, copied, ct);
            var heir = await OwnOrNothing(share, HeirOf(dataset), ct) is { RevertId.Length: > 0 };
            if (heir) await MustHoldOnlyOwn(share, HeirOf(dataset), copied, ct);
            await exports.Forget(share.InstanceId, ct);
            await copies.Stop(dataset);
            if (!await datasets.Destroy(dataset, ct)) await datasets.MustHave(EntryOf(dataset), ct);
            // Left by a way back to a snapshot that was broken off.
            if (heir) await datasets.Destroy(HeirOf(dataset), ct);
        }, ct);
    }

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async dataset =>
        {
            var facts = await Existing(share, dataset, ct);
            await PutMark(share, dataset, facts, ct);
            await Limit(dataset, facts, share.SizeGib, ct);
            if (!facts.Mounted) await datasets.Mount(dataset, ct);
            // From a time when sharenfs was used, Manila's among them.
            if (!options.UsesShareNfs && facts.SharedByZfs) await datasets.Set(dataset, "sharenfs", "off", ct);
            await exports.Set(() => Task.FromResult(new ExportedShare(share.InstanceId, dataset.Name, facts.Mountpoint)), WantedClients.Of(whole, exports.Problem, NfsSquashWords.Of(share)).Clients, ct);
            return await Created(dataset, facts, ct);
        }, ct);

    /// <summary>A new dataset's top is root's alone, so where root is nobody to the server, nobody could write. Later its mode is its users' business.</summary>
    async Task OpenTop(ShareSpec share, Dataset dataset, bool isNew, CancellationToken ct)
    {
        if (NfsSquashWords.Of(share) == NfsSquash.None) return;
        var path = (await datasets.Find(dataset, ct, Datasets.Place) ?? await Existing(share, dataset, ct)).Mountpoint;
        var run = await host.Run(host.AsRoot("chmod", ["0777", path]), ct);
        if (!run.Failed) return;
        if (run.End != CommandEnd.Exited || !isNew) throw ZfsWords.Stop(run, $"opening {path}");
        await datasets.Destroy(dataset, ct);
        throw StoppedException.Refused(
            MessageDetail.Unknown,
            $"{host} does not let Abaca open {path} to the users of a share type with {NfsSquashWords.Spec}: the rule for chmod that `abaca config zfs-host --sudoers` prints is missing there, or sudo is older than 1.9.10 ({run.Cause}).");
    }

    /// <summary>The share after it was made: looked at, mounted, and with its export locations.</summary>
    async Task<CreatedShare> Standing(ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        var facts = await datasets.Find(dataset, ct);
        if (facts is null)
        {
            await datasets.MustHave(EntryOf(dataset), ct);
            throw StoppedException.Unclear($"{dataset} was made and is not there.");
        }
        await PutMark(share, dataset, facts, ct);
        await Limit(dataset, facts, share.SizeGib, ct);
        if (!facts.Mounted) await datasets.Mount(dataset, ct);
        return await Created(dataset, facts, ct);
    }

    async Task<CreatedShare> Created(Dataset dataset, DatasetFacts facts, CancellationToken ct)
    {
        if (!facts.Mountpoint.StartsWith('/'))
            throw StoppedException.Refused(MessageDetail.Unknown, $"{dataset} has the mount point \"{facts.Mountpoint}\"; the datasets that shares are made in need one (zfs set mountpoint=/… {EntryOf(dataset).Root}).");
        return new CreatedShare(LocationsOf(facts.Mountpoint), new Dictionary<string, string> { [DatasetDetail] = dataset.Name })
        {
            Identity = $"{await Storage(dataset.Pool, ct)}:{facts.Guid}",
        };
    }

    List<ExportLocation> LocationsOf(string path) =>
    [
        new($"{Bracketed(options.ExportAddress)}:{path}", true, false, new Dictionary<string, string>()),
        .. options.ServiceAddress == options.ExportAddress ? [] : new[] { new ExportLocation($"{Bracketed(options.ServiceAddress)}:{path}", false, true, new Dictionary<string, string>()) },
    ];

    static string Bracketed(string address) => IsV6(address) ? $"[{address}]" : address;

    /// <summary>
    /// Makes it harmless, and sets the size where it differs. What is full holds a little more than its limit, and ZFS sets none below that: the limit is then what
    /// is in use, so that nothing more can be written, until some of it goes. Manila limited with <c>quota</c>, which counts snapshots, too;
    /// that goes.
    /// </summary>
    async Task Limit(Dataset dataset, DatasetFacts facts, int sizeGib, CancellationToken ct)
    {
        await datasets.Disarm(dataset, facts, ct);
        var (size, least) = (sizeGib * Gib, Math.Max(sizeGib * Gib, facts.Referenced));
        if (facts.RefQuota < size || facts.RefQuota > least) await datasets.Set(dataset, "refquota", least.ToString(CultureInfo.InvariantCulture), ct);
        if (facts.Quota != 0) await datasets.Set(dataset, "quota", "none", ct);
    }

    /// <summary>Gives what was copied here the properties of the share, its size last.</summary>
    async Task Dress(ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        foreach (var property in PropertiesOf(share).Where(property => property.Name != "refquota")) await datasets.Set(dataset, property.Name, property.Value, ct);
        await Limit(dataset, await Existing(share, dataset, ct), share.SizeGib, ct);
    }

    /// <summary>The row's dataset as it is; one that is missing, or another's, stops the call.</summary>
    async Task<DatasetFacts> Existing(ShareSpec share, Dataset dataset, CancellationToken ct)
    {
        if (await OwnOrNothing(share, dataset, ct) is { } found) return found;
        if (await OwnOrNothing(share, HeirOf(dataset), ct) is not null)
        {
            await datasets.Rename(HeirOf(dataset), dataset, ct);
            return await datasets.Find(dataset, ct) ?? throw StoppedException.Unclear($"{dataset} was renamed and is not there.");
        }
        if (copies.Knows(dataset)) throw StoppedException.Unclear($"{dataset} is still being copied.");
        await datasets.MustHave(EntryOf(dataset), ct);
        throw StoppedException.Refused(MessageDetail.Unknown, $"{dataset} is not on {host}: the share was removed behind Abaca's back.");
    }

    /// <summary>Properties of a new dataset: size, what the operator configured, and what the share type asks for.</summary>
    IReadOnlyList<ZfsProperty> PropertiesOf(ShareSpec share)
    {
        var properties = options.Creation.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal);
        if (share.ExtraSpecs.TryGetValue("dedupe", out var dedupe) || share.ExtraSpecs.TryGetValue("capabilities:dedupe", out dedupe))
            Prefer(properties, "dedup", IsTrue(dedupe) ? "on" : "off");
        if (share.ExtraSpecs.TryGetValue("zfsonlinux:compression", out var compression)) Prefer(properties, "compression", compression);
        return [new ZfsProperty("refquota", Datasets.Gib(share.SizeGib)), .. Datasets.Harmless, MarkOf(share), .. properties.Select(pair => new ZfsProperty(pair.Key, pair.Value))];
    }

    /// <summary>What a share type asks for; what the operator has switched off, or on, for the whole backend stays so.</summary>
    void Prefer(Dictionary<string, string> properties, string property, string value)
    {
        var configured = options.Creation.LastOrDefault(found => found.Name == property);
        if (configured is not null && (configured.Value == "off") != (value == "off"))
            throw StoppedException.Refused(MessageDetail.NoValidHost, $"The share type asks for {property}={value}; zfs_dataset_creation_options of this backend say {configured}.");
        properties[property] = value;
    }

    static bool IsTrue(string spec) => spec.Replace("<is>", "", StringComparison.Ordinal).Trim().ToLowerInvariant() is "true" or "yes" or "on" or "1";
}
