using Abaca.Server.Messages;

namespace Abaca.Server.Shares;

/// <summary>From "extending" to "available" at the new size; back to the old one when the pool has no room; else "extending_error".</summary>
public sealed class ExtendShareFlow(
    SharePlacement placement, ShareDrivers drivers, ShareStore shares, ShareGrowth growth, ReplicaWatch replicas, MessageStore messages,
    ShareNotifications told)
    : ResourceFlow<ExtendShareState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<ExtendShareState>> Steps { get; } =
    [
        new Step<ExtendShareState>.Decide(
            "ask the pool for room",
            async (tx, state, ct) => await told.TellDone(tx, "extend.start", state.ShareId, await AskForRoom(placement, shares, tx, state, ct), ct),
            (tx, state, ct) => placement.Promise(tx, new ShareId(state.ShareId), state.OldSizeGib, ct)),
        new Step<ExtendShareState>.Act(
            "extend the share", async (state, ct) => (await drivers.Extend(state.ShareId, state.NewSizeGib, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<ExtendShareState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (end.Refused is not { } refused)
        {
            await growth.Arrive(tx, share, end.State.NewSizeGib, ct);
            await shares.Move(tx, share.Id, ShareStatus.Available, [ShareStatus.Extending], null, ct);
            await replicas.Look(tx, share, ct);
            await told.Tell(tx, "extend.end", share.Id, ct);
            return;
        }
        await growth.Drop(tx, share.Id, ct);
        // Without a promise nothing was touched: the share is as it was. With one, a backend said no and someone should look.
        var to = end.State.RoomPromised ? ShareStatus.ExtendingError : ShareStatus.Available;
        await shares.Move(tx, share.Id, to, [ShareStatus.Extending], null, ct);
        await messages.Write(tx, MessageAction.Extend, ShareSubjects.Message(share, end.RequestId), DetailOf(end.State, refused), ct);
        if (!end.State.RoomPromised) await told.Unplaced(tx, "extend_share", share.Id, refused, ct);
    }

    /// <inheritdoc/>
    public override Task GiveBack(Tx tx, ExtendShareState state, CancellationToken ct) => growth.Drop(tx, new ShareId(state.ShareId), ct);

    static MessageDetail DetailOf(ExtendShareState state, Refusal refused) => state.RoomPromised ? MessageDetail.DriverFailedExtend : refused.Detail;

    static async Task<StepEnd<ExtendShareState>> AskForRoom(
        SharePlacement placement, ShareStore shares, Tx tx, ExtendShareState state, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is not { } share)
        {
            return new StepEnd<ExtendShareState>.Refused(new Refusal(MessageDetail.Unknown, $"Share {state.ShareId} is gone."));
        }
        if (state.Force) await placement.Promise(tx, share.Id, state.NewSizeGib, ct);
        else if (await placement.Widen(tx, share, state.NewSizeGib, ct) is { } refused) return await placement.Refuse(tx, state, refused, ct);
        return new StepEnd<ExtendShareState>.Done(state with { RoomPromised = true }, Lane: Lanes.Of(share.ServiceHost));
    }
}

/// <summary>From "shrinking" to "available" at the new size, or to "available" at the old one with a message, or to "shrinking_error".</summary>
public sealed class ShrinkShareFlow(
    ShareDrivers drivers, ShareStore shares, ShareGrowth growth, ReplicaWatch replicas, MessageStore messages, ShareNotifications told) : ResourceFlow<ShrinkShareState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<ShrinkShareState>> Steps { get; } =
    [
        new Step<ShrinkShareState>.Act(
            "shrink the share", async (state, ct) => (await drivers.Shrink(state.ShareId, state.NewSizeGib, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<ShrinkShareState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (end.Refused is { } refused)
        {
            var unharmed = refused.Detail is MessageDetail.DriverRefusedShrink or MessageDetail.DriverNotShrinking;
            await shares.Move(tx, share.Id, unharmed ? ShareStatus.Available : ShareStatus.ShrinkingError, [ShareStatus.Shrinking], null, ct);
            await messages.Write(tx, MessageAction.Shrink, ShareSubjects.Message(share, end.RequestId), refused.Detail, ct);
            return;
        }
        await growth.Arrive(tx, share, end.State.NewSizeGib, ct);
        await shares.Move(tx, share.Id, ShareStatus.Available, [ShareStatus.Shrinking], null, ct);
        await replicas.Look(tx, share, ct);
        await told.Tell(tx, "shrink.end", share.Id, ct);
    }
}
