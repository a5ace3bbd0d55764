using Abaca.Server.Messages;

namespace Abaca.Server.Shares;

/// <summary>From "unmanage_starting" to gone from our ledgers, or to "unmanage_error" with a reason.</summary>
public sealed class UnmanageShareFlow(ShareDrivers drivers, ShareRemoval removal, ShareStore shares, MessageStore messages) : ResourceFlow<UnmanageShareState>
{
    static readonly string[] UnderWay = [ShareStatus.UnmanageStarting, ShareStatus.ManageErrorUnmanageStarting];

    /// <inheritdoc/>
    public override IReadOnlyList<Step<UnmanageShareState>> Steps { get; } =
    [
        new Step<UnmanageShareState>.Act("let go of the share", async (state, ct) => (await drivers.Unmanage(state, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<UnmanageShareState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (end.Refused is { } refused)
        {
            await shares.Move(tx, share.Id, ShareStatus.UnmanageError, UnderWay, null, ct);
            await messages.Write(tx, MessageAction.Update, ShareSubjects.Message(share, end.RequestId), refused.Detail, ct);
            return;
        }
        await removal.Remove(tx, share, ct);
    }
}
