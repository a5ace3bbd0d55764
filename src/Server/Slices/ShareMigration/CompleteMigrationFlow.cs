using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>
/// From "migration_completing" to a share that is where it was to go; then the old place is cleared. When the backend cannot change over,
/// the share stays where it is, with "migration_error" and a reason.
/// </summary>
public sealed class CompleteMigrationFlow(
    MigrationDrivers drivers, MigrationLedger ledger, MigrationArrival arrival, ShareStore shares, PlacedInstances instances,
    MigrationFollowUps next, MessageStore messages) : ResourceFlow<CompleteMigrationState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<CompleteMigrationState>> Steps { get; } =
    [
        new Step<CompleteMigrationState>.Act(
            "change over",
            async (state, ct) => (await drivers.Complete(state.ShareId, ct)).Then<CompleteMigrationState, MigratedShare>(
                arrived => new StepEnd<CompleteMigrationState>.Done(state with { Arrived = arrived })),
            (state, ct) => drivers.Cancel(state.ShareId, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<CompleteMigrationState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (end.Refused is { } refused)
        {
            await ledger.Return(tx, share, new Retreat(ShareTask.Error, AccessEnded: true), ct);
            await messages.Write(
                tx, MessageAction.Move, ShareSubjects.Message(share, end.RequestId), StartMigrationFlow.DetailOf(refused), ct);
            return;
        }
        if (await instances.Destination(tx, share.Id, ct) is not { } destination) return;
        await arrival.Enter(tx, share, destination, end.State.Arrived!, ct);
        await next.Clear(tx, share, end.RequestId, ct);
    }

    /// <inheritdoc/>
    /// <remarks>What the copy has come to is known to its backend only: an operation of its own ends it there.</remarks>
    public override Task Fail(Tx tx, Settlement<CompleteMigrationState> end, CancellationToken ct) => next.BreakOff(tx, end.State.ShareId, end.RequestId, ct);
}
