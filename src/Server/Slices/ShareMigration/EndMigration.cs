using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.ShareMigration;

/// <summary>The actions migration_complete and migration_cancel: the two ways in which a move ends.</summary>
public sealed class EndMigration(Visible<Share> visible, MigrationRows rows, SnapshotStore snapshots, OperationQueue operations, Db db)
{
    /// <summary>Completes.</summary>
    public async Task<Reply> Complete(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:migration_complete");
        await db.Transaction(async tx =>
        {
            var (now, _) = await OnItsWay(tx, share, call.Aborted);
            if (now.TaskState != ShareTask.DriverCopied || now.Status != ShareStatus.Migrating) throw NotNow(now, "completed", ShareTask.DriverCopied);
            await rows.Shares.SetTaskState(tx, now.Id, ShareTask.Completing, call.Aborted);
            await operations.Start(
                tx, new CompleteMigrationState(now.Id.Text), ShareSubjects.Of(now, call.Caller), now.ServiceHost, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>
    /// Cancels. Also what an operator has broken off by resetting states: then a destination is left, and nothing else leads away from it.
    /// </summary>
    public async Task<Reply> Cancel(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:migration_cancel");
        await db.Transaction(async tx =>
        {
            var (now, destination) = await OnItsWay(tx, share, call.Aborted);
            if (now.TaskState is not { } state || !ShareTask.Cancellable.Contains(state))
            {
                if (ShareTask.IsBusy(now)) throw NotNow(now, "cancelled", [.. ShareTask.Cancellable]);
            }
            await operations.Cancel(tx, now.Id.Text, $"the move to {destination.Host} was cancelled", call.Aborted);
            await snapshots.Abandon(tx, now.Id, call.Aborted);
            await operations.Start(
                tx, new CancelMigrationState(now.Id.Text), ShareSubjects.Of(now, call.Caller), now.ServiceHost, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    async Task<(Share Share, PlacedInstance Destination)> OnItsWay(Tx tx, Share share, CancellationToken ct)
    {
        var now = await rows.Shares.Find(tx, share.Id, ct) ?? throw Refusals.NotFound("Share", share.Id.Text);
        return await rows.Instances.Destination(tx, now.Id, ct) is { } destination
            ? (now, destination)
            : throw Refusals.Bad($"Invalid share: share {now.Id} is not on its way anywhere (task state: {now.TaskState ?? "none"}).");
    }

    static ApiRefusal NotNow(Share share, string what, params string[] states) => Refusals.Bad(
        $"Invalid share: the move of share {share.Id} cannot be {what} while its task state is {share.TaskState ?? "none"}; it must be {string.Join(" or ", states.Order(StringComparer.Ordinal))}.");
}
