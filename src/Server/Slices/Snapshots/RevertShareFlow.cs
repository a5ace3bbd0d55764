using Abaca.Server.AccessRules;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>
/// From "reverting" to "available" with the snapshot's content and size, or to "reverting_error". Clients are off from before the content is
/// touched until it is saved that it has been replaced, so nothing that they write can be replaced again.
/// </summary>
public sealed class RevertShareFlow(SnapshotDrivers drivers, RevertLedger ledger, ShareStore shares, AccessRuleReconciler access) : ResourceFlow<RevertShareState>
{
    const int MostTries = 10;
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public override IReadOnlyList<Step<RevertShareState>> Steps { get; } =
    [
        new Step<RevertShareState>.Decide(
            "promise the larger size",
            async (tx, state, ct) =>
            {
                await ledger.Promise(tx, state, ct);
                return new StepEnd<RevertShareState>.Done(state);
            },
            ledger.KeepOldSize),
        // However this operation ends, also when it is abandoned: as soon as the share is no longer reverting, its clients are let in.
        new Step<RevertShareState>.Decide(
            "call the clients back for later",
            async (tx, state, ct) =>
            {
                await ledger.CallBack(tx, state, ct);
                return new StepEnd<RevertShareState>.Done(state);
            }),
        new Step<RevertShareState>.Act(
            "replace the content",
            async (state, ct) => (await drivers.Revert(state.SnapshotId, state.RevertId, ct)).Then(state with { Replaced = true })),
        new Step<RevertShareState>.Act("let the clients back in", (state, ct) => LetBackIn(shares, access, state, ct)),
    ];

    /// <inheritdoc/>
    public override Task Settle(Tx tx, Settlement<RevertShareState> end, CancellationToken ct) => ledger.Settle(tx, end, ct);

    /// <inheritdoc/>
    public override Task GiveBack(Tx tx, RevertShareState state, CancellationToken ct) => ledger.GiveBack(tx, state, ct);

    // "Available" means that clients are in; but a backend that does not let them in now keeps the share no longer than a moment: what is
    // wanted stays written down, and is tried until it is so.
    static async Task<StepEnd<RevertShareState>> LetBackIn(ShareStore shares, AccessRuleReconciler access, RevertShareState state, CancellationToken ct)
    {
        if (await shares.Find(state.ShareId, ct) is not { } share) return new StepEnd<RevertShareState>.Done(state);
        var end = await access.LetBackIn(share.InstanceId.Text, ct);
        return end is ReconcileResult.Done || state.Tries >= MostTries
            ? new StepEnd<RevertShareState>.Done(state)
            : new StepEnd<RevertShareState>.Wait(state with { Tries = state.Tries + 1 }, FirstPause * (state.Tries + 1));
    }
}

/// <summary>
/// The way back as the first release went it: its driver let clients in before the end was saved. Nobody knows of an operation from then
/// whether that has happened, so its content is not touched again; whoever still wants the snapshot's content asks once more.
/// </summary>
public sealed class FirstRevertShareFlow(RevertLedger ledger) : ResourceFlow<FirstRevertShareState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<FirstRevertShareState>> Steps { get; } =
    [
        new Step<FirstRevertShareState>.Decide(
            "promise the larger size",
            async (tx, state, ct) =>
            {
                await ledger.Promise(tx, state.AsNow, ct);
                return new StepEnd<FirstRevertShareState>.Done(state);
            },
            (tx, state, ct) => ledger.KeepOldSize(tx, state.AsNow, ct)),
        new Step<FirstRevertShareState>.Act("revert the share", (state, _) => Task.FromResult<StepEnd<FirstRevertShareState>>(new StepEnd<FirstRevertShareState>.Refused(
            RevertLedger.BegunByAnEarlierRelease(state.ShareId)))),
    ];

    /// <inheritdoc/>
    public override Task Settle(Tx tx, Settlement<FirstRevertShareState> end, CancellationToken ct) =>
        ledger.Settle(tx, new Settlement<RevertShareState>(end.OperationId, end.RequestId, end.State.AsNow, end.Refused), ct);

    /// <inheritdoc/>
    public override Task GiveBack(Tx tx, FirstRevertShareState state, CancellationToken ct) => ledger.GiveBack(tx, state.AsNow, ct);
}
