using Abaca.Server.Data;
using Abaca.Server.Messages;
using Abaca.Server.Operations;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>From "reverting" to "available" with the snapshot's content and size, or to "reverting_error".</summary>
public sealed class RevertShareFlow(
    SharePlacement placement, SnapshotDrivers drivers, ShareStore shares, SnapshotStore snapshots, ReplicaWatch watch, IQuotas quotas, IMessages messages)
    : Flow<RevertShareState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<RevertShareState>> Steps { get; } =
    [
        new Step<RevertShareState>.Decide(
            "promise the larger size",
            async (tx, state, ct) =>
            {
                await placement.Promise(tx, new ShareId(state.ShareId), Math.Max(state.OldSizeGib, state.NewSizeGib), ct);
                return new Next<RevertShareState>.Continue(state);
            },
            (tx, state, ct) => placement.Promise(tx, new ShareId(state.ShareId), state.OldSizeGib, ct)),
        new Step<RevertShareState>.Act("revert the share", async (state, ct) => (await drivers.Revert(state.SnapshotId, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<RevertShareState> end, CancellationToken ct)
    {
        var state = end.State;
        await snapshots.Move(tx, new SnapshotId(state.SnapshotId), SnapshotStatus.Available, [SnapshotStatus.Restoring], null, ct);
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return;
        if (end.Refused is { } refused)
        {
            if (state.NewSizeGib > state.OldSizeGib) await quotas.Take(tx, CostOf(share, state, state.Replicas).Negated, ct);
            await shares.Move(tx, share.Id, ShareStatus.RevertingError, [ShareStatus.Reverting], null, ct);
            await messages.Write(tx, MessageAction.Revert, ShareSubjects.Message(share, end.RequestId), refused.Detail, ct);
            return;
        }
        // Growth was paid for when it was asked for; what shrinking frees is given back now that it is sure.
        var replicas = await shares.NumberOfReplicas(tx, share, ct);
        if (state.NewSizeGib < state.OldSizeGib) await quotas.Take(tx, CostOf(share, state, replicas), ct);
        else if (replicas != state.Replicas) await quotas.Take(tx, ShareSubjects.CostOfReplicas(share, state.NewSizeGib - state.OldSizeGib, replicas - state.Replicas), ct);
        await placement.Promise(tx, share.Id, state.NewSizeGib, ct);
        await shares.Resize(tx, share.Id, state.NewSizeGib, ct);
        await shares.Move(tx, share.Id, ShareStatus.Available, [ShareStatus.Reverting], null, ct);
        await watch.Look(tx, share, ct);
    }

    /// <summary>What the way back takes from the quotas; negative when the snapshot is smaller than the share.</summary>
    internal static QuotaClaim CostOf(Share share, RevertShareState state, int replicas) => new(share.ProjectId, share.UserId, share.TypeId)
    {
        Gigabytes = state.NewSizeGib - state.OldSizeGib,
        ReplicaGigabytes = replicas * (state.NewSizeGib - state.OldSizeGib),
    };
}
