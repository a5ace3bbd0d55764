using Abaca.Server.Messages;
using Abaca.Server.Quotas;

namespace Abaca.Server.Shares;

/// <summary>A share as the engines name it.</summary>
public static class ShareSubjects
{
    /// <summary>Manila's name of the kind in user messages and operations.</summary>
    public const string Type = "SHARE";

    /// <summary>As the subject of an operation; work on one share runs one after the other.</summary>
    public static OperationSubject Of(Share share, Caller caller) => new(Type, share.Id.Text, share.ProjectId, caller.RequestId, share.Id.Text);

    /// <summary>As the subject of a user message.</summary>
    public static MessageSubject Message(Share share, string requestId) => new(Type, share.Id.Text, share.ProjectId, requestId);

    /// <summary>What the share takes from its quotas; one that replicates counts as its own first replica, too.</summary>
    public static QuotaClaim CostOf(Share share) => new(
        share.ProjectId, share.UserId, share.TypeId, (QuotaResource.Shares, NumberOf(share)), (QuotaResource.Gigabytes, share.ChargedSize),
        (QuotaResource.ShareReplicas, share.ReplicationType is null ? 0 : NumberOf(share)),
        (QuotaResource.ReplicaGigabytes, share.ReplicationType is null ? 0 : share.ChargedSize)) { OneShareGigabytes = share.ChargedSize };

    /// <summary>What a further replica of the share takes from the quotas.</summary>
    public static QuotaClaim CostOfReplica(Share share) =>
        new(share.ProjectId, share.UserId, share.TypeId, (QuotaResource.ShareReplicas, 1), (QuotaResource.ReplicaGigabytes, share.ChargedSize));

    /// <summary>What it takes from the quotas, or gives back, to charge the share for another size.</summary>
    /// <param name="share">The share as it is charged.</param>
    /// <param name="sizeGib">Size in GiB.</param>
    /// <param name="replicas">How many replicas change with it, the active one counted; 0 for a share that is not replicated.</param>
    public static QuotaClaim CostOfResize(Share share, int sizeGib, int replicas) => new(
        share.ProjectId, share.UserId, share.TypeId, (QuotaResource.Gigabytes, sizeGib - share.ChargedSize),
        (QuotaResource.ReplicaGigabytes, replicas * (sizeGib - share.ChargedSize)));

    // A size of 0 is one that nobody knows yet: the share is being taken over and will be counted with its size.
    static int NumberOf(Share share) => share.Size > 0 ? 1 : 0;
}
