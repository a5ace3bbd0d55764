using Abaca.Server.AccessRules;

namespace Abaca.Server.Versions;

/// <summary>2.45: access rules are a resource of their own, with metadata.</summary>
sealed class V2_45() : Microversion(45)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints
            .Gains(
                AccessRuleEndpoints.Index, AccessRuleEndpoints.Show, AccessRuleEndpoints.MergeMetadata, AccessRuleEndpoints.DeleteMetadata)
            .Loses(AccessRuleEndpoints.OfShare);
        change.Request(AccessRuleEndpoints.Allow).Gains("metadata");
        change.Response<AccessRuleView>().Gains("metadata");
    }
}
