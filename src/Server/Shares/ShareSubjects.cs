using Abaca.Server.Http;
using Abaca.Server.Messages;
using Abaca.Server.Operations;
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

    /// <summary>What the share takes from its quotas.</summary>
    public static QuotaClaim CostOf(Share share) => new(share.ProjectId, share.UserId, share.TypeId)
    {
        Shares = NumberOf(share), Gigabytes = share.Size, OneShareGigabytes = share.Size,
    };

    /// <summary>What a change of size takes from the quotas.</summary>
    public static QuotaClaim CostOfGrowth(Share share, int newSizeGib) => new(share.ProjectId, share.UserId, share.TypeId)
    {
        Shares = 1 - NumberOf(share), Gigabytes = newSizeGib - share.Size, OneShareGigabytes = newSizeGib > share.Size ? newSizeGib : 0,
    };

    // A size of 0 is one that nobody knows yet: the share is being taken over and will be counted with its size.
    static int NumberOf(Share share) => share.Size > 0 ? 1 : 0;
}
