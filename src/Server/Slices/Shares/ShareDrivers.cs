using Abaca.Server.Services;

namespace Abaca.Server.Shares;

/// <summary>Calls the driver of a share's backend with what is stored of the share at this moment.</summary>
public sealed class ShareDrivers(Backends backends, ShareStore shares, ShareSpecs specs, ShareSources sources,
    ShareDependents dependents, Recognition recognition)
{
    /// <summary>Makes the share, from its snapshot when it has one, be it one of its own or of a group.</summary>
    public async Task<DriverResult<CreatedShare>> Create(string shareId, CancellationToken ct)
    {
        var found = await Find(shareId, ct);
        if (found.Driver is not { } driver) return found.Absent;
        var spec = await specs.Of(found.Share!, ct);
        if ((found.Share!.SnapshotId ?? found.Share.SourceGroupSnapshotMemberId) is not { } snapshotId) return await driver.Create(spec, ct);
        if (driver.Cloning is not { } cloning)
        {
            return new DriverResult.Refused(new Refusal(MessageDetail.DriverFailedCreatingFromSnapshot, $"Backend {found.Share.ServiceHost} makes no shares from snapshots."));
        }
        if (await SourceOf(found.Share, ct) is not { } source)
        {
            // It may go as soon as the copy is whole; then the share is there.
            var there = await driver.Ensure(spec, [], ct);
            return there is not DriverResult<CreatedShare>.Refused
                ? there
                : new DriverResult.Refused(new Refusal(MessageDetail.DriverFailedCreatingFromSnapshot, $"Snapshot {snapshotId} is gone."));
        }
        return await cloning.CreateFromSnapshot(spec, source, ct);
    }

    /// <summary>Removes the share from its backend, and from any other that a move has brought it to; a share that is nowhere is done.</summary>
    public async Task<DriverResult> Remove(string shareId, CancellationToken ct)
    {
        var found = await Find(shareId, ct);
        if (found.Share is null or { Host: null or "" }) return new DriverResult.Done();
        if (await dependents.RemoveElsewhere(found.Share, ct) is var others and not DriverResult.Done) return others;
        return found.Driver is { } driver ? await Remove(driver, found.Share, ct) : found.Absent;
    }

    async Task<DriverResult> Remove(IShareDriver driver, Share share, CancellationToken ct)
    {
        // One that never came into care, since its size was never learnt, is let go of: what lies there was there before.
        if (share.Size == 0 && driver.Managing is { } managing) return await managing.Unmanage(await specs.Of(share, ct), ct);
        if (await recognition.Recognize(driver, share, ct) is var looked and not DriverResult.Done) return looked;
        return await recognition.Contested(share, ct) is { } why
            ? new DriverResult.Refused(new Refusal(MessageDetail.NotOwned, why))
            : await driver.Delete(await specs.Of(share, ct), ct);
    }

    /// <summary>How far the copy behind a share from a snapshot has come, in percent.</summary>
    public async Task<DriverResult<int>> Progress(string shareId, CancellationToken ct)
    {
        var found = await Find(shareId, ct);
        if (found.Driver?.Cloning is not { } cloning) return found.Absent;
        return await cloning.Progress(await specs.Of(found.Share!, ct), ct);
    }

    /// <summary>Grows the share to a size in GiB.</summary>
    public Task<DriverResult> Extend(string shareId, int sizeGib, CancellationToken ct) => Resize(
        shareId, MessageDetail.DriverFailedExtend, (resizing, spec) => resizing.Extend(spec, sizeGib, ct), ct);

    /// <summary>Shrinks the share to a size in GiB.</summary>
    public Task<DriverResult> Shrink(string shareId, int sizeGib, CancellationToken ct) => Resize(
        shareId, MessageDetail.DriverNotShrinking, (resizing, spec) => resizing.Shrink(spec, sizeGib, ct), ct);

    /// <summary>Says what an administrator means; nothing changes.</summary>
    public async Task<DriverResult<BackendObject>> FindExisting(ManageShareState state, CancellationToken ct)
    {
        var (share, able) = await Able(state.ShareId, d => d.Managing, "takes over no shares", null, ct);
        return able.Of is { } managing
            ? await managing.Find(await specs.Of(share!, ct), new ExistingShare(state.ExportPath, state.Options), ct)
            : able.Without;
    }

    /// <summary>Takes over what lies on the backend already.</summary>
    public async Task<DriverResult<ManagedShare>> Manage(ManageShareState state, CancellationToken ct)
    {
        var (share, able) = await Able(state.ShareId, d => d.Managing, "takes over no shares", null, ct);
        return able.Of is { } managing
            ? await managing.Manage(await specs.Of(share!, ct), new ExistingShare(state.ExportPath, state.Options) { Found = state.Found }, ct)
            : able.Without;
    }

    /// <summary>Takes the taking over back, also when nobody knows whether it happened.</summary>
    public async Task<DriverResult> GiveBack(ManageShareState state, CancellationToken ct)
    {
        var found = await Find(state.ShareId, ct);
        if (found.Share is null) return new DriverResult.Done();
        if (found.Driver is not { } driver) return found.Absent;
        if (driver.Managing is not { } managing) return new DriverResult.Done();
        var spec = await specs.Of(found.Share, ct);
        if (state.Taken is { } taken) spec = spec with { SizeGib = taken.SizeGib, Details = taken.Share.Details };
        return await managing.GiveBack(spec, new ExistingShare(state.ExportPath, state.Options) { Found = state.Found }, ct);
    }

    /// <summary>Lets go of the share, which stays where it is; what a move has left elsewhere is removed.</summary>
    public async Task<DriverResult> Unmanage(UnmanageShareState state, CancellationToken ct)
    {
        var found = await Find(state.ShareId, ct);
        if (found.Share is null) return new DriverResult.Done();
        if (found.Driver is not { } driver) return found.Absent;
        if (await dependents.RemoveElsewhere(found.Share, ct) is var others and not DriverResult.Done) return others;
        if (driver.Managing is { } managing)
        {
            return await recognition.Recognize(driver, found.Share, ct) is DriverResult.Unclear unclear
                ? unclear
                : await managing.Unmanage(await specs.Of(found.Share, ct), ct);
        }
        return state.WasTaken
            ? new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Backend {found.Share.ServiceHost} does not let go of shares."))
            : new DriverResult.Done();
    }

    async Task<DriverResult> Resize(string shareId, MessageDetail cannot, Func<IResizing, ShareSpec, Task<DriverResult>> call, CancellationToken ct)
    {
        var (share, able) = await Able(shareId, d => d.Resizing, "does not resize shares", cannot, ct);
        return able.Of is { } resizing ? await call(resizing, await specs.Of(share!, ct)) : able.Without;
    }

    async Task<SnapshotSpec?> SourceOf(Share share, CancellationToken ct) =>
        await sources.Of(share, ct) is { } source && await shares.Find(source.Parent, ct) is { } parent ? await source.Spec(parent, ct) : null;

    async Task<Found> Find(string shareId, CancellationToken ct)
    {
        var share = await shares.Find(shareId, ct);
        var driver = share is null ? null : backends.Find(share.ServiceHost);
        return new Found(share, driver, share is null ? new DriverResult.Unclear($"Share {shareId} is gone.") : AbsentBackend.Of(share.ServiceHost, $"Share {shareId}"));
    }

    async Task<(Share? Share, Ability<T> Ability)> Able<T>(
        string shareId, Func<IShareDriver, T?> ability, string lacking, MessageDetail? detail, CancellationToken ct) where T : class =>
        await shares.Find(shareId, ct) is { } share
            ? (share, backends.Ability(share.ServiceHost, $"Share {share.Id}", ability, lacking, detail))
            : (null, new Ability<T>(null, new DriverResult.Unclear($"Share {shareId} is gone.")));

    sealed record Found(Share? Share, IShareDriver? Driver, DriverResult Absent);
}
