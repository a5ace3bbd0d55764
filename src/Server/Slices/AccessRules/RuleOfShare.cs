using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>A rule with its share, whose owner is the rule's, also when the share is public.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Share">Its share.</param>
public sealed record RuleOfShare(StoredRule Rule, Share Share) : IResource<RuleOfShare>
{
    /// <inheritdoc/>
    public static string Kind => "Share access rule";

    /// <inheritdoc/>
    public static string? SeenBy => "share_access_rule:get";

    /// <inheritdoc/>
    public Owner? Owner => Share.Owner;

    /// <inheritdoc/>
    public void MustBeChangeable() => Share.MustBeChangeable();
}

/// <summary>Finds rules with their shares.</summary>
sealed class RulesOfShares(AccessRuleStore rules, ShareStore shares) : ISource<RuleOfShare>
{
    /// <inheritdoc/>
    public async ValueTask<RuleOfShare?> Find(Caller caller, string id, CancellationToken ct) =>
        await rules.Find(id, ct) is { } rule && await shares.Find(rule.ShareId, ct) is { } share ? new RuleOfShare(rule, share) : null;
}
