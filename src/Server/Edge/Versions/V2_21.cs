using Abaca.Server.AccessRules;

namespace Abaca.Server.Versions;

/// <summary>2.21: rules show the secret of their client.</summary>
sealed class V2_21() : Microversion(21)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<AccessRuleView>().Gains("access_key");
}
