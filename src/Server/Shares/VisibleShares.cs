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
        return share is not null && (share.IsPublic || call.Caller.May(rule, share.ProjectId, share.UserId))
            ? share
            : throw Refusals.NotFound("Share", id);
    }

    /// <summary>A share the caller may change by this rule.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when only the rule fails.</exception>
    public async Task<Share> ToChange(Call call, string id, string rule)
    {
        var share = await ToRead(call, id);
        call.Caller.Must(rule, share.ProjectId, share.UserId);
        return share.IsSoftDeleted ? throw Refusals.NotAllowed($"Share {id} is in the recycle bin; restore it first.") : share;
    }
}
