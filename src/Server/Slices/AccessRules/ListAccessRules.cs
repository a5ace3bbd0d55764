using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>The action access_list, GET /share-access-rules and GET /share-access-rules/{id}.</summary>
public sealed class ListAccessRules(Visible<Share> visibleShares, Visible<RuleOfShare> visible, AccessRuleStore rules)
{
    /// <summary>The action, for old clients.</summary>
    public async Task<Reply> OfShare(Call call) =>
        await Listed(call, await visibleShares.ToRead(call, call["id"]), _ => true);

    /// <summary>The list of one share's rules.</summary>
    public async Task<Reply> List(Call call)
    {
        if (call.Query.Text("share_id") is not { Length: > 0 } id) throw Refusals.BadField("share_id", "a value is required.");
        var wanted = Filter(call);
        return await Listed(call, await Named(call, id), wanted);
    }

    /// <summary>One rule.</summary>
    public async Task<Reply> Show(Call call)
    {
        var (rule, share) = await visible.ToRead(call, call["id"]);
        return Reply.One(AccessRuleView.Of(rule, share.AccessRulesStatus));
    }

    // Here Manila answers 400 for a share that is not there or not the caller's.
    async Task<Share> Named(Call call, string id)
    {
        try
        {
            return await visibleShares.ToRead(call, id);
        }
        catch (ApiRefusal refusal) when (refusal.Status == 404)
        {
            throw Refusals.Bad(refusal.Message);
        }
    }

    // A public share is everybody's to see; who may mount it is not: the look-up asks the operation's rule about its project.
    async Task<Reply> Listed(Call call, Share share, Func<StoredRule, bool> wanted)
    {
        var found = (await rules.Of(rules.Now, share.Id, call.Aborted)).Where(wanted);
        return Reply.Many(found.Select(r => AccessRuleView.Of(r, share.AccessRulesStatus)).ToList(), ViewForm.Detail);
    }

    static Func<StoredRule, bool> Filter(Call call)
    {
        var query = call.Query;
        AccessType? type = query.Text("access_type") is { } kind ? AllowAccess.KindOf(call, kind) : null;
        var to = ClientAsked(call, type);
        var level = query.Text("access_level") is { } asked ? AllowAccess.LevelOf(asked) : null;
        var key = query.Text("access_key");
        var metadata = query.Map("metadata") ?? new Dictionary<string, string>();
        return rule => (type is null || rule.Type == type)
            && (to is null || ClientNames.Same(rule.Type, rule.To, to))
            && (level is null || rule.Level == level)
            && (key is null || rule.Key == key)
            && metadata.All(m => rule.Metadata.GetValueOrDefault(m.Key) == m.Value);
    }

    static string? ClientAsked(Call call, AccessType? type)
    {
        if (call.Query.Text("access_to") is not { } to) return null;
        return type is { } kind
            ? AllowAccess.ClientOf(call, kind, to)
            : throw Refusals.BadField("access_to", "it needs access_type beside it.");
    }
}
