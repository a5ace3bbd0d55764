using Abaca.Server.Messages;
using Abaca.Server.Quotas;

namespace Abaca.Server.Groups;

/// <summary>A share group and its snapshots as the engines name them. Work on a group and on its snapshots runs one after the other.</summary>
public static class GroupSubjects
{
    /// <summary>Manila's name of the kind in user messages and operations.</summary>
    public const string Type = "SHARE_GROUP";

    /// <summary>The same for group snapshots.</summary>
    public const string SnapshotType = "SHARE_GROUP_SNAPSHOT";

    /// <summary>A group as the subject of an operation.</summary>
    public static OperationSubject Of(ShareGroup group, Caller caller) => new(Type, group.Id.Text, group.ProjectId, caller.RequestId, group.Id.Text);

    /// <summary>A group snapshot as the subject of an operation.</summary>
    public static OperationSubject Of(GroupSnapshot snapshot, Caller caller) =>
        new(SnapshotType, snapshot.Id.Text, snapshot.ProjectId, caller.RequestId, snapshot.GroupId.Text);

    /// <summary>A group as the subject of a user message.</summary>
    public static MessageSubject Message(ShareGroup group, string requestId) => new(Type, group.Id.Text, group.ProjectId, requestId);

    /// <summary>A group snapshot as the subject of a user message.</summary>
    public static MessageSubject Message(GroupSnapshot snapshot, string requestId) =>
        new(SnapshotType, snapshot.Id.Text, snapshot.ProjectId, requestId);

    /// <summary>What the group takes from its quotas; its shares take theirs.</summary>
    public static QuotaClaim CostOf(ShareGroup group) => new(group.ProjectId, group.UserId, null, (QuotaResource.ShareGroups, 1));

    /// <summary>What the group snapshot takes from its quotas. Its members take none.</summary>
    public static QuotaClaim CostOf(GroupSnapshot snapshot) => new(snapshot.ProjectId, snapshot.UserId, null, (QuotaResource.ShareGroupSnapshots, 1));
}
