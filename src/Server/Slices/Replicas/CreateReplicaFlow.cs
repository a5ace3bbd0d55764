using Abaca.Server.AccessRules;
using Abaca.Server.Messages;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>A replica from "creating" to "available", in sync or still being filled, or to "error" with a reason its owner can read.</summary>
public sealed class CreateReplicaFlow(
    ReplicaPlacement placement, ReplicaDrivers drivers, ShareInstanceStore instances, ReplicaArrival arrival, ReplicaSnapshots snapshots, MessageStore messages,
    ReplicaSettings settings)
    : ResourceFlow<CreateReplicaState>
{
    const string Choose = "choose a pool";

    /// <inheritdoc/>
    public override IReadOnlyList<Step<CreateReplicaState>> Steps { get; } =
    [
        new Step<CreateReplicaState>.Decide(
            Choose,
            async (tx, state, ct) => await placement.Choose(tx, state, ct) switch
            {
                { Refused: { } refused } => await placement.Refuse(tx, state, refused, ct),
                var choice => new StepEnd<CreateReplicaState>.Done(state with { Host = choice.Host }, Lane: choice.Host!.Split('#')[0]),
            },
            placement.Release),
        new Step<CreateReplicaState>.Act(
            "make the replica", (state, ct) => Make(drivers, settings, state, ct), (state, ct) => drivers.Remove(state.ReplicaId, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<CreateReplicaState> end, CancellationToken ct)
    {
        if (await instances.Find(tx, end.State.ReplicaId, ct) is not { } replica) return;
        if (end.Refused is not { } refused)
        {
            await arrival.Settle(tx, replica, end.State.Made!, ct);
            return;
        }
        await instances.Move(tx, replica, ShareStatus.Error, [ShareStatus.Creating], ct);
        await instances.SetReplicaState(tx, replica, SyncState.Error, replica.IsReadOnly, ct);
        await snapshots.Fail(tx, replica.InstanceId, ct);
        await messages.Write(
            tx, CreateShareFlow.ActionOf(refused, MessageAction.Create), ReplicaSubjects.Message(replica, end.RequestId), refused.Detail, ct);
    }

    static async Task<StepEnd<CreateReplicaState>> Make(ReplicaDrivers drivers, ReplicaSettings settings, CreateReplicaState state, CancellationToken ct)
    {
        var end = await drivers.Create(state.ReplicaId, ct);
        if (end is DriverResult<ReplicaReport>.Refused { Why: { Detail: not MessageDetail.NoActiveReplica } why } && state.Tried.Count + 1 < settings.PlacementAttempts)
        {
            var tried = state with { Tried = [.. state.Tried, state.Host!], Host = null };
            return new StepEnd<CreateReplicaState>.Back(Choose, tried, why.Text, Lanes.Scheduler);
        }
        return end.Then<CreateReplicaState, ReplicaReport>(made => new StepEnd<CreateReplicaState>.Done(state with { Made = made }));
    }
}

/// <summary>Enters a replica that its backend has made into the ledgers, and has its rules applied.</summary>
public sealed class ReplicaArrival(
    ShareInstanceStore instances, ReplicaReports reports, ReplicaPlacement placement, AccessRuleStore rules, ReplicaWatch watch)
{
    /// <summary>The replica is there.</summary>
    public async Task Settle(Tx tx, Share replica, ReplicaReport made, CancellationToken ct)
    {
        await reports.Enter(tx, replica, made, ct);
        await placement.Settled(tx, replica.InstanceId, ct);
        // Nobody but its owner makes a replica the active one, except where all are.
        var state = made.State is ReplicaState.Active && replica.ReplicationType != "writable" ? SyncState.InSync : SyncState.Of(made.State);
        await instances.SetReplicaState(tx, replica, state, replica.IsReadOnly, ct);
        await instances.SetProgress(tx, replica.InstanceId, "100%", ct);
        await instances.Move(tx, replica, ShareStatus.Available, [ShareStatus.Creating], ct);
        await rules.AskAt(tx, replica, ct);
        await watch.LookAt(tx, replica, ct);
    }
}
