using Abaca.Server.Shares;

namespace Abaca.Server.AccessRules;

/// <summary>What access rules are to shares: they go with their share.</summary>
public sealed class RulesOfShare(AccessRuleStore rules) : IShareDependent
{
    /// <inheritdoc/>
    public Task Forget(Tx tx, Share share, CancellationToken ct) => rules.RemoveAll(tx, share, ct);
}
