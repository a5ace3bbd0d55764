using Abaca.Server.Locks;

namespace Abaca.Server.AccessRules;

/// <summary>Access rules as they are locked: their clients are hidden, or they stay.</summary>
public sealed class LockableRules(Visible<RuleOfShare> visible, AccessRuleStore rules) : ILockable
{
    /// <summary>Their word in requests.</summary>
    public const string RuleType = "access_rule";

    /// <inheritdoc/>
    public string Type => RuleType;

    /// <inheritdoc/>
    public IReadOnlyList<string> Actions => [LockedAction.Delete, LockedAction.Show];

    /// <inheritdoc/>
    public async Task<Owner?> OwnerOf(Call call, string id) => (await visible.Seen(call, id))?.Owner;

    /// <inheritdoc/>
    public async Task<string?> Leaving(Tx tx, string id, CancellationToken ct) => await rules.Find(tx, id, ct) switch
    {
        null => "is gone",
        { State: RuleState.QueuedToDeny or RuleState.Denying or RuleState.Error } rule => $"is {rule.State}",
        _ => null,
    };
}
