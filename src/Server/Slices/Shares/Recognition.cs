using Abaca.Server.Services;

namespace Abaca.Server.Shares;

/// <summary>
/// Learns which object a share has where that is not on record: shares of the first release, and objects that have become others. Looks only;
/// nothing on the backend changes.
/// </summary>
public sealed class Recognition(
    Backends backends, ShareStore shares, ShareInstanceStore instances, ShareSpecs specs, ObjectClaims claims, ExportLocationStore exports, Db db)
{
    const int PageSize = 100;

    /// <summary>Looks at the share where its object is not known, and keeps what was seen. What belongs to another row is not kept.</summary>
    /// <returns>How the look ended; nothing there is done.</returns>
    public async Task<DriverResult> Recognize(IShareDriver driver, Share share, CancellationToken ct)
    {
        if (driver.Inventory is not { } inventory || await claims.Of(share.InstanceId, ct) is not { Identity: null, Contested: null }) return new DriverResult.Done();
        var end = await inventory.Look(await specs.Of(share, ct), ct);
        if (end is not DriverResult<IReadOnlyList<BackendObject>>.Done { Value: var found }) return end.WithoutValue();
        if (found.FirstOrDefault(o => o.Kind == "share") is { Identity: not null } seen)
        {
            await db.Transaction(async tx =>
            {
                if (await claims.Owner(tx, seen with { Identity = null }, share.InstanceId.Text, ct) is null) await claims.Claim(tx, share.InstanceId, seen.Identity, ct);
            }, ct);
        }
        return new DriverResult.Done();
    }

    /// <summary>Keeps what the driver has found: where clients reach the share, and which object it has.</summary>
    public async Task Keep(Share share, CreatedShare found, CancellationToken ct)
    {
        var known = await exports.Of(share.InstanceId, ct);
        if (!known.Select(k => k.Path).SequenceEqual(found.Exports.Select(e => e.Path), StringComparer.Ordinal))
        {
            await db.Transaction(async tx =>
            {
                // A deletion by force waits for nobody.
                if (await instances.Find(tx, share.InstanceId, ct) is not null) await exports.Replace(tx, share.InstanceId, found.Exports, ct);
            }, ct);
        }
        // A share whose object was made anew (by a revert) has another one since; one that never had its own does not get it by being served.
        if (found.Identity is null || await claims.Of(share.InstanceId, ct) is not { Identity: { } before } || before == found.Identity) return;
        await db.Transaction(tx => claims.Claim(tx, share.InstanceId, found.Identity, ct), ct);
    }

    /// <summary>Why the share's object is not to be touched although the share shows it: others show it, too. Null when there is no such thing.</summary>
    public async Task<string?> Contested(Share share, CancellationToken ct) => await claims.Of(share.InstanceId, ct) is { Contested: { } identity }
        ? $"Share {share.Id} and another row of this service have one object ({identity}): it is not deleted. Unmanage the row that should not have it."
        : null;

    /// <summary>Recognizes every share on backends of the same kind as the share's, so that an object that one of them has is not taken for free.</summary>
    public async Task<DriverResult> RecognizeAlike(string shareId, CancellationToken ct) =>
        await shares.Find(shareId, ct) is { } share && backends.Find(share.ServiceHost) is { } driver ? await RecognizeAlike(driver, ct) : new DriverResult.Done();

    /// <summary>Recognizes every share on backends of the driver's kind.</summary>
    /// <returns>Unclear when one of them cannot be looked at now.</returns>
    public async Task<DriverResult> RecognizeAlike(IShareDriver alike, CancellationToken ct)
    {
        var after = "";
        while (await claims.Unknown(after, PageSize, ct) is { Count: > 0 } page)
        {
            foreach (var id in page)
                if (await RecognizeIfAlike(id, alike, ct) is DriverResult.Unclear unclear) return unclear;
            after = page[^1].Text;
        }
        return new DriverResult.Done();
    }

    async Task<DriverResult> RecognizeIfAlike(ShareInstanceId id, IShareDriver alike, CancellationToken ct)
    {
        if (await instances.Find(id, ct) is not { } share) return new DriverResult.Done();
        var driver = backends.Find(share.ServiceHost);
        if (driver is not null && driver.GetType() != alike.GetType()) return new DriverResult.Done();
        var end = driver is null ? new DriverResult.Unclear(AbsentBackend.NotStarted(share.ServiceHost)) : await Recognize(driver, share, ct);
        return end is DriverResult.Unclear unclear
            ? new DriverResult.Unclear($"Nobody knows yet which object share {share.Id} has on {share.ServiceHost}, so nothing can be taken over now: {unclear.Why}")
            : new DriverResult.Done();
    }
}
