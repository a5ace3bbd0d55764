using Abaca.Server.AccessRules;

namespace Abaca.Server.Versions;

/// <summary>2.88: the level of a rule can be changed.</summary>
sealed class V2_88() : Microversion(88)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(AccessRuleEndpoints.Update);
        change.Response<AccessRuleView>().Before(v => v.WithoutUpdates);
    }
}
