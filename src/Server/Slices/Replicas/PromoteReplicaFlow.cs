using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>
/// A replica from "replication_change" to the active one. When its backend will not, all is as it was; when nobody knows what came of it
/// until the deadline, every replica is in error, as in Manila, since two of them may think that they are the active one.
/// </summary>
public sealed class PromoteReplicaFlow(
    ReplicaDrivers drivers, ShareInstanceStore instances, ActiveReplicaSwitch changeOver, ReplicaWatch watch, MessageStore messages) : ResourceFlow<PromoteReplicaState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<PromoteReplicaState>> Steps { get; } =
    [
        new Step<PromoteReplicaState>.Act("promote the replica", async (state, ct) => await drivers.Promote(state.ReplicaId, ct) switch
        {
            DriverResult<Promotion>.Done done => new StepEnd<PromoteReplicaState>.Done(state with { Done = done.Value }),
            DriverResult<Promotion>.Refused no => new StepEnd<PromoteReplicaState>.Done(state with { Refused = no.Why }),
            DriverResult<Promotion>.Unclear maybe => new StepEnd<PromoteReplicaState>.Unclear(maybe.Why),
            var other => throw new InvalidOperationException($"A driver call cannot end as {other.GetType().Name}."),
        }),
        new Step<PromoteReplicaState>.Decide("judge the answer", (_, state, _) => Task.FromResult<StepEnd<PromoteReplicaState>>(state.Refused is { } no
            ? new StepEnd<PromoteReplicaState>.Refused(no)
            : new StepEnd<PromoteReplicaState>.Done(state))),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<PromoteReplicaState> end, CancellationToken ct)
    {
        if (await instances.Find(tx, end.State.ReplicaId, ct) is not { } replica) return;
        if (end.Refused is not { } refused)
        {
            await changeOver.Settle(tx, replica, end.State, ct);
            return;
        }
        if (await instances.Find(tx, end.State.OldActiveId, ct) is { } old) await instances.Represent(tx, old, ct);
        if (end.State.Refused is not null) await instances.Move(tx, replica, ShareStatus.Available, [ShareStatus.ReplicationChange], ct);
        else await AllInError(tx, replica, ct);
        await watch.Look(tx, replica, ct);
        await messages.Write(tx, MessageAction.Promote, ReplicaSubjects.Message(replica, end.RequestId), refused.Detail, ct);
    }

    async Task AllInError(Tx tx, Share replica, CancellationToken ct)
    {
        foreach (var one in await instances.Replicas(tx, replica.Id, ct))
        {
            await instances.Move(tx, one, ShareStatus.Error, [ShareStatus.ReplicationChange, ShareStatus.Available], ct);
        }
    }
}
