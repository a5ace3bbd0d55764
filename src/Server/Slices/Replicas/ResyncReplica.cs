using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>The action resync: the replica is looked at now instead of at its turn.</summary>
public sealed class ResyncReplica(Visible<ShareReplica> visible, ReplicaWatch watch, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var replica = await visible.ToChange(call, call["id"], "share_replica:resync");
        if (replica.Share.ServiceHost.Length == 0) throw Refusals.Bad($"Share replica {replica.Id} has no host.");
        if (replica.Share.ReplicaState == SyncState.Active) return Reply.Empty(200);
        await db.Transaction(tx => watch.LookAt(tx, replica.Share, call.Aborted), call.Aborted);
        return Reply.Accepted;
    }
}
