using Abaca.Server.Services;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>The action promote: a replica takes the active one's place. <see cref="PromoteReplicaFlow"/> does the work.</summary>
public sealed class PromoteReplica(Visible<ShareReplica> visible, ShareInstanceStore instances, PoolLedger pools, OperationQueue operations, Db db)
{
    const string Rule = "share_replica:promote";

    /// <summary>
    /// Handles the call. The time for which Manila lets some of its drivers quiesce the old active replica is checked and not used: no
    /// driver here needs one.
    /// </summary>
    public async Task<Reply> Handle(Call call)
    {
        if (call.ActionBody().Number("quiesce_wait_time") is < 0 or > int.MaxValue)
        {
            throw Refusals.BadField("quiesce_wait_time", "it must be a number of seconds above 0.");
        }
        var replica = await visible.ToChange(call, call["id"], Rule);
        if (replica.Share.ReplicaState == SyncState.Active) return Reply.Empty(200);
        await db.Transaction(tx => Begin(tx, call, replica.Share), call.Aborted);
        return Reply.One(new ShareReplicaView(await visible.Seen(call, replica.Id) ?? replica), 202);
    }

    async Task Begin(Tx tx, Call call, Share replica)
    {
        var now = await instances.Find(tx, replica.InstanceId, call.Aborted) ?? throw Visible<ShareReplica>.NotFound(replica.InstanceId.Text);
        if (now.Status != ShareStatus.Available)
        {
            throw Refusals.Bad($"Share replica {now.InstanceId} is {now.Status}; to be promoted it must be {ShareStatus.Available}.");
        }
        if (now.ReplicaState is SyncState.OutOfSync or SyncState.Error && !call.Caller.IsAdmin)
        {
            throw Refusals.NotAllowed($"Share replica {now.InstanceId} is {now.ReplicaState}; only an administrator may promote it.");
        }
        var all = await instances.Replicas(tx, now.Id, call.Aborted);
        if (all.Find(r => r.Status == ShareStatus.ReplicationChange) is { } other)
        {
            throw Refusals.Bad($"Share replica {other.InstanceId} is being promoted; wait until that is over.");
        }
        var active = all.Find(r => r.ReplicaState == SyncState.Active);
        if (active is not null) await MayStepDown(tx, active, call.Aborted);
        await instances.Move(tx, now, ShareStatus.ReplicationChange, [ShareStatus.Available], call.Aborted);
        await instances.Represent(tx, now, call.Aborted);
        var state = new PromoteReplicaState(now.InstanceId.Text, (active ?? now).InstanceId.Text);
        await operations.Start(tx, state, ReplicaSubjects.Of(now, call.Caller), now.ServiceHost, call.Aborted);
    }

    // What is under way on the active replica comes to its end first, unless it is where nobody answers.
    async Task MayStepDown(Tx tx, Share active, CancellationToken ct)
    {
        if (!ShareStatus.Transitional.Contains(active.Status)) return;
        if ((await pools.All(tx, ct)).Any(p => p.Host == active.Host && p.Service.IsUp))
        {
            throw Refusals.Bad($"The active share replica {active.InstanceId} is {active.Status}; wait until that is over.");
        }
    }
}
