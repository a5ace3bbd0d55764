using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>
/// Replicas: further shares that know they are copies. Nothing is copied between backends; a copy takes <c>dummy_clone_seconds</c> to be in
/// sync, and has the size and the snapshots it is told of.
/// </summary>
public sealed partial class DummyDriver : IReplication
{
    /// <inheritdoc/>
    public Task<DriverResult<ReplicaReport>> CreateReplica(ReplicaSet set, CancellationToken ct = default) =>
        Act<ReplicaReport>(DummyMethod.CreateReplica, held =>
        {
            var spec = set.This.Share;
            if (held.Share(spec.InstanceId) is null)
            {
                var made = Make(held, spec, usedBytes: 0, options.CloneTime);
                if (made is DriverResult<CreatedShare>.Declined no) return DriverResult.Refused(no.Why);
                held.Keep(held.Share(spec.InstanceId)! with { IsReplica = true });
            }
            Fetch(held, set);
            return Report(held, set);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult> DeleteReplica(ReplicaSet set, CancellationToken ct = default) => Act(DummyMethod.DeleteReplica, held =>
    {
        var id = set.This.Share.InstanceId;
        if (held.Share(id) is { } found && Objection(found, set.This.Share) is { } no) return no;
        foreach (var snapshot in held.Snapshots.Where(s => s.ShareInstanceId == id).ToList()) held.DropSnapshot(snapshot.InstanceId);
        held.DropShare(id);
        return DriverResult.Done;
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<ReplicaReport>> UpdateReplica(ReplicaSet set, CancellationToken ct = default) =>
        Act<ReplicaReport>(DummyMethod.UpdateReplica, held =>
        {
            if (held.Share(set.This.Share.InstanceId) is not { } found) return NotThere(set.This.Share);
            if (Objection(found, set.This.Share) is { } no) return no;
            // It may have been the active one until another took its place.
            if (!found.IsReplica) held.Keep(found with { IsReplica = true });
            if (Resize(held, held.Share(found.InstanceId)!, set.This.Share.SizeGib, MessageDetail.FilterCapacity) is DriverResult.Declined full) return full;
            Fetch(held, set);
            return Report(held, set);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<Promotion>> PromoteReplica(ReplicaSet set, CancellationToken ct = default) =>
        Act<Promotion>(DummyMethod.PromoteReplica, held =>
        {
            if (held.Share(set.This.Share.InstanceId) is not { } found) return NotThere(set.This.Share);
            if (Objection(found, set.This.Share) is { } no) return no;
            if (Resize(held, found, set.This.Share.SizeGib, MessageDetail.FilterCapacity) is DriverResult.Declined full) return full;
            var now = held.Share(found.InstanceId)!;
            if (now.IsReplica) held.Keep(now with { IsReplica = false });
            Fetch(held, set);
            return new Promotion(Report(held, set) with { State = ReplicaState.Active }, new Dictionary<string, ReplicaState>());
        }, ct);

    void Fetch(DummyMemory held, ReplicaSet set)
    {
        foreach (var snapshot in set.Snapshots.Where(s => held.Snapshot(s.InstanceId) is null))
        {
            held.Keep(new HeldSnapshot(snapshot.InstanceId, snapshot.Name, set.This.Share.InstanceId, snapshot.SizeGib, 0)
            {
                ObjectId = Guid.NewGuid().ToString(),
                Mark = MarkOf(snapshot),
            });
        }
    }

    ReplicaReport Report(DummyMemory held, ReplicaSet set)
    {
        var share = held.Share(set.This.Share.InstanceId)!;
        var behind = share.CopyEnds is { } end && clock.GetUtcNow() < end;
        return new ReplicaReport(
            behind ? ReplicaState.OutOfSync : ReplicaState.InSync, Answer(share with { CopyEnds = null }), // a replica's locations are final from the start
            set.Snapshots.Where(s => held.Snapshot(s.InstanceId) is not null).ToDictionary(
                s => s.InstanceId, IReadOnlyDictionary<string, string> (s) => new Dictionary<string, string> { ["provider_location"] = s.Name }));
    }
}
