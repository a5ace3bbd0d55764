using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>
/// Removes an instance that does not represent its share, with its snapshots: the old place of a share that has moved, or what could not be
/// removed when a move ended. What the backend refuses to remove stays in "error_deleting"; the share itself is not touched by it.
/// </summary>
public sealed class RemoveInstanceFlow(
    MigrationDrivers drivers, MigrationLedger ledger, ShareStore shares, PlacedInstances instances, MessageStore messages) : ResourceFlow<RemoveInstanceState>
{
    const int MostLooks = 100;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);

    /// <inheritdoc/>
    public override IReadOnlyList<Step<RemoveInstanceState>> Steps { get; } =
    [
        new Step<RemoveInstanceState>.Decide("wait for the rules", (tx, state, ct) => AwaitRules(shares, tx, state, ct)),
        new Step<RemoveInstanceState>.Act(
            "remove the instance",
            async (state, ct) => await instances.Find(state.InstanceId, ct) is { } instance
                ? (await drivers.Remove(instance, ct)).Then(state)
                : new StepEnd<RemoveInstanceState>.Done(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<RemoveInstanceState> end, CancellationToken ct)
    {
        if (await shares.Find(tx, end.State.ShareId, ct) is not { } share) return;
        if (await instances.Find(tx, end.State.InstanceId, ct) is { } instance)
        {
            await (end.Refused is null ? ledger.Forget(tx, instance, ct) : ledger.Keep(tx, instance, ct));
        }
        if (end.State.EndsMigration) await shares.SetTaskState(tx, share.Id, ShareTask.Success, ct);
        if (end.Refused is not null)
        {
            await messages.Write(tx, MessageAction.Move, ShareSubjects.Message(share, end.RequestId), MessageDetail.OldPlaceKept, ct);
        }
    }

    // A move has succeeded when clients are let in at the new place. One that never is does not keep the old one for ever.
    static async Task<StepEnd<RemoveInstanceState>> AwaitRules(ShareStore shares, Tx tx, RemoveInstanceState state, CancellationToken ct) =>
        state.EndsMigration && state.Looks < MostLooks && await shares.Find(tx, state.ShareId, ct) is { AccessRulesStatus: "syncing" }
            ? new StepEnd<RemoveInstanceState>.Wait(state with { Looks = state.Looks + 1 }, Pause)
            : new StepEnd<RemoveInstanceState>.Done(state);
}
