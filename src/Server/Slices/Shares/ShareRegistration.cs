using Abaca.Server.Quotas;
using Abaca.Server.ShareTypes;

namespace Abaca.Server.Shares;

/// <summary>Enters a share that was taken over into every ledger: size, quota, pool, exports. The counterpart of <see cref="ShareRemoval"/>.</summary>
public sealed class ShareRegistration(
    ShareStore shares, ExportLocationStore exports, SharePlacement placement, ShareTypeStore types, QuotaLedger quotas)
{
    /// <summary>Why a share of this size (GiB) cannot be taken over, or null. Number and sum of sizes are not limited here, as in Manila.</summary>
    public async Task<string?> Objection(Tx tx, Share share, int sizeGib, CancellationToken ct)
    {
        if (sizeGib < 1) return "a share has at least 1 GiB.";
        var type = share.TypeId is { } id ? await types.ById(id, ct) : null;
        if (type?.Number("provisioning:min_share_size") is { } least && sizeGib < least) return Bound("at least", least);
        if (type?.Number("provisioning:max_share_size") is { } most && sizeGib > most) return Bound("at most", most);
        try
        {
            await quotas.Take(tx, new QuotaClaim(share.ProjectId, share.UserId, share.TypeId) { OneShareGigabytes = sizeGib }, ct);
            return null;
        }
        catch (OverQuota over)
        {
            return over.Message;
        }
    }

    /// <summary>Enters it, in the caller's transaction; entering it again changes nothing.</summary>
    public async Task Enter(Tx tx, Share share, ManagedShare taken, CancellationToken ct)
    {
        if (share.Size == 0)
        {
            await quotas.Take(tx, ShareSubjects.CostOf(share with { Size = taken.SizeGib }) with { OneShareGigabytes = 0, EvenBeyondLimits = true }, ct);
            await shares.Resize(tx, share.Id, taken.SizeGib, ct);
        }
        await exports.Replace(tx, share.InstanceId, taken.Share.Exports, ct);
        await shares.Keep(tx, share.InstanceId, taken.Share, ct);
        await placement.Promise(tx, share.Id, taken.SizeGib, ct);
        await placement.Settled(tx, share.Id, ct);
    }

    static string Bound(string which, int gib) => string.Create(CultureInfo.InvariantCulture, $"its share type allows {which} {gib} GiB.");
}
