using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>
/// From "migration_driver_in_progress" to "migration_driver_phase1_done". A copy may take days, an operation may not: each watches for a
/// while and hands over to the next. Looks come quickly at first and then ever more slowly, down to the configured pace.
/// </summary>
public sealed class WatchMigrationFlow(
    MigrationDrivers drivers, MigrationLedger ledger, ShareStore shares, MigrationFollowUps next, MessageStore messages) : ResourceFlow<WatchMigrationState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<WatchMigrationState>> Steps { get; } =
    [
        new Step<WatchMigrationState>.Act(
            "watch the copy",
            (state, ct) => Look(drivers, next, state, ct),
            (state, ct) => drivers.Cancel(state.ShareId, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<WatchMigrationState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (end.Refused is { } refused)
        {
            await ledger.Return(tx, share, new Retreat(ShareTask.Error), ct);
            await messages.Write(
                tx, MessageAction.Move, ShareSubjects.Message(share, end.RequestId), StartMigrationFlow.DetailOf(refused), ct);
            return;
        }
        if (end.State.Copied) await shares.SetTaskState(tx, share.Id, ShareTask.DriverCopied, ct);
        else await next.Watch(tx, share, end.RequestId, ct);
    }

    /// <inheritdoc/>
    /// <remarks>What the copy has come to is known to its backend only: an operation of its own ends it there.</remarks>
    public override Task Fail(Tx tx, Settlement<WatchMigrationState> end, CancellationToken ct) => next.BreakOff(tx, end.State.ShareId, end.RequestId, ct);

    static async Task<StepEnd<WatchMigrationState>> Look(
        MigrationDrivers drivers, MigrationFollowUps next, WatchMigrationState state, CancellationToken ct)
    {
        var end = await drivers.Continue(state.ShareId, ct);
        return end.Then<WatchMigrationState, int>(percent =>
        {
            if (percent >= 100) return new StepEnd<WatchMigrationState>.Done(state with { Copied = true });
            if (next.IsOver(state)) return new StepEnd<WatchMigrationState>.Done(state);
            var doubled = state.Pause * 2;
            return new StepEnd<WatchMigrationState>.Wait(
                state with { Pause = doubled < next.LongestPause ? doubled : next.LongestPause },
                state.Pause < next.LongestPause ? state.Pause : next.LongestPause);
        });
    }
}
