using Abaca.Server.Messages;
using Abaca.Server.Quotas;

namespace Abaca.Server.Shares;

/// <summary>From "deleting" to gone, or to "error_deleting".</summary>
public sealed class DeleteShareFlow(ShareDrivers drivers, ShareRemoval removal, ShareStore shares, MessageStore messages, ShareNotifications told)
    : RemovalFlow<DeleteShareState, Share>(
        new(
            "remove the share", drivers.Remove, shares.Find, ShareSubjects.Message,
            (tx, share, ct) => shares.Move(tx, share.Id, ShareStatus.ErrorDeleting, [ShareStatus.Deleting], null, ct),
            async (tx, share, ct) =>
            {
                await told.Tell(tx, "delete.end", share.Id, ct);
                await removal.Remove(tx, share, ct);
            }),
        messages);

/// <summary>Takes a share out of every ledger: quota, pool, peers, rows, and what follows it.</summary>
public sealed class ShareRemoval(
    ShareStore shares, SharePlacement placement, ShareHints hints, QuotaLedger quotas, ShareDependents dependents)
{
    /// <summary>Removes the share, in the caller's transaction.</summary>
    public async Task Remove(Tx tx, Share share, CancellationToken ct)
    {
        await quotas.Take(tx, ShareSubjects.CostOf(share).Negated, ct);
        await placement.Forget(tx, await shares.Counted(tx, share.Id, ct), ct);
        await dependents.Forget(tx, share, ct);
        await hints.ForgetPeers(tx, share, ct);
        await shares.Remove(tx, share.Id, ct);
    }
}
