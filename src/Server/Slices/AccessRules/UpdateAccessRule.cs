namespace Abaca.Server.AccessRules;

/// <summary>PUT /share-access-rules/{id}: the level.</summary>
public sealed class UpdateAccessRule(Visible<RuleOfShare> visible, AccessRuleStore rules, RuleChanges changes)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var asked = call.Body("update_access");
        var level = AllowAccess.LevelOf(asked.Required("access_level"));
        var (found, share) = await visible.ToChange(call, call["id"], "share_access_rule:update");
        var changed = found;
        var now = await changes.Make(call, share.Id, async (tx, _) =>
        {
            changed = await rules.Find(tx, found.Id.Text, call.Aborted) ?? throw Refusals.NotFound("Share access rule", found.Id.Text);
            if (changed.Level == level) return false;
            if (changed.State is null || RuleState.Leaving.Contains(changed.State))
            {
                throw Refusals.Bad($"Access rule {changed.Id} is being removed.");
            }
            await rules.SetLevel(tx, changed.Id, level, call.Aborted);
            await rules.Queue(tx, changed.Id, RuleState.QueuedToUpdate, call.Caller.RequestId, call.Aborted);
            changed = await rules.Find(tx, found.Id.Text, call.Aborted) ?? changed;
            return true;
        });
        return Reply.One(AccessRuleView.Of(changed, now.AccessRulesStatus));
    }
}
