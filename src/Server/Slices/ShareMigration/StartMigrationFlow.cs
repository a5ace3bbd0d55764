using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>From "migration_starting" to a copy under way, or back to where the share is with "migration_error" and a reason.</summary>
public sealed class StartMigrationFlow(
    MigrationLedger ledger, MigrationDrivers drivers, ShareStore shares, PlacedInstances instances, MigrationFollowUps next, MessageStore messages,
    ShareNotifications told)
    : ResourceFlow<StartMigrationState>
{
    static readonly TimeSpan RulesPause = TimeSpan.FromSeconds(0.2);

    /// <inheritdoc/>
    public override IReadOnlyList<Step<StartMigrationState>> Steps { get; } =
    [
        new Step<StartMigrationState>.Decide("ask the pool", (tx, state, ct) => AskPool(ledger, shares, instances, tx, state, ct)),
        new Step<StartMigrationState>.Act("ask the driver", (state, ct) => AskDriver(drivers, shares, state, ct)),
        new Step<StartMigrationState>.Decide("set out", (tx, state, ct) => SetOut(ledger, shares, instances, tx, state, ct)),
        new Step<StartMigrationState>.Decide("wait for the rules", (tx, state, ct) => AwaitRules(shares, tx, state, ct)),
        new Step<StartMigrationState>.Act(
            "begin the copy",
            async (state, ct) => (await drivers.Start(state.ShareId, ct)).Then(state),
            (state, ct) => drivers.Cancel(state.ShareId, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<StartMigrationState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (end.Refused is { } refused)
        {
            await ledger.Return(tx, share, new Retreat(ShareTask.Error), ct);
            await messages.Write(
                tx, CreateShareFlow.ActionOf(refused, MessageAction.Move), ShareSubjects.Message(share, end.RequestId), DetailOf(refused), ct);
            if (CreateShareFlow.IsOfScheduler(refused)) await told.Unplaced(tx, "migrate_share_to_host", share.Id, refused, ct);
            return;
        }
        await shares.SetTaskState(tx, share.Id, ShareTask.DriverInProgress, ct);
        await next.Watch(tx, share, end.RequestId, ct);
    }

    /// <inheritdoc/>
    /// <remarks>What the copy has come to is known to its backend only: an operation of its own ends it there.</remarks>
    public override Task Fail(Tx tx, Settlement<StartMigrationState> end, CancellationToken ct) => next.BreakOff(tx, end.State.ShareId, end.RequestId, ct);

    /// <summary>What the owner reads: that of a driver's refusal without a word for owners is that the move failed.</summary>
    internal static MessageDetail DetailOf(Refusal refused) => refused.Detail is MessageDetail.Unknown ? MessageDetail.MoveFailed : refused.Detail;

    static async Task<StepEnd<StartMigrationState>> AskPool(
        MigrationLedger ledger, ShareStore shares, PlacedInstances instances, Tx tx, StartMigrationState state, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return Gone(state);
        if (await instances.Destination(tx, share.Id, ct) is not { } destination) return Gone(state);
        if (await ledger.Place(tx, share, destination, ct) is { } refused) return await ledger.Refuse(tx, state, refused, ct);
        await shares.SetTaskState(tx, share.Id, ShareTask.InProgress, ct);
        return new StepEnd<StartMigrationState>.Done(state, Lane: share.ServiceHost);
    }

    static async Task<StepEnd<StartMigrationState>> AskDriver(
        MigrationDrivers drivers, ShareStore shares, StartMigrationState state, CancellationToken ct)
    {
        var end = await drivers.Check(state.ShareId, ct);
        if (await shares.Find(state.ShareId, ct) is not { } share) return Gone(state);
        return end.Then<StartMigrationState, MigrationAbilities>(abilities =>
        {
            if (!abilities.Compatible) return Cannot(share, "cannot move the share there");
            return state.Required.NotMetBy(abilities) is { Count: > 0 } missing
                ? Cannot(share, $"cannot keep what was asked for ({string.Join(", ", missing)})")
                : new StepEnd<StartMigrationState>.Done(state with { Abilities = abilities });
        });
    }

    static async Task<StepEnd<StartMigrationState>> SetOut(
        MigrationLedger ledger, ShareStore shares, PlacedInstances instances, Tx tx, StartMigrationState state, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return Gone(state);
        if (await instances.Destination(tx, share.Id, ct) is not { } destination) return Gone(state);
        if (await ledger.SetOut(tx, share, destination, state.Abilities!, ct) is { } refused) return new StepEnd<StartMigrationState>.Refused(refused);
        await shares.SetTaskState(tx, share.Id, ShareTask.DriverStarting, ct);
        return new StepEnd<StartMigrationState>.Done(state);
    }

    // The copy must not begin while somebody can still write who was told not to.
    static async Task<StepEnd<StartMigrationState>> AwaitRules(ShareStore shares, Tx tx, StartMigrationState state, CancellationToken ct)
    {
        if (await shares.Find(tx, state.ShareId, ct) is not { } share) return Gone(state);
        return share switch
        {
            { IsReadOnly: true, AccessRulesStatus: "syncing" } => new StepEnd<StartMigrationState>.Wait(state, RulesPause),
            { IsReadOnly: true, AccessRulesStatus: "error" } => new StepEnd<StartMigrationState>.Refused(new Refusal(
                MessageDetail.MoveFailed, $"The access rules of share {share.Id} could not be lowered to read-only for the time of the copy.")),
            _ => new StepEnd<StartMigrationState>.Done(state),
        };
    }

    static StepEnd<StartMigrationState> Cannot(Share share, string what) =>
        new StepEnd<StartMigrationState>.Refused(MigrationDrivers.CannotMove(share.ServiceHost, what));

    static StepEnd<StartMigrationState> Gone(StartMigrationState state) =>
        new StepEnd<StartMigrationState>.Refused(new Refusal(MessageDetail.MoveFailed, $"Share {state.ShareId} is gone, or on its way nowhere."));
}
