using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Native;

/// <summary>Letting identities in and cutting them off.</summary>
sealed partial class NativeProtocol
{
    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct) =>
        StoppedException.Caught(() => Apply(share, subvolume, whole, ct));

    /// <inheritdoc/>
    public Task<DriverResult> Ensure(ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct) =>
        StoppedException.Caught(async () =>
        {
            if (!await IsRight(subvolume, whole, ct)) await Apply(share, subvolume, whole, ct);
        });

    async Task<bool> IsRight(Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct)
    {
        var wanted = whole.Where(rule => Refuse(rule) is null).ToDictionary(rule => rule.To, rule => rule.Level, StringComparer.Ordinal);
        var listed = await subvolumes.Authorized(subvolume.Called, ct);
        if (listed.Count != wanted.Count || !wanted.All(rule => listed.TryGetValue(rule.Key, out var level) && level == rule.Value)) return false;
        var written = await subvolumes.Note(subvolume.Called, AccessJournal.Key, ct) ?? "";
        if (written.Length > 0 && written != AccessJournal.Parse(null).With(wanted.Keys, []).ToString()) return false;
        foreach (var (identity, level) in wanted)
            if (await identities.IsDamaged(identity, subvolume, level, ct)) return false;
        return true;
    }

    /// <summary>
    /// Makes the wanted set the whole set: journal first, then those who go, then those who come, then a look at what the cluster
    /// says. Nothing is written where nothing differs.
    /// </summary>
    async Task<IReadOnlyList<RuleOutcome>> Apply(ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> whole, CancellationToken ct)
    {
        var name = subvolume.Called;
        var outcomes = whole.Select(Refuse).OfType<RuleOutcome>().ToList();
        var wanted = whole.Where(rule => outcomes.All(outcome => outcome.RuleId != rule.Id)).ToList();
        var listed = await subvolumes.Authorized(name, ct);
        var written = await subvolumes.Note(name, AccessJournal.Key, ct) ?? "";
        var journal = AccessJournal.Parse(written);

        var lowered = wanted.Where(rule => rule.Level == AccessLevel.Ro && listed.GetValueOrDefault(rule.To, AccessLevel.Ro) == AccessLevel.Rw).Select(rule => rule.To);
        journal = journal.With([.. listed.Keys, .. wanted.Select(rule => rule.To)], lowered);
        written = await Write(name, journal, written, ct);

        foreach (var gone in journal.Entries.Keys.Where(identity => wanted.All(rule => rule.To != identity)))
            await CutOff(share, subvolume, gone, ct);
        foreach (var rule in wanted)
            outcomes.Add(await LetIn(share, subvolume, rule, new Standing(listed.TryGetValue(rule.To, out var level) ? level : null, journal.MustCut(rule.To)), ct));

        await LookAgain(share, subvolume, wanted, outcomes, ct);
        var granted = wanted.Where(rule => outcomes.Any(outcome => outcome.RuleId == rule.Id && outcome.Refused is null)).Select(rule => rule.To);
        await Write(name, AccessJournal.Parse(null).With(granted, []), written, ct);
        return outcomes;
    }

    /// <summary>How an identity stands before the call.</summary>
    /// <param name="Level">What it may do by the cluster's list, or null when it is not there.</param>
    /// <param name="MustCut">Its mounts may do more than they should.</param>
    readonly record struct Standing(AccessLevel? Level, bool MustCut);

    RuleOutcome? Refuse(AccessRule rule)
    {
        if (rule.Type != AccessType.Cephx)
            return new RuleOutcome(rule.Id, new Refusal(MessageDetail.UnsupportedClient, "CephFS knows its clients by cephx identities alone."));
        return identities.WhyForbidden(rule.To) is { } why ? new RuleOutcome(rule.Id, new Refusal(MessageDetail.ForbiddenClient, why)) : null;
    }

    async Task<RuleOutcome> LetIn(ShareSpec share, Subvolume subvolume, AccessRule rule, Standing standing, CancellationToken ct)
    {
        using var turn = await locks.Enter(rule.To, ct);
        try
        {
            var key = standing.Level == rule.Level ? await identities.KeyOf(rule.To, subvolume, rule.Level, ct) : null;
            if (key is null)
            {
                key = await Authorize(share, subvolume, rule, ct);
                identities.Learn(rule.To, key);
            }
            // A session keeps what it could do when it began.
            if (standing.MustCut)
            {
                await subvolumes.Evict(subvolume.Called, rule.To, ct);
                await mounts.Cut(rule.To, subvolume.Path, everything: false, ct);
            }
            return new RuleOutcome(rule.Id, null, key);
        }
        catch (StoppedException stopped) when (stopped.End is DriverResult.Refused { Why.Detail: MessageDetail.ForbiddenClient } no)
        {
            return new RuleOutcome(rule.Id, no.Why);
        }
    }

    /// <summary>
    /// Ceph notes in each file system by itself which identities it made for whom, and takes those of another file system for
    /// somebody else's. Letting one in once more where it is known changes nothing, and is refused when it is another tenant's.
    /// </summary>
    async Task<string> Authorize(ShareSpec share, Subvolume subvolume, AccessRule rule, CancellationToken ct)
    {
        var adopt = false;
        while (true)
        {
            try
            {
                return await subvolumes.Authorize(subvolume.Called, rule.To, rule.Level, share.ProjectId, adopt, ct);
            }
            catch (StoppedException stopped) when (!adopt && stopped.End is DriverResult.Refused { Why.Detail: MessageDetail.ForbiddenClient })
            {
                var known = (await subvolumes.FileSystems(ct)).Count > 1 ? await identities.OtherPlace(rule.To, subvolume.Called, ct) : null;
                if (known is null || known.FileSystem == subvolume.FileSystem || !await GiveBack(known, rule.To, share.ProjectId, adopt: false, ct)) throw;
                adopt = true;
            }
        }
    }

    /// <summary>Whoever loses one of several shares keeps the others: the cluster takes too much, which is given back at once.</summary>
    async Task CutOff(ShareSpec share, Subvolume subvolume, string identity, CancellationToken ct)
    {
        var name = subvolume.Called;
        using var turn = await locks.Enter(identity, ct);
        await subvolumes.Deauthorize(name, identity, ct);
        await subvolumes.Evict(name, identity, ct);
        identities.Forget(identity);
        var place = await identities.OtherPlace(identity, name, ct);
        await mounts.Cut(identity, subvolume.Path, everything: place is null, ct);
        if (place is not { } other) return;
        // One that an administrator made by hand has no tenant.
        if (await GiveBack(other, identity, share.ProjectId, adopt: false, ct) || await GiveBack(other, identity, null, adopt: false, ct)) return;
        backend.Settings.Log.Warn($"client.{identity} may not ask monitors any more, for it was taken from subvolume {name}. "
            + $"It belongs to another tenant; give it back with: ceph fs subvolume authorize {other.FileSystem} {other.Name.Name} {identity} "
            + $"{(other.Level == AccessLevel.Rw ? "rw" : "r")}{(other.Name.Group is { } group ? $" --group_name {group}" : "")} --tenant_id TENANT");
    }

    async Task<bool> GiveBack(OtherPlace place, string identity, string? tenant, bool adopt, CancellationToken ct)
    {
        try
        {
            await subvolumes.In(place.FileSystem).Authorize(place.Name, identity, place.Level, tenant, adopt, ct);
            return true;
        }
        catch (StoppedException stopped) when (stopped.End is DriverResult.Refused { Why.Detail: MessageDetail.ForbiddenClient })
        {
            return false;
        }
    }

    /// <summary>
    /// Reads back. A mgr that died may have forgotten half of what it did: it lists an identity that it no longer knows, and
    /// will not take it away. Such a one is let in once more, whole, and cut off again.
    /// </summary>
    async Task LookAgain(
        ShareSpec share, Subvolume subvolume, IReadOnlyList<AccessRule> wanted, IReadOnlyList<RuleOutcome> outcomes, CancellationToken ct)
    {
        var name = subvolume.Called;
        var granted = wanted.Where(rule => outcomes.Any(outcome => outcome.RuleId == rule.Id && outcome.Refused is null))
            .ToDictionary(rule => rule.To, rule => rule.Level, StringComparer.Ordinal);
        var listed = await subvolumes.Authorized(name, ct);
        foreach (var (identity, level) in listed.Where(one => !granted.ContainsKey(one.Key)))
        {
            var place = new OtherPlace(subvolume.FileSystem, name, level);
            // It may know nothing of the identity any more, which then looks like somebody else's; but it stands in this subvolume's list.
            var whole = await GiveBack(place, identity, share.ProjectId, adopt: false, ct) || await GiveBack(place, identity, null, adopt: false, ct)
                || (identities.WhyForbidden(identity) is null && await GiveBack(place, identity, share.ProjectId, adopt: true, ct));
            if (whole) await CutOff(share, subvolume, identity, ct);
        }
        if (listed.Count != granted.Count) listed = await subvolumes.Authorized(name, ct);
        var same = listed.Count == granted.Count && granted.All(rule => listed.TryGetValue(rule.Key, out var level) && level == rule.Value);
        if (!same)
            throw StoppedException.Unclear($"The cluster lists other identities for subvolume {name} than were set ({string.Join(", ", listed.Keys.Order())}); somebody else sets them, too.");
    }

    async Task<string> Write(SubvolumeName name, AccessJournal journal, string written, CancellationToken ct)
    {
        var text = journal.ToString();
        if (text != written) await subvolumes.SetNote(name, AccessJournal.Key, text, ct);
        return text;
    }
}
