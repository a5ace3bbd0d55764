using Abaca.Server.AccessRules;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Microversions.Versions;

/// <summary>2.7: the prefix os- goes from paths and actions.</summary>
sealed class V2_07() : Microversion(7)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Operations
            .Renames(ShareRoutes.Extend, "os-extend")
            .Renames(ShareRoutes.Shrink, "os-shrink")
            .Renames(ShareRoutes.Reset, "os-reset_status")
            .Renames(ShareRoutes.ForceDelete, "os-force_delete")
            .Renames(ShareInstanceRoutes.Reset, "os-reset_status")
            .Renames(ShareInstanceRoutes.ForceDelete, "os-force_delete")
            .Renames(SnapshotRoutes.Reset, "os-reset_status")
            .Renames(SnapshotRoutes.ForceDelete, "os-force_delete")
            .Renames(AccessRuleRoutes.Allow, "os-allow_access")
            .Renames(AccessRuleRoutes.Deny, "os-deny_access")
            .Renames(AccessRuleRoutes.OfShare, "os-access_list");
    }
}
