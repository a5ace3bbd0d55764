using Abaca.Server.Messages;

namespace Abaca.Server.Snapshots;

/// <summary>Brings a snapshot to rest that an operation has left which nobody can read.</summary>
public sealed class UnattendedSnapshot(SnapshotStore snapshots, FollowingReplicas followers, MessageStore messages) : IUnattended
{
    /// <inheritdoc/>
    public string ResourceType => SnapshotSubjects.Type;

    /// <inheritdoc/>
    public async Task Fail(Tx tx, OperationSubject subject, Refusal why, CancellationToken ct = default)
    {
        if (await snapshots.Find(tx, subject.ResourceId, ct) is not { } snapshot || RestOf(snapshot.Status) is not var (status, action)) return;
        await snapshots.Move(tx, snapshot.Id, status, [snapshot.Status], null, ct);
        await followers.Become(tx, snapshot, status, ct);
        await messages.Write(tx, action, SnapshotSubjects.Message(snapshot, subject.RequestId), why.Detail, ct);
    }

    static (string Status, MessageAction Action)? RestOf(string status) => status switch
    {
        SnapshotStatus.Creating => (SnapshotStatus.Error, MessageAction.Create),
        SnapshotStatus.Deleting => (SnapshotStatus.ErrorDeleting, MessageAction.Delete),
        SnapshotStatus.ManageStarting => (SnapshotStatus.ManageError, MessageAction.Update),
        SnapshotStatus.UnmanageStarting => (SnapshotStatus.UnmanageError, MessageAction.Update),
        _ => null,
    };
}
