using Abaca.Server.Services;

namespace Abaca.Server.Shares;

/// <summary>Looks up what a share is to be made of, and enters it if it is free. The row has the object from then on, before the driver acts.</summary>
public sealed class ManagedRows(
    Backends backends, ShareStore shares, ShareSpecs specs, ExportLocationStore exports, ObjectClaims claims, Recognition recognition)
{
    /// <summary>
    /// What the administrator means; null when that cannot be said now (no such thing, a backend that does not answer or is served elsewhere): the
    /// operation finds out, and compares then.
    /// </summary>
    /// <exception cref="ApiRefusal">409: another share of this service may have it, and cannot be looked at now.</exception>
    public async Task<BackendObject?> Find(Share share, ExistingShare existing, CancellationToken ct)
    {
        if (backends.Find(share.ServiceHost) is not { Managing: { } managing } driver) return null;
        if (await managing.Find(await specs.Of(share, ct), existing, ct) is not DriverResult<BackendObject>.Done { Value: var found }) return null;
        return await recognition.RecognizeAlike(driver, ct) is DriverResult.Unclear unclear ? throw Refusals.Conflict($"{unclear.Why} Try again later.") : found;
    }

    /// <summary>Enters the share with what it is to be made of.</summary>
    /// <exception cref="ApiRefusal">409: it is something's of this service, or carries another owner's mark.</exception>
    public async Task Insert(Tx tx, Share share, string path, BackendObject? found, CancellationToken ct)
    {
        if (await exports.IsOn(tx, share.ServiceHost, path, ct)) throw Refusals.Conflict($"{path} on {share.ServiceHost} is a share of this service already.");
        if (found is not null && await claims.Owner(tx, found, share.InstanceId.Text, ct) is { } owner)
        {
            throw Refusals.Conflict($"{path} on {share.ServiceHost} is {found.Name}, which belongs to {owner} already. Nothing was done to it.");
        }
        await shares.Insert(tx, share, new Dictionary<string, string>(), ct);
        await claims.Claim(tx, share.InstanceId, found?.Identity, ct);
        await exports.Replace(tx, share.InstanceId, [new ExportLocation(path, Preferred: false, AdminOnly: false, new Dictionary<string, string>())], ct);
    }
}
