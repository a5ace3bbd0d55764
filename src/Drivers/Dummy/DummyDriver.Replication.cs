using Abaca.DriverSdk;

namespace Abaca.Drivers.Dummy;

/// <summary>
/// Replicas: further shares that know they are copies. Only what this backend holds itself is copied; a copy takes <c>dummy_clone_seconds</c> to be in
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
                if (made is DriverResult<CreatedShare>.Refused no) return new DriverResult.Refused(no.Why);
                held.Keep(Following(held, held.Share(spec.InstanceId)!, set));
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
        return new DriverResult.Done();
    }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<ReplicaReport>> UpdateReplica(ReplicaSet set, CancellationToken ct = default) =>
        Act<ReplicaReport>(DummyMethod.UpdateReplica, held =>
        {
            if (held.Share(set.This.Share.InstanceId) is not { } found) return NotThere(set.This.Share);
            if (Objection(found, set.This.Share) is { } no) return no;
            // It may have been the active one until another took its place; one that was promoted later does not follow.
            if (!found.IsReplica && found.Epoch > 0 && Leading(held, set) is { } leading && found.Epoch >= leading.Epoch)
                return new DriverResult.Unclear($"{found.Name} was promoted later than what it was to follow.");
            if (Resize(held, found, set.This.Share.SizeGib, MessageDetail.FilterCapacity) is DriverResult.Refused full) return full;
            var before = held.Share(found.InstanceId)!;
            if (Following(held, before, set) is var now && now != before) held.Keep(now);
            Fetch(held, set);
            return Report(held, set);
        }, ct);

    /// <inheritdoc/>
    public Task<DriverResult<Promotion>> PromoteReplica(ReplicaSet set, CancellationToken ct = default) =>
        Act<Promotion>(DummyMethod.PromoteReplica, held =>
        {
            if (held.Share(set.This.Share.InstanceId) is not { } found) return NotThere(set.This.Share);
            if (Objection(found, set.This.Share) is { } no) return no;
            if (Resize(held, found, set.This.Share.SizeGib, MessageDetail.FilterCapacity) is DriverResult.Refused full) return full;
            var now = held.Share(found.InstanceId)!;
            if (now.IsReplica)
            {
                var last = Following(held, now, set);
                held.Keep(last with { IsReplica = false, Epoch = Math.Max(now.Epoch, last.Epoch) + 1 });
            }
            Fetch(held, set);
            return new Promotion(Report(held, set) with { State = ReplicaState.Active }, new Dictionary<string, ReplicaState>());
        }, ct);

    static HeldShare? Leading(DummyMemory held, ReplicaSet set) =>
        set.Active is { } active && active.Share.InstanceId != set.This.Share.InstanceId ? held.Share(active.Share.InstanceId) : null;

    /// <summary>The replica with what the active one holds, when that is here.</summary>
    static HeldShare Following(DummyMemory held, HeldShare replica, ReplicaSet set) => Leading(held, set) is { } leading
        ? replica with { IsReplica = true, UsedBytes = leading.UsedBytes, Epoch = leading.Epoch }
        : replica with { IsReplica = true };

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
