using Abaca.Server.Messages;

namespace Abaca.Server.Shares;

/// <summary>From "manage_starting" to "available" with the size it has on the backend, or to "manage_error" with a reason.</summary>
public sealed class ManageShareFlow(SharePlacement placement, TakingOver taking, ShareStore shares, ShareRegistration intake, ObjectClaims claims, MessageStore messages,
    ShareNotifications told)
    : ResourceFlow<ManageShareState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<ManageShareState>> Steps { get; } =
    [
        new Step<ManageShareState>.Decide("ask the pool", (tx, state, ct) => AskPool(placement, shares, tx, state, ct)),
        new Step<ManageShareState>.Act(
            "take over the share",
            (state, ct) => taking.Take(state, ct),
            (state, ct) => taking.GiveBack(state, ct)),
        new Step<ManageShareState>.Decide("judge its size", (tx, state, ct) => JudgeSize(intake, shares, tx, state, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<ManageShareState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (end.Refused is { } refused)
        {
            await shares.Move(tx, share.Id, ShareStatus.ManageError, [ShareStatus.ManageStarting], null, ct);
            // It has nothing, so whoever tries again is not in its own way.
            await claims.Release(tx, share.InstanceId, ct);
            await messages.Write(
                tx, CreateShareFlow.ActionOf(refused, MessageAction.Update), ShareSubjects.Message(share, end.RequestId), refused.Detail, ct, refused.Text);
            if (CreateShareFlow.IsOfScheduler(refused)) await told.Unplaced(tx, "manage_share", share.Id, refused, ct);
            return;
        }
        await intake.Enter(tx, share, end.State.Taken!, ct);
        await shares.Move(tx, share.Id, ShareStatus.Available, [ShareStatus.ManageStarting], "100%", ct);
    }

    static async Task<StepEnd<ManageShareState>> AskPool(
        SharePlacement placement, ShareStore shares, Tx tx, ManageShareState state, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return Gone(state);
        return await placement.Welcomes(tx, share, ct) is { } refused
            ? await placement.Refuse(tx, state, refused, ct)
            : new StepEnd<ManageShareState>.Done(state, Lane: share.ServiceHost);
    }

    static async Task<StepEnd<ManageShareState>> JudgeSize(ShareRegistration intake, ShareStore shares, Tx tx, ManageShareState state, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return Gone(state);
        return await intake.Objection(tx, share, state.Taken!.SizeGib, ct) is { } problem
            ? new StepEnd<ManageShareState>.Refused(new Refusal(
                MessageDetail.Unknown, string.Create(CultureInfo.InvariantCulture, $"{state.ExportPath} has {state.Taken.SizeGib} GiB: {problem}")))
            : new StepEnd<ManageShareState>.Done(state);
    }

    static StepEnd<ManageShareState>.Refused Gone(ManageShareState state) =>
        new(new Refusal(MessageDetail.Unknown, $"Share {state.ShareId} is gone."));
}
