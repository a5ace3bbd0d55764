using Abaca.Server.AccessRules;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.28: every access rule has a state of its own.</summary>
sealed class V2_28() : Microversion(28)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Response<ShareView>().Before(v => v.RulesStatus == "syncing" ? v with { RulesStatus = "out_of_sync" } : v);
        change.Response<AccessRuleView>().Before(v => v.WithoutStates);
        change.Behaves(Behaviour.RuleStates);
    }
}
