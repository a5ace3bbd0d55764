using Abaca.Server.Messages;

namespace Abaca.Server.Snapshots;

/// <summary>From "unmanage_starting" to gone from our ledgers, or to "unmanage_error" with a reason.</summary>
public sealed class UnmanageSnapshotFlow(SnapshotDrivers drivers, SnapshotRemoval removal, SnapshotStore snapshots, MessageStore messages)
    : ResourceFlow<UnmanageSnapshotState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<UnmanageSnapshotState>> Steps { get; } =
    [
        new Step<UnmanageSnapshotState>.Act("let go of the snapshot", async (state, ct) => (await drivers.Unmanage(state, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<UnmanageSnapshotState> end, CancellationToken ct)
    {
        if (await snapshots.Find(tx, end.State.SnapshotId, ct) is not { } snapshot) return;
        if (end.Refused is { } refused)
        {
            await snapshots.Move(tx, snapshot.Id, SnapshotStatus.UnmanageError, [SnapshotStatus.UnmanageStarting], null, ct);
            await messages.Write(tx, MessageAction.Update, SnapshotSubjects.Message(snapshot, end.RequestId), refused.Detail, ct);
            return;
        }
        await removal.Remove(tx, snapshot, ct);
    }
}
