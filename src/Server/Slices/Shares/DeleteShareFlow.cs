using Abaca.Server.Messages;
using Abaca.Server.Quotas;

namespace Abaca.Server.Shares;

/// <summary>From "deleting" to gone, or to "error_deleting"; with force the rows go in any case.</summary>
public sealed class DeleteShareFlow(ShareDrivers drivers, ShareRemoval removal, ShareStore shares, MessageStore messages) : ResourceFlow<DeleteShareState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<DeleteShareState>> Steps { get; } =
    [
        new Step<DeleteShareState>.Act("remove the share", async (state, ct) => (await drivers.Remove(state.ShareId, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<DeleteShareState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (end.Refused is { } refused)
        {
            await messages.Write(tx, MessageAction.Delete, ShareSubjects.Message(share, end.RequestId), refused.Detail, ct);
            if (!end.State.Force)
            {
                await shares.Move(tx, share.Id, ShareStatus.ErrorDeleting, [ShareStatus.Deleting], null, ct);
                return;
            }
        }
        await removal.Remove(tx, share, ct);
    }

    /// <inheritdoc/>
    /// <remarks>Force takes the rows when a backend has said no, not when nobody has asked it to the end.</remarks>
    public override Task Fail(Tx tx, Settlement<DeleteShareState> end, CancellationToken ct) =>
        Settle(tx, end with { State = end.State with { Force = false } }, ct);
}

/// <summary>Takes a share out of every book: quota, pool, peers, rows, and what follows it.</summary>
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
