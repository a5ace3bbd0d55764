using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>
/// From a copy, whole or not, to a share that stays where it is with "migration_cancelled". When the backend refuses to remove the copy,
/// the instance is kept in "error_deleting" and the task ends in "migration_error".
/// </summary>
public sealed class CancelMigrationFlow(MigrationDrivers drivers, MigrationLedger ledger, ShareStore shares, MessageStore messages)
    : ResourceFlow<CancelMigrationState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<CancelMigrationState>> Steps { get; } =
    [
        new Step<CancelMigrationState>.Act("remove the copy", async (state, ct) => (await drivers.Cancel(state.ShareId, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<CancelMigrationState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        var kept = end.Refused is not null;
        // A completion that was broken off may have ended access; nobody knows here.
        var retreat = new Retreat(kept || end.State.WasBrokenOff ? ShareTask.Error : ShareTask.Cancelled, KeepsDestination: kept, AccessEnded: true);
        await ledger.Return(tx, share, retreat, ct);
        if (end.Refused is { } refused)
        {
            await messages.Write(
                tx, MessageAction.Move, ShareSubjects.Message(share, end.RequestId), StartMigrationFlow.DetailOf(refused), ct);
        }
    }
}
