using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs;

/// <summary>Creating, deleting and repairing shares.</summary>
sealed partial class CephFsDriver
{
    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Create(ShareSpec share, CancellationToken ct = default) => OnShare(share, async name =>
    {
        var found = await subvolumes.Find(name, ct);
        if (found is not null) await MustOwn(share, found, ct);
        if (found is { IsWreck: true })
        {
            await subvolumes.Remove(name, ct);
            found = null;
        }
        if (found is null)
        {
            await subvolumes.Create(name, share.SizeGib * Gib, ModeOf(share), ct);
            await subvolumes.SetNote(name, OwnerNote, backend.Settings.Marks.Of(share).ToText(), ct);
            var created = await Created(share, Whole(name, await subvolumes.Place(name, ct)), ct);
            seen[(share.InstanceId, name)] = true;
            return created;
        }
        await Fit(found, share.SizeGib, ct);
        var made = await Existing(name, ct);
        await PutMark(share, made, ct);
        return await Created(share, made, ct);
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> Delete(ShareSpec share, CancellationToken ct = default) =>
        share.Protocol != protocol.Name || share.Pool != PoolName ? Task.FromResult<DriverResult>(new DriverResult.Done()) : OnShare(share, async name =>
        {
            waiting.Forget(name);
            var found = await subvolumes.Find(name, ct);
            if (found is not null) await MustOwn(share, found, ct);
            if (found is { Ready: true, IsWreck: false }) await MustHoldNoSnapshots(name, ct);
            seen.TryRemove((share.InstanceId, name), out _);
            if (found is { Ready: false } && !await Stop(name, ct))
            {
                // Nobody has mounted it, and waiting for the cluster would never end.
                backend.Settings.Log.Warn(Forgotten(name));
                return;
            }
            var withdrawn = await protocol.Withdraw(share, found is { Ready: true } ? found.Place : null, ct);
            // An earlier call that got no answer may act only now.
            if (withdrawn is DriverResult.Refused && found is not null && await subvolumes.Find(name, ct) is null) return;
            StoppedException.Need(withdrawn);
            if (found is not null) await subvolumes.Remove(name, ct);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<CreatedShare>> Ensure(ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async name =>
        {
            // One that is still copied may never be whole.
            var found = await subvolumes.Find(name, ct);
            if (found is { Ready: false, IsWreck: false })
            {
                await MustOwn(share, found, ct);
                await Standing(name, ct);
                found = await subvolumes.Find(name, ct);
            }
            found = Whole(name, found);
            await PutMark(share, found, ct);
            await Fit(found, share.SizeGib, ct);
            StoppedException.Need(await protocol.Ensure(share, found.Place, whole, ct));
            return await Created(share, found, ct);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<RuleOutcome>>> SetAccess(
        ShareSpec share, IReadOnlyList<AccessRule> whole, CancellationToken ct = default) =>
        OnShare(share, async name => StoppedException.Need(await protocol.SetAccess(share, (await Own(share, name, ct)).Place, whole, ct)), ct);

    /// <inheritdoc/>
    public Task<DriverResult<IReadOnlyList<AppliedRule>>> ReadAccess(ShareSpec share, CancellationToken ct = default) =>
        OnShare(share, async name => StoppedException.Need(await protocol.ReadAccess(share, Whole(name, await subvolumes.Place(name, ct)).Place, ct)), ct);

    /// <summary>The cluster removes no subvolume that has snapshots, but only says so when its clients have lost it already.</summary>
    async Task MustHoldNoSnapshots(SubvolumeName name, CancellationToken ct)
    {
        if (await subvolumes.Snapshots(name, ct) is { Count: > 0 } held)
            throw StoppedException.Refused(
                MessageDetail.NotOwned,
                $"Subvolume {name} has snapshots that are not the share's (any more), and would be lost with it: {string.Join(", ", held)}. Nothing was done. Find out whose they are; 'abaca snapshot manage' makes one the share's own, and then it can be deleted as such, and the share after it.");
    }

    /// <summary>The share's subvolume, which must be there, whole and the share's own.</summary>
    async Task<SubvolumeFacts> Own(ShareSpec share, SubvolumeName name, CancellationToken ct)
    {
        // What was seen to be the share's once is believed here, where nothing is destroyed.
        var isKnown = seen.ContainsKey((share.InstanceId, name));
        var found = Whole(name, isKnown ? await subvolumes.Place(name, ct) : await subvolumes.Find(name, ct));
        if (!isKnown) await MustBeOurs(share, found, ct);
        return found;
    }

    /// <summary>Where root is nobody to the NFS server, a top directory that is root's alone would be of no use to anybody.</summary>
    string? ModeOf(ShareSpec share) => protocol.Name == "NFS" && NfsSquashWords.Of(share) != NfsSquash.None ? "777" : null;

    /// <summary>
    /// Gives the subvolume the share's size where it differs. Clients keep to a limit by themselves, and a full share holds a little more than
    /// it: that does not keep the limit from being set, it only lets nobody write.
    /// </summary>
    async Task Fit(SubvolumeFacts found, int sizeGib, CancellationToken ct)
    {
        if (!found.Ready || found.QuotaBytes == sizeGib * Gib) return;
        await subvolumes.Resize(found.Place.Called, sizeGib * Gib, noShrink: false, ct);
    }
}
