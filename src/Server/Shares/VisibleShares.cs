using Abaca.Server.Http;

namespace Abaca.Server.Shares;

/// <summary>Finds shares for a caller: what is another project's does not exist for them.</summary>
public sealed class VisibleShares(ShareStore shares)
{
    /// <summary>What a public share shows everybody. Every other operation asks its rule about the share's own project, too.</summary>
    static readonly string[] Open =
    [
        "share:get", "share:get_share_metadata", "share_export_location:index", "share_export_location:show", "share_export_location:get_metadata",
    ];

    /// <summary>A share the caller may name: their project's, a public one, or any for an admin.</summary>
    /// <exception cref="ApiRefusal">404.</exception>
    public async Task<Share> ToName(Call call, string id, string rule = "share:get")
    {
        var share = await shares.Find(id, call.Aborted);
        return share is not null && (share.IsPublic || call.Caller.May(rule, share.ProjectId, share.UserId))
            ? share
            : throw Refusals.NotFound("Share", id);
    }

    /// <summary>The same, for the operation that is called.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when the operation's rule does not let them at this share.</exception>
    public async Task<Share> ToRead(Call call, string id, string rule = "share:get")
    {
        var share = await ToName(call, id, rule);
        if (!Open.Contains(call.Endpoint.Policy)) call.MustOn(share.ProjectId, share.UserId);
        return share;
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
