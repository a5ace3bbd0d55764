using Abaca.Server.Quotas;

namespace Abaca.Server.Shares;

/// <summary>
/// The ledgers of a share whose size changes: quota is charged for the size it is to have, in its row, from the moment it is asked to grow.
/// So what is charged can always be read from the rows, and whoever ends the change gives back what it took.
/// </summary>
public sealed class ShareGrowth(ShareStore shares, SharePlacement placement, QuotaLedger quotas)
{
    /// <summary>Charges the share, and its replicas, for a larger size.</summary>
    /// <param name="tx">The transaction of the row.</param>
    /// <param name="share">The share.</param>
    /// <param name="sizeGib">The size that it is to have.</param>
    /// <param name="isNew">It has never had that size, which one share may not be allowed.</param>
    /// <param name="ct">Cancellation.</param>
    /// <exception cref="OverQuota">A limit would be exceeded; nothing was taken.</exception>
    public async Task Charge(Tx tx, Share share, int sizeGib, bool isNew, CancellationToken ct = default)
    {
        await Claim(tx, share, sizeGib, growth => growth with { OneShareGigabytes = isNew ? sizeGib : 0 }, ct);
        await shares.SetCharged(tx, share.Id, sizeGib, ct);
    }

    /// <summary>The backend has given it this size: all ledgers say so.</summary>
    public async Task Arrive(Tx tx, Share share, int sizeGib, CancellationToken ct = default)
    {
        await Claim(tx, share, sizeGib, growth => growth with { EvenBeyondLimits = true }, ct);
        await placement.Promise(tx, share.Id, sizeGib, ct);
        await shares.Resize(tx, share.Id, sizeGib, ct);
    }

    /// <summary>It keeps the size it has, whatever was asked for: all ledgers say so. Doing it twice is doing it once.</summary>
    public async Task Drop(Tx tx, ShareId id, CancellationToken ct = default)
    {
        if (await shares.Find(tx, id, ct) is not { } share) return;
        await Claim(tx, share, share.Size, back => back with { EvenBeyondLimits = true }, ct);
        await placement.Promise(tx, share.Id, share.Size, ct);
        await shares.SetCharged(tx, share.Id, share.Size, ct);
    }

    async Task Claim(Tx tx, Share share, int sizeGib, Func<QuotaClaim, QuotaClaim> kind, CancellationToken ct)
    {
        if (sizeGib == share.ChargedSize) return;
        var replicas = await shares.NumberOfReplicas(tx, share, ct);
        await quotas.Take(tx, kind(ShareSubjects.CostOfResize(share, sizeGib, replicas)), ct);
    }
}
