using Abaca.Server.Shares;

namespace Abaca.Server.ShareMigration;

/// <summary>An administrator's hand on an instance that does not represent its share: its status, and its removal.</summary>
public sealed class RemoveInstance(MigrationRows rows, MigrationLedger ledger, OperationQueue operations, Db db) : IOtherInstance
{
    /// <inheritdoc/>
    public bool Covers(ShareInstanceView shown) => shown.ReplicaState is null;

    /// <summary>The action reset_status.</summary>
    public async Task<Reply> Reset(Call call, ShareInstanceView seen)
    {
        var status = StatusReset.Asked(call, ShareStatus.Resettable);
        await db.Transaction(async tx =>
        {
            // Where a share is moving to is charged under the type that it will have there, as long as it is moving there.
            if (await rows.Instances.Find(tx, seen.Id, call.Aborted) is { } instance && await rows.Shares.Find(tx, instance.ShareId, call.Aborted) is { } share)
            {
                var (was, will) = (instance.Status == ShareStatus.MigratingTo, status == ShareStatus.MigratingTo);
                if (was && !will) await ledger.GiveBack(tx, share, instance.TypeId, call.Aborted);
                if (will && !was) await ledger.Recharge(tx, share, instance.TypeId, call.Aborted);
            }
            await rows.Instances.SetStatus(tx, new ShareInstanceId(seen.Id), status, null, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>The action force_delete. Where a share is moving to is removed by cancelling the move.</summary>
    public async Task<Reply> ForceDelete(Call call, ShareInstanceView seen)
    {
        await db.Transaction(async tx =>
        {
            var instance = await rows.Instances.Find(tx, seen.Id, call.Aborted) ?? throw Visible<InstanceOfShare>.NotFound(seen.Id);
            var share = await rows.Shares.Find(tx, instance.ShareId, call.Aborted) ?? throw Refusals.NotFound("Share", instance.ShareId.Text);
            if (instance.Status == ShareStatus.MigratingTo)
            {
                throw Refusals.Conflict($"Share {share.Id} is moving there; cancel that (migration_cancel) to have it removed.");
            }
            await rows.Instances.SetStatus(tx, instance.Id, ShareStatus.Deleting, null, call.Aborted);
            await operations.Start(
                tx, new RemoveInstanceState(share.Id.Text, instance.Id.Text, EndsMigration: share.TaskState == ShareTask.Completing),
                ShareSubjects.Of(share, call.Caller), instance.ServiceHost, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }
}
