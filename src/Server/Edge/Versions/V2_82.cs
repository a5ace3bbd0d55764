using Abaca.Server.AccessRules;

namespace Abaca.Server.Versions;

/// <summary>2.82: access rules are filtered by client, and can be locked.</summary>
sealed class V2_82() : Microversion(82)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(AccessRuleEndpoints.Index).Gains("access_type", "access_to", "access_level", "access_key");
        change.Request(AccessRuleEndpoints.Allow).Gains("lock_visibility", "lock_deletion", "lock_reason");
        change.Request(AccessRuleEndpoints.Deny).Gains("unrestrict");
    }
}
