using Abaca.Server.Locks;
using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>
/// The action deny_access. The rule goes once the backend has forgotten it; one that is locked goes only when its locks may go with it
/// (<c>unrestrict</c>).
/// </summary>
public sealed class DenyAccess(Visible<Share> visible, AccessRuleStore rules, RuleChanges changes, ResourceLocks locks, Db db)
{
    /// <summary>Handles the call.</summary>
    public async Task<Reply> Handle(Call call)
    {
        var share = await visible.ToChange(call, call["id"], "share:deny_access");
        var asked = call.ActionBody();
        var unrestrict = asked.Flag("unrestrict") ?? false;
        var id = asked.Required("access_id");
        await db.Transaction(async tx =>
        {
            var current = await changes.Current(tx, call, share.Id);
            var rule = await rules.Find(tx, share.Id, id, call.Aborted) ?? throw Visible<RuleOfShare>.NotFound(id);
            await locks.LetGo(tx, call.Caller, rule.Id.Text, unrestrict, call.Aborted);
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
