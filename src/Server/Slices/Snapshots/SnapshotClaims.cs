using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>Which object on which storage a snapshot instance has, and what an administrator means by the name of one. Compared as those of shares.</summary>
public sealed class SnapshotClaims(SnapshotDrivers drivers, SnapshotStore snapshots, ObjectClaims claims)
{
    /// <summary>What the administrator means; null when that cannot be said now: the operation finds out, and compares then.</summary>
    /// <exception cref="ApiRefusal">409: another snapshot of the share may have it, and cannot be looked at now.</exception>
    public async Task<BackendObject?> Find(Snapshot planned, Share share, ExistingSnapshot existing, CancellationToken ct)
    {
        if (await drivers.FindExisting(planned, share, existing, ct) is not DriverResult<BackendObject>.Done { Value: var found }) return null;
        return await Recognize(share, ct) is DriverResult.Unclear unclear ? throw Refusals.Conflict($"{unclear.Why} Try again later.") : found;
    }

    /// <summary>Learns which objects the share's snapshots have where that is not on record.</summary>
    public async Task<DriverResult> Recognize(Share share, CancellationToken ct)
    {
        foreach (var snapshot in await snapshots.Unrecognized(share.Id, ct))
        {
            if (await drivers.Recognize(snapshot, share, ct) is DriverResult.Unclear unclear) return unclear;
        }
        return new DriverResult.Done();
    }

    /// <summary>Who has the object, in words; when nobody has, the instance has it from now on and the answer is null.</summary>
    public async Task<string?> Claim(Tx tx, string instanceId, BackendObject found, CancellationToken ct)
    {
        var owner = await claims.Owner(tx, found, instanceId, ct);
        if (owner is null) await snapshots.Claim(tx, instanceId, found.Identity, ct);
        return owner;
    }
}
