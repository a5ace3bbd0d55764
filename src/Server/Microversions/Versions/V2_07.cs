using Abaca.Server.AccessRules;
using Abaca.Server.Quotas;
using Abaca.Server.Services;
using Abaca.Server.Shares;
using Abaca.Server.ShareTypes;
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
            .Gains(ShareManagementRoutes.Unmanage)
            .Loses(ShareManagementRoutes.UnmanageByPath)
            .Renames(ShareManagementRoutes.Manage, "/os-share-manage")
            .Renames(AccessRuleRoutes.Allow, "os-allow_access")
            .Renames(AccessRuleRoutes.Deny, "os-deny_access")
            .Renames(AccessRuleRoutes.OfShare, "os-access_list")
            .Renames(ServiceRoutes.Index, "/os-services")
            .Renames(ServiceRoutes.Update, "/os-services/{id}")
            .Renames(ServiceRoutes.Zones, "/os-availability-zone")
            .Renames(QuotaRoutes.Show, "/os-quota-sets/{id}")
            .Renames(QuotaRoutes.Defaults, "/os-quota-sets/{id}/defaults")
            .Renames(QuotaRoutes.Update, "/os-quota-sets/{id}")
            .Renames(QuotaRoutes.Delete, "/os-quota-sets/{id}")
            .Renames(QuotaRoutes.ShowClass, "/os-quota-class-sets/{id}")
            .Renames(QuotaRoutes.UpdateClass, "/os-quota-class-sets/{id}");
        change.Response<ShareTypeView>().Loses("os-share-type-access:is_public").Gains("share_type_access:is_public");
    }
}
