using Abaca.Server.Messages;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Replicas;

/// <summary>Brings a replica to rest that an operation has left which nobody can read.</summary>
public sealed class UnattendedReplica(ShareInstanceStore instances, ReplicaSnapshots snapshots, MessageStore messages) : IUnattended
{
    /// <inheritdoc/>
    public string ResourceType => ReplicaSubjects.Type;

    /// <inheritdoc/>
    public async Task Fail(Tx tx, OperationSubject subject, Refusal why, CancellationToken ct = default)
    {
        if (await instances.Find(tx, subject.ResourceId, ct) is not { } replica || RestOf(replica.Status) is not var (status, action)) return;
        await instances.Move(tx, replica, status, [replica.Status], ct);
        // Nobody can say whether it was promoted; otherwise it is no longer one to count on.
        if (replica.Status != ShareStatus.ReplicationChange) await instances.SetReplicaState(tx, replica, SyncState.Error, replica.IsReadOnly, ct);
        if (replica.Status == ShareStatus.Creating) await snapshots.Fail(tx, replica.InstanceId, ct);
        await messages.Write(tx, action, ReplicaSubjects.Message(replica, subject.RequestId), why.Detail, ct);
    }

    static (string Status, MessageAction Action)? RestOf(string status) => status switch
    {
        ShareStatus.Creating => (ShareStatus.Error, MessageAction.Create),
        ShareStatus.Deleting => (ShareStatus.ErrorDeleting, MessageAction.Delete),
        ShareStatus.ReplicationChange => (ShareStatus.Error, MessageAction.Promote),
        _ => null,
    };
}
