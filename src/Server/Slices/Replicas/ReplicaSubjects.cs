using Abaca.Server.Messages;
using Abaca.Server.Shares;

namespace Abaca.Server.Replicas;

/// <summary>A replica as the engines name it.</summary>
public static class ReplicaSubjects
{
    /// <summary>Manila's name of the kind in user messages and operations.</summary>
    public const string Type = "SHARE_REPLICA";

    /// <summary>
    /// As the subject of an operation. Work on one replica runs one after the other, and waits for no other replica: that one may be where
    /// nobody answers.
    /// </summary>
    public static OperationSubject Of(Share replica, Caller caller) =>
        new(Type, replica.InstanceId.Text, replica.ProjectId, caller.RequestId, replica.InstanceId.Text);

    /// <summary>As the subject of a user message.</summary>
    public static MessageSubject Message(Share replica, string requestId) => new(Type, replica.InstanceId.Text, replica.ProjectId, requestId);
}
