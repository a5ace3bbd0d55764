using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>
/// Keeps replicas near the active one: each is looked at regularly, and soon after what it follows has changed. One that is behind is
/// looked at after a few seconds, then less and less often. Does nothing while the replica is made, removed or promoted: that ends with a
/// look of its own.
/// </summary>
public sealed class ReplicaReconciler(
    ReplicaDrivers drivers, ShareInstanceStore instances, ReplicaReports reports, LeftoverSnapshots leftovers, MessageStore messages,
    ReplicaSettings settings, Db db) : Reconciler
{
    static readonly string[] OutOfReach =
        [ShareStatus.Creating, ShareStatus.Deleting, ShareStatus.ErrorDeleting, ShareStatus.ReplicationChange];

    /// <inheritdoc/>
    public override string Kind => ReplicaWatch.Work;

    // A promotion beside it would end with the new active replica brought back to what the old one holds.
    /// <inheritdoc/>
    public override string? OperationsOn(string resourceId) => resourceId;

    /// <inheritdoc/>
    public override async Task<ReconcileResult> Reconcile(string resourceId, CancellationToken ct)
    {
        if (await instances.Find(resourceId, ct) is not { } replica || !MayBeLookedAt(replica)) return new ReconcileResult.Done();
        var left = await leftovers.Drop(replica, ct);
        if (replica.ReplicaState == SyncState.Active) return left is null ? new ReconcileResult.Done() : new ReconcileResult.Unclear(left);
        ct.ThrowIfCancellationRequested(); // the lease may be lost since the last call
        var (end, set) = await drivers.Update(replica, ct);
        var result = end switch
        {
            DriverResult<ReplicaReport>.Done done => await Record(replica, set!, done.Value, ct),
            DriverResult<ReplicaReport>.Refused no => await Broken(replica, no.Why, ct),
            DriverResult<ReplicaReport>.Unclear maybe => await LeftBehind(replica, maybe.Why, ct),
            var other => throw new InvalidOperationException($"A driver call cannot end as {other.GetType().Name}."),
        };
        return left is not null && result is ReconcileResult.Later ? new ReconcileResult.Unclear(left) : result;
    }

    static bool MayBeLookedAt(Share replica) =>
        replica is { ReplicaState: not null, ServiceHost.Length: > 0 } && !OutOfReach.Contains(replica.Status);

    Task<ReconcileResult> Record(Share replica, ReplicaSet set, ReplicaReport report, CancellationToken ct) => db.Transaction<ReconcileResult>(async tx =>
    {
        if (await Still(tx, replica, ct) is not { } now) return new ReconcileResult.Later(TimeSpan.Zero);
        var active = (await instances.Replicas(tx, replica.Id, ct)).Find(r => r.ReplicaState == SyncState.Active);
        // Another one leads since the driver was asked: what it said is of yesterday.
        if (active?.InstanceId.Text != set.Active!.Share.InstanceId) return new ReconcileResult.Later(TimeSpan.Zero);
        await reports.Enter(tx, now, report, ct);
        if (report.State is ReplicaState.Active) return new ReconcileResult.Later(settings.UpdateInterval);
        // What put it into error is over. An operator's reset of the status alone stays.
        if (now is { Status: ShareStatus.Error, ReplicaState: SyncState.Error } && report.State is not ReplicaState.Error)
        {
            await instances.Move(tx, now, ShareStatus.Available, [ShareStatus.Error], ct);
        }
        if (report.State is ReplicaState.InSync && now.ReplicaState != SyncState.InSync) await reports.CaughtUp(tx, now, ct);
        await instances.SetReplicaState(tx, now, SyncState.Of(report.State), now.IsReadOnly, ct);
        return new ReconcileResult.Later(report.State is ReplicaState.OutOfSync ? null : settings.UpdateInterval);
    }, ct);

    Task<ReconcileResult> Broken(Share replica, Refusal why, CancellationToken ct) => db.Transaction<ReconcileResult>(async tx =>
    {
        if (await Still(tx, replica, ct) is not { } now) return new ReconcileResult.Later(TimeSpan.Zero);
        if (now.ReplicaState != SyncState.Error)
        {
            await instances.SetReplicaState(tx, now, SyncState.Error, now.IsReadOnly, ct);
            await instances.Move(tx, now, ShareStatus.Error, [ShareStatus.Available], ct);
            var request = $"req-{Guid.NewGuid()}"; // nobody's
            await messages.Write(tx, MessageAction.Update, ReplicaSubjects.Message(now, request), why.Detail, ct);
        }
        return new ReconcileResult.Later(settings.UpdateInterval);
    }, ct);

    // Nobody can say that it is in step any more.
    Task<ReconcileResult> LeftBehind(Share replica, string why, CancellationToken ct) => db.Transaction<ReconcileResult>(async tx =>
    {
        if (await Still(tx, replica, ct) is { ReplicaState: SyncState.InSync } now)
        {
            await instances.SetReplicaState(tx, now, SyncState.OutOfSync, now.IsReadOnly, ct);
        }
        return new ReconcileResult.Unclear(why);
    }, ct);

    // Null: it has gone, or is on its way somewhere else, since the driver was asked.
    async Task<Share?> Still(Tx tx, Share replica, CancellationToken ct) =>
        await instances.Find(tx, replica.InstanceId, ct) is { } now && MayBeLookedAt(now) && now.ReplicaState != SyncState.Active ? now : null;
}
