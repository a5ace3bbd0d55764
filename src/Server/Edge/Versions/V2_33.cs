using Abaca.Server.AccessRules;

namespace Abaca.Server.Versions;

/// <summary>2.33: rules show when they were made and changed.</summary>
sealed class V2_33() : Microversion(33)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<AccessRuleView>().Gains("created_at", "updated_at");
}
