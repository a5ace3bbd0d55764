using Abaca.Server.Http;

namespace Abaca.Server.Shares;

/// <summary>Finds shares for a caller: what is another project's does not exist for them.</summary>
public sealed class VisibleShares(ShareStore shares)
{
    /// <summary>A share the caller may look at: their project's, a public one, or any for an admin.</summary>
    /// <exception cref="ApiRefusal">404.</exception>
    public async Task<Share> ToRead(Call call, string id, string rule = "share:get")
    {
        var share = await shares.Find(id, call.Aborted);
        return share is not null && Sees(call, new ShareOwner(share.ProjectId, share.UserId, share.IsPublic), rule) ? share : throw Refusals.NotFound("Share", id);
    }

    /// <summary>Whether the caller may look at a share.</summary>
    internal static bool Sees(Call call, ShareOwner owner, string rule = "share:get") =>
        owner.IsPublic || call.Caller.May(rule, owner.ProjectId, owner.UserId);

    /// <summary>A share the caller may change by this rule.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when only the rule fails.</exception>
    public async Task<Share> ToChange(Call call, string id, string rule)
    {
        var share = await ToRead(call, id);
        call.Caller.Must(rule, share.ProjectId, share.UserId);
        return share.IsSoftDeleted ? throw Refusals.NotAllowed($"Share {id} is in the recycle bin; restore it first.") : share;
    }
}

/// <summary>Whose a share is.</summary>
/// <param name="ProjectId">Its project.</param>
/// <param name="UserId">Who made it.</param>
/// <param name="IsPublic">Every project sees it.</param>
readonly record struct ShareOwner(string ProjectId, string UserId, bool IsPublic);
