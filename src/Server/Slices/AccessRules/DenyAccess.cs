using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>
/// The action deny_access. The rule goes once the backend has forgotten it. The field "unrestrict" would drop locks, of which there are
/// none in this service: it is accepted and changes nothing.
/// </summary>
public sealed class DenyAccess(Visible<Share> visible, AccessRuleStore rules, RuleChanges changes, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:deny_access");
        var asked = call.ActionBody();
        asked.Flag("unrestrict");
        var id = asked.Required("access_id");
        await db.Transaction(async tx =>
        {
            var current = await changes.Current(tx, call, share.Id);
            var rule = await rules.Find(tx, share.Id, id, call.Aborted) ?? throw Visible<RuleOfShare>.NotFound(id);
            if (rule.State is null)
            {
                await rules.Remove(tx, rule.Id, share.InstanceId, call.Aborted);
                return;
            }
            if (RuleState.Leaving.Contains(rule.State)) return;
            await rules.Queue(tx, rule.Id, RuleState.QueuedToDeny, call.Caller.RequestId, call.Aborted);
            await changes.Ask(tx, current, call.Aborted);
        }, call.Aborted);
        return Reply.Accepted;
    }
}
