using Abaca.Server.Locks;

namespace Abaca.Server.AccessRules;

/// <summary>
/// Hides the clients of rules whose visibility is locked from everybody but the one who locked it and those who stand above him.
/// </summary>
public sealed class HiddenRules(ResourceLockStore locks)
{
    const string Rule = "resource_lock:bypass_locked_show_action", Stars = "******";

    /// <summary>A rule as the caller may see it.</summary>
    public async Task<StoredRule> For(Caller caller, StoredRule rule, CancellationToken ct = default) =>
        (await locks.Of(locks.Now, rule.Id.Text, LockedAction.Show, ct)).All(one => LockContext.May(caller, one, Rule)) ? rule : Hidden(rule);

    /// <summary>All rules of a share as the caller may see them.</summary>
    public async Task<IReadOnlyList<(StoredRule Rule, bool IsHidden)>> For(Caller caller, IReadOnlyList<StoredRule> rules, CancellationToken ct = default)
    {
        if (rules.Count == 0) return [];
        var of = await locks.OfSeveral(locks.Now, Sql.Of($"SELECT id FROM access_rules WHERE share_id = {rules[0].ShareId}"), LockedAction.Show, ct);
        var hidden = of.Where(one => !LockContext.May(caller, one, Rule)).Select(one => one.ResourceId).ToHashSet(StringComparer.Ordinal);
        return [.. rules.Select(rule => hidden.Contains(rule.Id.Text) ? (Hidden(rule), true) : (rule, false))];
    }

    static StoredRule Hidden(StoredRule rule) => rule with { To = Stars, Key = Stars };
}
