namespace Abaca.Server.AccessRules;

/// <summary>PUT /share-access-rules/{id}: the level.</summary>
public sealed class UpdateAccessRule(Visible<RuleOfShare> visible, AccessRuleStore rules, RuleChanges changes, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("update_access");
        var level = AllowAccess.LevelOf(asked.Required("access_level"));
        var (found, share) = await visible.ToChange(call, call["id"], "share_access_rule:update");
        var (changed, now) = await db.Transaction(async tx =>
        {
            var current = await changes.Current(tx, call, share.Id);
            var rule = await rules.Find(tx, found.Id.Text, call.Aborted) ?? throw Refusals.NotFound("Share access rule", found.Id.Text);
            if (rule.Level == level) return (rule, current);
            if (rule.State is null || RuleState.Leaving.Contains(rule.State)) throw Refusals.Bad($"Access rule {rule.Id} is being removed.");
            await rules.SetLevel(tx, rule.Id, level, call.Aborted);
            await rules.Queue(tx, rule.Id, RuleState.QueuedToUpdate, call.Caller.RequestId, call.Aborted);
            return (await rules.Find(tx, found.Id.Text, call.Aborted) ?? rule, await changes.Ask(tx, current, call.Aborted));
        }, call.Aborted);
        return Reply.One(AccessRuleView.Of(changed, now.AccessRulesStatus));
    }
}
