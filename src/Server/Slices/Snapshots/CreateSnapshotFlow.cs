using Abaca.Server.Messages;

namespace Abaca.Server.Snapshots;

/// <summary>From "creating" to "available", or to "error" with a reason its owner can read.</summary>
public sealed class CreateSnapshotFlow(SnapshotDrivers drivers, SnapshotStore snapshots, FollowingReplicas followers, MessageStore messages)
    : ResourceFlow<CreateSnapshotState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<CreateSnapshotState>> Steps { get; } =
    [
        new Step<CreateSnapshotState>.Act(
            "take the snapshot",
            async (state, ct) => (await drivers.Create(state.SnapshotId, ct)).Then<CreateSnapshotState, IReadOnlyDictionary<string, string>>(
                details => new StepEnd<CreateSnapshotState>.Done(state with { Details = details })),
            (state, ct) => drivers.Remove(state.SnapshotId, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<CreateSnapshotState> end, CancellationToken ct)
    {
        if (await snapshots.Find(tx, end.State.SnapshotId, ct) is not { } snapshot) return;
        if (end.Refused is { } refused)
        {
            await snapshots.Move(tx, snapshot.Id, SnapshotStatus.Error, [SnapshotStatus.Creating], null, ct);
            await followers.Become(tx, snapshot, SnapshotStatus.Error, ct);
            await messages.Write(tx, MessageAction.Create, SnapshotSubjects.Message(snapshot, end.RequestId), refused.Detail, ct);
            return;
        }
        // Also when the status has been changed meanwhile: whoever deletes the snapshot needs them.
        await snapshots.SetDetails(tx, snapshot.Id, end.State.Details!, ct);
        await snapshots.Move(tx, snapshot.Id, SnapshotStatus.Available, [SnapshotStatus.Creating], "100%", ct);
        await followers.Look(tx, snapshot, ct);
    }
}
