using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>The actions reset_status and reset_replica_state: an operator overrules. Work under way on the replica ends between two steps.</summary>
public sealed class ResetReplica(
    Visible<ShareReplica> visible, ShareInstanceStore instances, ResetShareStatus ofShare, ReplicaWatch watch, OperationQueue operations, Db db)
{
    /// <summary>Resets the status.</summary>
    public Task<Reply> Status(Call call) => Status(call, call["id"]);

    /// <summary>The same for the named replica.</summary>
    internal async Task<Reply> Status(Call call, string id)
    {
        var replica = await visible.ToRead(call, id);
        // The active replica's status is the share's.
        if (replica.Share.ReplicaState == SyncState.Active) return await ofShare.Handle(call, replica.Share.Id.Text);
        var status = StatusReset.Asked(call, ShareStatus.Resettable);
        await db.Transaction(async tx =>
        {
            await operations.Cancel(tx, id, $"status reset to {status}", call.Aborted);
            await instances.Reset(tx, replica.Share, status, call.Aborted);
            await instances.Elect(tx, replica.Share.Id, call.Aborted);
            await watch.LookAt(tx, replica.Share, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>Resets the replica state.</summary>
    public async Task<Reply> State(Call call)
    {
        var state = call.ActionBody().Required("replica_state");
        if (!SyncState.All.Contains(state)) throw Refusals.BadField("replica_state", $"'{state}' is not one of {string.Join(", ", SyncState.All)}.");
        var replica = await visible.ToRead(call, call["id"]);
        if (replica.Share.ReplicaState == SyncState.Active) throw Refusals.Bad($"Share replica {replica.Id} is the active one; its state cannot be reset.");
        await db.Transaction(async tx =>
        {
            await instances.SetReplicaState(tx, replica.Share, state, replica.Share.IsReadOnly && state != SyncState.Active, call.Aborted);
            await instances.Elect(tx, replica.Share.Id, call.Aborted);
            await watch.LookAt(tx, replica.Share, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }
}
