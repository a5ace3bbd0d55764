using Abaca.Server.Messages;

namespace Abaca.Server.Groups;

/// <summary>A group snapshot from "creating" to "available", or to "error" with a reason its owner can read: all members, or none.</summary>
public sealed class CreateGroupSnapshotFlow(GroupDrivers drivers, GroupSnapshotStore snapshots, MessageStore messages) : ResourceFlow<CreateGroupSnapshotState>
{
    /// <inheritdoc/>
    public override IReadOnlyList<Step<CreateGroupSnapshotState>> Steps { get; } =
    [
        new Step<CreateGroupSnapshotState>.Act(
            "take the snapshots",
            async (state, ct) => (await drivers.CreateSnapshot(state.SnapshotId, ct))
                .Then<CreateGroupSnapshotState, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(
                    details => new StepEnd<CreateGroupSnapshotState>.Done(state with { Details = details })),
            (state, ct) => drivers.RemoveSnapshot(state.SnapshotId, ct)),
    ];

    /// <inheritdoc/>
    public override async Task Settle(Tx tx, Settlement<CreateGroupSnapshotState> end, CancellationToken ct)
    {
        if (await snapshots.Find(tx, end.State.SnapshotId, ct) is not { } snapshot) return;
        if (end.Refused is { } refused)
        {
            await snapshots.Move(tx, snapshot.Id, GroupStatus.Error, [GroupStatus.Creating], ct);
            await messages.Write(tx, MessageAction.Create, GroupSubjects.Message(snapshot, end.RequestId), refused.Detail, ct);
            return;
        }
        // Also when the status has been changed meanwhile: whoever deletes the snapshots needs them.
        foreach (var (member, details) in end.State.Details!) await snapshots.SetDetails(tx, member, details, ct);
        await snapshots.Move(tx, snapshot.Id, GroupStatus.Available, [GroupStatus.Creating], ct);
    }
}

/// <summary>A group snapshot from "deleting" to gone, or to "error".</summary>
public sealed class DeleteGroupSnapshotFlow(GroupDrivers drivers, GroupRemoval removal, GroupSnapshotStore snapshots, MessageStore messages)
    : RemovalFlow<DeleteGroupSnapshotState, GroupSnapshot>(
        new(
            "drop the snapshots", drivers.RemoveSnapshot, snapshots.Find, GroupSubjects.Message,
            (tx, snapshot, ct) => snapshots.Move(tx, snapshot.Id, GroupStatus.Error, [GroupStatus.Deleting], ct), removal.Remove),
        messages);
