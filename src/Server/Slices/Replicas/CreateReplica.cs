using Abaca.Server.AccessRules;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>POST /share-replicas. Answers at once with a replica in "creating"; <see cref="CreateReplicaFlow"/> does the work.</summary>
public sealed class CreateReplica(ReplicaOrigin origin, NewReplica entry, OperationQueue operations, Db db, TimeProvider clock)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var planned = await origin.Plan(call);
        var replica = await db.Transaction(async tx =>
        {
            var now = await origin.Active(tx, planned.ShareId, call.Aborted);
            var wanted = now with
            {
                InstanceId = ShareInstanceId.New(clock.GetUtcNow()),
                Host = "",
                Status = ShareStatus.Creating,
                AvailabilityZone = planned.Zone,
                AccessRulesStatus = "active",
                Progress = "0%",
                ReplicaState = SyncState.OutOfSync,
                IsReadOnly = now.ReplicationType == "readable",
            };
            await entry.Enter(tx, wanted, now.InstanceId, planned.Metadata, call.Aborted);
            var state = new CreateReplicaState(wanted.InstanceId.Text, planned.Zone, planned.OnlyHost, call.Caller.IsHostAdmin);
            await operations.Start(tx, state, ReplicaSubjects.Of(wanted, call.Caller), Lanes.Scheduler, call.Aborted);
            return wanted;
        }, call.Aborted);
        return Reply.One(new ShareReplicaView(new ShareReplica(replica, clock.GetUtcNow(), null, planned.Metadata)), 202);
    }
}

/// <summary>Enters a new replica into every ledger: quota, row, rules, snapshots. The counterpart of <see cref="ReplicaRemoval"/>.</summary>
public sealed class NewReplica(ShareInstanceStore instances, AccessRuleStore rules, ReplicaSnapshots snapshots, QuotaLedger quotas)
{
    /// <summary>Enters it, in the caller's transaction.</summary>
    /// <exception cref="OverQuota">A limit would be exceeded.</exception>
    public async Task Enter(Tx tx, Share replica, ShareInstanceId active, IReadOnlyDictionary<string, string> metadata, CancellationToken ct = default)
    {
        await quotas.Take(tx, ShareSubjects.CostOfReplica(replica), ct);
        await instances.Insert(tx, replica, metadata, ct);
        await rules.Copy(tx, replica, active, ct);
        await snapshots.Join(tx, replica.InstanceId, active, ct);
    }
}
