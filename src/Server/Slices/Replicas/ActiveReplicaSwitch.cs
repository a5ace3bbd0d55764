using Abaca.Server.AccessRules;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>Writes down that another replica is the active one now, and has both sides' rules set anew.</summary>
public sealed class ActiveReplicaSwitch(
    ShareInstanceStore instances, ReplicaReports reports, ReplicaSnapshots snapshots, AccessRuleStore rules, ReplicaWatch watch,
    OperationQueue operations)
{
    /// <summary>What may have been under way on the old active replica, and goes on at the new one or has ended there.</summary>
    static readonly string[] NotItsOwn = [ShareStatus.Extending, ShareStatus.Shrinking, ShareStatus.Reverting, ShareStatus.ShrinkingPossibleDataLoss];

    /// <summary>The replica has been promoted.</summary>
    internal async Task Settle(Tx tx, Share promoted, PromoteReplicaState state, CancellationToken ct)
    {
        var done = state.Done!;
        await reports.Enter(tx, promoted, done.Promoted, ct);
        await instances.SetReplicaState(tx, promoted, SyncState.Active, isReadOnly: false, ct);
        await instances.Move(tx, promoted, ShareStatus.Available, [ShareStatus.ReplicationChange], ct);
        await instances.Represent(tx, promoted, ct);
        foreach (var other in await instances.Replicas(tx, promoted.Id, ct))
        {
            if (other.InstanceId != promoted.InstanceId) await StepDown(tx, other, done, promoted.ServiceHost, ct);
        }
        await Judge(tx, promoted, state.OldActiveId, ct);
        if (await instances.Find(tx, promoted.InstanceId, ct) is { } now) await rules.ApplyAgain(tx, now, ct);
        await watch.Look(tx, promoted, ct);
    }

    async Task StepDown(Tx tx, Share other, Promotion done, string lane, CancellationToken ct)
    {
        var wasActive = other.ReplicaState == SyncState.Active;
        if (!wasActive && other.ServiceHost.Length == 0) return; // it is not made yet
        var named = done.Others.GetValueOrDefault(other.InstanceId.Text, ReplicaState.OutOfSync);
        var state = named is ReplicaState.Active && other.ReplicationType != "writable" ? SyncState.OutOfSync : SyncState.Of(named);
        await instances.SetReplicaState(tx, other, state, isReadOnly: other.ReplicationType == "readable", ct);
        if (!wasActive) return;
        // Its service may be gone as well, and with it whoever would go on with that.
        await operations.Divert(tx, other.Id.Text, other.ServiceHost, lane, ct);
        if (NotItsOwn.Contains(other.Status)) await instances.Reset(tx, other, ShareStatus.Available, ct);
        if (await instances.Find(tx, other.InstanceId, ct) is { } now) await rules.ApplyAgain(tx, now, ct);
    }

    // A snapshot that had not come over is lost; one that is just being taken will be taken here.
    async Task Judge(Tx tx, Share promoted, string oldActiveId, CancellationToken ct)
    {
        var before = (await snapshots.On(tx, new ShareInstanceId(oldActiveId), ct)).ToDictionary(s => s.Id, s => s.Status);
        foreach (var snapshot in await snapshots.On(tx, promoted.InstanceId, ct))
        {
            if (snapshot.Status != SnapshotStatus.Creating || before.GetValueOrDefault(snapshot.Id) == SnapshotStatus.Creating) continue;
            await snapshots.SetStatus(tx, snapshot, SnapshotStatus.Error, ct);
            await snapshots.Follow(tx, snapshot, SnapshotStatus.Error, ct);
        }
    }
}
