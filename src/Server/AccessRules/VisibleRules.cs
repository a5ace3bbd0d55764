using Abaca.Server.Http;
using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>Finds rules for a caller: rules of another project's share do not exist for them, also when the share is public.</summary>
public sealed class VisibleRules(AccessRuleStore rules, ShareStore shares)
{
    /// <summary>A rule the caller may look at, and its share.</summary>
    /// <exception cref="ApiRefusal">404.</exception>
    public async Task<(StoredRule Rule, Share Share)> ToRead(Call call, string id)
    {
        if (await rules.Find(id, call.Aborted) is { } rule
            && await shares.Find(rule.ShareId.Text, call.Aborted) is { } share
            && call.Caller.May("share_access_rule:get", share.ProjectId, share.UserId)) return (rule, share);
        throw Refusals.NotFound("Share access rule", id);
    }

    /// <summary>A rule the caller may change by this policy, and its share.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when only the policy fails.</exception>
    public async Task<(StoredRule Rule, Share Share)> ToChange(Call call, string id, string policy)
    {
        var found = await ToRead(call, id);
        call.Caller.Must(policy, found.Share.ProjectId, found.Share.UserId);
        return found;
    }
}
