using Abaca.Server.Messages;

namespace Abaca.Server.Shares;

/// <summary>From "creating" to "available", or to "error" with a reason its owner can read.</summary>
public sealed class CreateShareFlow(
    SharePlacement placement, ShareDrivers drivers, ShareStore shares, ExportLocationStore exports, MessageStore messages, ShareSettings settings,
    ShareNotifications told)
    : ResourceFlow<CreateShareState>
{
    const string Choose = "choose a pool";
    static readonly TimeSpan CopyPoll = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override IReadOnlyList<Step<CreateShareState>> Steps { get; } =
    [
        new Step<CreateShareState>.Decide(
            Choose,
            async (tx, state, ct) => await told.TellDone(tx, "create.start", state.ShareId, await ChoosePool(placement, shares, tx, state, ct), ct),
            (tx, state, ct) => placement.Release(tx, new ShareId(state.ShareId), ct)),
        new Step<CreateShareState>.Act(
            "make the share",
            (state, ct) => Make(drivers, shares, settings, state, ct),
            (state, ct) => drivers.Remove(state.ShareId, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<CreateShareState> end, CancellationToken ct)
    {
        var id = new ShareId(end.State.ShareId);
        if (await shares.Find(tx, id, ct) is not { } share) return;
        string[] underWay = [ShareStatus.Creating, ShareStatus.CreatingFromSnapshot];
        if (end.Refused is { } refused)
        {
            await shares.Move(tx, id, ShareStatus.Error, underWay, null, ct);
            await messages.Write(tx, ActionOf(refused, MessageAction.Create), ShareSubjects.Message(share, end.RequestId), refused.Detail, ct);
            if (IsOfScheduler(refused)) await told.Unplaced(tx, "create_share", id, refused, ct);
            return;
        }
        await exports.Replace(tx, share.InstanceId, end.State.Made!.Exports, ct);
        await shares.Keep(tx, share.InstanceId, end.State.Made, ct);
        await placement.Settled(tx, id, ct);
        await shares.Move(tx, id, ShareStatus.Available, underWay, "100%", ct);
        await told.Tell(tx, "create.end", id, ct);
    }

    static async Task<StepEnd<CreateShareState>> ChoosePool(
        SharePlacement placement, ShareStore shares, Tx tx, CreateShareState state, CancellationToken ct)
    {
        var choice = await placement.Choose(tx, state, ct);
        if (choice.Refused is { } refused)
        {
            // Whoever looks after the storage finds the cause in what the storage said, not in that nowhere was left to go.
            var why = state.LastRefusal is { } said ? refused with { Text = $"{refused.Text}; {state.Tried[^1]} said: {said}" } : refused;
            return await placement.Refuse(tx, state, why, ct);
        }
        if (choice.FromSnapshot)
        {
            await shares.Move(tx, new ShareId(state.ShareId), ShareStatus.CreatingFromSnapshot, [ShareStatus.Creating], "0%", ct);
        }
        return new StepEnd<CreateShareState>.Done(state with { Host = choice.Host }, Lane: choice.Host!.Split('#')[0]);
    }

    static async Task<StepEnd<CreateShareState>> Make(
        ShareDrivers drivers, ShareStore shares, ShareSettings settings, CreateShareState state, CancellationToken ct)
    {
        if (state.Made is not null) return await AwaitContent(drivers, shares, state, ct);
        var end = await drivers.Create(state.ShareId, ct);
        if (end is DriverResult<CreatedShare>.Refused no && state.Tried.Count + 1 < settings.PlacementAttempts)
        {
            var tried = state with { Tried = [.. state.Tried, state.Host!], LastRefusal = no.Why.Text, Host = null };
            return new StepEnd<CreateShareState>.Back(Choose, tried, no.Why.Text, Lanes.Scheduler);
        }
        return end.Then<CreateShareState, CreatedShare>(made => made.Ready
            ? new StepEnd<CreateShareState>.Done(state with { Made = made })
            : new StepEnd<CreateShareState>.Wait(state with { Made = made }, CopyPoll));
    }

    static async Task<StepEnd<CreateShareState>> AwaitContent(ShareDrivers drivers, ShareStore shares, CreateShareState state, CancellationToken ct)
    {
        var progress = await drivers.Progress(state.ShareId, ct);
        // A copy is whole when the share is available, and shown so then.
        if (progress is DriverResult<int>.Done percent) await shares.Copied(new ShareId(state.ShareId), Math.Clamp(percent.Value, 0, 99), ct);
        if (progress is not DriverResult<int>.Done { Value: >= 100 })
            return progress.Then<CreateShareState, int>(_ => new StepEnd<CreateShareState>.Wait(state, CopyPoll));
        // Some backends can only say now where the share is.
        var end = await drivers.Create(state.ShareId, ct);
        return end.Then<CreateShareState, CreatedShare>(made => made.Ready
            ? new StepEnd<CreateShareState>.Done(state with { Made = made })
            : new StepEnd<CreateShareState>.Wait(state, CopyPoll));
    }

    internal static bool IsOfScheduler(Refusal refused) => ActionOf(refused, MessageAction.Create) is MessageAction.AllocateHost;

    // What the scheduler could not place and what a backend could not make are told apart by the reason.
    internal static MessageAction ActionOf(Refusal refused, MessageAction otherwise) => refused.Detail switch
    {
        MessageDetail.NoValidHost or (>= MessageDetail.FilterAvailability and <= MessageDetail.FilterReplication)
            or MessageDetail.FilterCreateFromSnapshot => MessageAction.AllocateHost,
        // Manila finds this out when it looks how far the copy is, and calls that an update.
        MessageDetail.DriverFailedCreatingFromSnapshot => MessageAction.Update,
        _ => otherwise,
    };
}
