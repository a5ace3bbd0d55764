using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>DELETE /share-replicas/{id} and the action force_delete.</summary>
public sealed class DeleteReplica(Visible<ShareReplica> visible, ShareInstanceStore instances, ReplicaRemoval removal, OperationQueue operations, Db db)
{
    /// <summary>Deletes a replica; one that is still being made is not made any further.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var replica = await visible.ToChange(call, call["id"], "share_replica:delete");
        await db.Transaction(tx => Begin(tx, call, replica.Share, force: false), call.Aborted);
        return Reply.Accepted;
    }

    /// <summary>Deletes a replica also when its backend refuses.</summary>
    public Task<Reply> Force(Call call) => Force(call, call["id"]);

    /// <summary>The same for the named replica.</summary>
    internal async Task<Reply> Force(Call call, string id)
    {
        var replica = await visible.ToRead(call, id);
        await db.Transaction(tx => Begin(tx, call, replica.Share, force: true), call.Aborted);
        return Reply.Accepted;
    }

    async Task Begin(Tx tx, Call call, Share replica, bool force)
    {
        var now = await instances.Find(tx, replica.InstanceId, call.Aborted) ?? throw Visible<ShareReplica>.NotFound(replica.InstanceId.Text);
        if (now.Status == ShareStatus.ReplicationChange) throw Refusals.Bad($"Share replica {now.InstanceId} is being promoted; wait until that is over.");
        var others = (await instances.Replicas(tx, now.Id, call.Aborted)).FindAll(r => r.InstanceId != now.InstanceId);
        if (others.Count == 0 || (now.ReplicaState == SyncState.Active && others.TrueForAll(r => r.ReplicaState != SyncState.Active)))
        {
            throw Refusals.Bad($"Share replica {now.InstanceId} is the last active one of share {now.Id}; promote another one first, or delete the share.");
        }
        if (force || now.Status == ShareStatus.Creating) await operations.Cancel(tx, now.InstanceId.Text, "the replica is deleted", call.Aborted);
        if (now.ServiceHost.Length == 0 && now.Status != ShareStatus.Creating)
        {
            await removal.Remove(tx, now, call.Aborted);
            return;
        }
        await instances.Move(tx, now, ShareStatus.Deleting, [now.Status], call.Aborted);
        var lane = now.ServiceHost.Length > 0 ? now.ServiceHost : Lanes.Scheduler;
        await operations.Start(tx, new DeleteReplicaState(now.InstanceId.Text, force), ReplicaSubjects.Of(now, call.Caller), lane, call.Aborted);
    }
}
