using Abaca.Server.Data;
using Abaca.Server.Messages;
using Abaca.Server.Operations;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>From "deleting" to gone, or to "error_deleting"; with force the rows go in any case.</summary>
public sealed class DeleteSnapshotFlow(SnapshotDrivers drivers, SnapshotRemoval removal, SnapshotStore snapshots, IMessages messages)
    : Flow<DeleteSnapshotState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<DeleteSnapshotState>> Steps { get; } =
    [
        new Step<DeleteSnapshotState>.Act("drop the snapshot", async (state, ct) => (await drivers.Remove(state.SnapshotId, ct)).Then(state)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<DeleteSnapshotState> end, CancellationToken ct)
    {
        if (await snapshots.Find(tx, end.State.SnapshotId, ct) is not { } snapshot) return;
        if (end.Refused is { } refused)
        {
            await messages.Write(tx, MessageAction.Delete, SnapshotSubjects.Message(snapshot, end.RequestId), refused.Detail, ct);
            if (!end.State.Force)
            {
                await snapshots.Move(tx, snapshot.Id, SnapshotStatus.ErrorDeleting, [SnapshotStatus.Deleting], null, ct);
                return;
            }
        }
        await removal.Remove(tx, snapshot, ct);
    }
}

/// <summary>Takes a snapshot out of every book: quota and rows.</summary>
public sealed class SnapshotRemoval(SnapshotStore snapshots, ShareStore shares, IQuotas quotas)
{
    /// <summary>Removes the snapshot, in the caller's transaction.</summary>
    public async Task Remove(Tx tx, Snapshot snapshot, CancellationToken ct)
    {
        var share = await shares.Find(tx, snapshot.ShareId.Text, ct);
        await quotas.Take(tx, SnapshotSubjects.CostOf(snapshot, share).Negated, ct);
        await snapshots.Remove(tx, snapshot.Id, ct);
    }
}
