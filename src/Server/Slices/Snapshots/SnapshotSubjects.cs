using Abaca.Server.Messages;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Snapshots;

/// <summary>A snapshot as the engines name it.</summary>
public static class SnapshotSubjects
{
    /// <summary>Manila's name of the kind in user messages and operations.</summary>
    public const string Type = "SHARE_SNAPSHOT";

    /// <summary>As the subject of an operation; work on a share and on its snapshots runs one after the other.</summary>
    public static OperationSubject Of(Snapshot snapshot, Caller caller) =>
        new(Type, snapshot.Id.Text, snapshot.ProjectId, caller.RequestId, snapshot.ShareId.Text);

    /// <summary>As the subject of a user message.</summary>
    public static MessageSubject Message(Snapshot snapshot, string requestId) => new(Type, snapshot.Id.Text, snapshot.ProjectId, requestId);

    /// <summary>What the snapshot takes from its quotas; nothing while its size is 0, which is one that nobody knows yet.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="share">Its share, whose type's own limits count too; null when it is gone.</param>
    public static QuotaClaim CostOf(Snapshot snapshot, Share? share) => new(
        snapshot.ProjectId, snapshot.UserId, share?.TypeId, (QuotaResource.Snapshots, snapshot.Size > 0 ? 1 : 0), (QuotaResource.SnapshotGigabytes, snapshot.Size));
}
