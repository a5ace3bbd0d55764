using Abaca.Server.Services;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Calls the driver of a snapshot's backend with what is stored of the snapshot and its share at this moment.</summary>
public sealed class SnapshotDrivers(Backends backends, ShareStore shares, ShareSpecs specs, SnapshotStore snapshots, ObjectClaims claims, Db db)
{
    /// <summary>Takes the snapshot.</summary>
    public async Task<DriverResult<IReadOnlyDictionary<string, string>>> Create(string snapshotId, CancellationToken ct)
    {
        if (await Find(snapshotId, ct) is not { } found) return Gone(snapshotId);
        var able = Able(found.Share, d => d.Snapshots, "takes no snapshots");
        return able.Of is { } taking ? await taking.CreateSnapshot(await specs.Of(found.Snapshot, found.Share, ct), ct) : able.Without;
    }

    /// <summary>Drops the snapshot, also where a move has left its share; one that is nowhere is done.</summary>
    public async Task<DriverResult> Remove(string snapshotId, CancellationToken ct)
    {
        if (await Find(snapshotId, ct) is not { } found || found.Share.ServiceHost.Length == 0) return new DriverResult.Done();
        foreach (var (copy, host) in await snapshots.Elsewhere(snapshotId, ct))
        {
            var there = found.Share with { InstanceId = copy.ShareInstanceId, Host = host };
            if (backends.Find(there.ServiceHost) is not { } other) return NotStarted(there);
            if (other.Snapshots is { } dropping && await dropping.DeleteSnapshot(await specs.Of(copy, there, ct), ct) is var end and not DriverResult.Done) return end;
            ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call: then another worker does the rest
        }
        if (backends.Find(found.Share.ServiceHost) is not { } driver) return NotStarted(found.Share);
        if (driver.Snapshots is not { } taking) return new DriverResult.Done();
        if (await Recognize(found.Snapshot, found.Share, ct) is DriverResult.Unclear unclear) return unclear;
        return await Find(snapshotId, ct) is { } now ? await taking.DeleteSnapshot(await specs.Of(now.Snapshot, now.Share, ct), ct) : new DriverResult.Done();
    }

    /// <summary>
    /// Learns which object a snapshot is where that is not on record and its name does not say it: one that the first release took over. Looks only.
    /// </summary>
    public async Task<DriverResult> Recognize(Snapshot snapshot, Share share, CancellationToken ct)
    {
        if (snapshot.ObjectIdentity is not null || snapshot.Details.Count == 0 || snapshot.Details.Values.Any(name => IsNamedAfter(name, snapshot))) return new DriverResult.Done();
        if (backends.Find(share.ServiceHost) is not { } driver) return NotStarted(share);
        if (driver.Inventory is not { } inventory) return new DriverResult.Done();
        var end = await inventory.Look(await specs.Of(snapshot, share, ct), ct);
        if (end is DriverResult<IReadOnlyList<BackendObject>>.Unclear unclear)
            return new DriverResult.Unclear($"Nobody knows yet what snapshot {snapshot.Id} of share {share.Id} is on its backend: {unclear.Why}");
        if (end is DriverResult<IReadOnlyList<BackendObject>>.Done { Value: [{ Identity: not null } seen, ..] })
        {
            await db.Transaction(async tx =>
            {
                if (await claims.Owner(tx, seen, snapshot.InstanceId, ct) is null) await snapshots.Claim(tx, snapshot.InstanceId, seen.Identity, ct);
            }, ct);
        }
        return new DriverResult.Done();
    }

    static bool IsNamedAfter(string name, Snapshot snapshot) => new[] { snapshot.Id.Text, snapshot.InstanceId }.Any(id =>
        name.Contains(id, StringComparison.Ordinal) || name.Contains(id.Replace('-', '_'), StringComparison.Ordinal));

    /// <summary>Takes the share back to the snapshot, with nobody let in; a repeated call with the same id finds its work done.</summary>
    public async Task<DriverResult> Revert(string snapshotId, string revertId, CancellationToken ct)
    {
        if (await Find(snapshotId, ct) is not { } found) return Gone(snapshotId);
        var able = Able(found.Share, d => d.Reverting, "does not revert shares");
        return able.Of is { } reverting
            ? await reverting.Revert(await specs.Of(found.Share, ct), await specs.Of(found.Snapshot, found.Share, ct), revertId, ct)
            : able.Without;
    }

    /// <summary>Says what an administrator means; nothing changes.</summary>
    public async Task<DriverResult<BackendObject>> FindExisting(Snapshot planned, Share share, ExistingSnapshot existing, CancellationToken ct)
    {
        var able = Able(share, d => d.Managing, "takes over no snapshots");
        return able.Of is { } managing ? await managing.FindSnapshot(await specs.Of(planned, share, ct), existing, ct) : able.Without;
    }

    /// <summary>Takes over a snapshot that lies on the backend already.</summary>
    public async Task<DriverResult<ManagedSnapshot>> Manage(ManageSnapshotState state, CancellationToken ct)
    {
        if (await Find(state.SnapshotId, ct) is not { } found) return Gone(state.SnapshotId);
        var able = Able(found.Share, d => d.Managing, "takes over no snapshots");
        var existing = new ExistingSnapshot(state.ProviderLocation, state.Options) { Found = state.Found };
        return able.Of is { } managing ? await managing.ManageSnapshot(await specs.Of(found.Snapshot, found.Share, ct), existing, ct) : able.Without;
    }

    /// <summary>Takes the taking over back, also when nobody knows whether it happened.</summary>
    public async Task<DriverResult> GiveBack(ManageSnapshotState state, CancellationToken ct)
    {
        if (await Find(state.SnapshotId, ct) is not { } found) return new DriverResult.Done();
        if (backends.Find(found.Share.ServiceHost) is not { } driver) return NotStarted(found.Share);
        if (driver.Managing is not { } managing) return new DriverResult.Done();
        var spec = await specs.Of(found.Snapshot, found.Share, ct);
        if (state.Taken is { } taken) spec = spec with { SizeGib = taken.SizeGib, Details = taken.Details };
        return await managing.GiveBackSnapshot(spec, new ExistingSnapshot(state.ProviderLocation, state.Options) { Found = state.Found }, ct);
    }

    /// <summary>Lets go of the snapshot, which stays where it is.</summary>
    public async Task<DriverResult> Unmanage(UnmanageSnapshotState state, CancellationToken ct)
    {
        if (await Find(state.SnapshotId, ct) is not { } found) return new DriverResult.Done();
        var able = Able(found.Share, d => d.Managing, "does not let go of snapshots");
        if (able.Of is { } managing) return await managing.UnmanageSnapshot(await specs.Of(found.Snapshot, found.Share, ct), ct);
        return state.WasTaken || backends.Find(found.Share.ServiceHost) is null ? able.Without : new DriverResult.Done();
    }

    async Task<Found?> Find(string snapshotId, CancellationToken ct) =>
        await snapshots.Find(snapshotId, ct) is { } snapshot && await shares.Find(snapshot.ShareId, ct) is { } share
            ? new Found(snapshot, share)
            : null;

    static DriverResult Gone(string snapshotId) =>
        new DriverResult.Refused(new Refusal(MessageDetail.Unknown, $"Snapshot {snapshotId} or its share is gone."));

    static DriverResult NotStarted(Share share) => AbsentBackend.Of(share.ServiceHost, $"Share {share.Id}");

    Ability<T> Able<T>(Share share, Func<IShareDriver, T?> ability, string lacking) where T : class =>
        backends.Ability(share.ServiceHost, $"Share {share.Id}", ability, lacking);

    sealed record Found(Snapshot Snapshot, Share Share);
}
