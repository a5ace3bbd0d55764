using Abaca.Server.AccessRules;
using Abaca.Server.Quotas;
using Abaca.Server.Services;
using Abaca.Server.ShareTypes;
using Abaca.Server.Shares;
using Abaca.Server.Snapshots;

namespace Abaca.Server.Versions;

/// <summary>2.7: the prefix os- goes from paths and actions.</summary>
sealed class V2_07() : Microversion(7)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints
            .Renames(ShareEndpoints.Extend, "os-extend")
            .Renames(ShareEndpoints.Shrink, "os-shrink")
            .Renames(ShareEndpoints.Reset, "os-reset_status")
            .Renames(ShareEndpoints.ForceDelete, "os-force_delete")
            .Renames(ShareInstanceEndpoints.Reset, "os-reset_status")
            .Renames(ShareInstanceEndpoints.ForceDelete, "os-force_delete")
            .Renames(SnapshotEndpoints.Reset, "os-reset_status")
            .Renames(SnapshotEndpoints.ForceDelete, "os-force_delete")
            .Gains(ShareManagementEndpoints.Unmanage)
            .Loses(ShareManagementEndpoints.UnmanageByPath)
            .Renames(ShareManagementEndpoints.Manage, "/os-share-manage")
            .Renames(AccessRuleEndpoints.Allow, "os-allow_access")
            .Renames(AccessRuleEndpoints.Deny, "os-deny_access")
            .Renames(AccessRuleEndpoints.OfShare, "os-access_list")
            .Renames(ServiceEndpoints.Index, "/os-services")
            .Renames(ServiceEndpoints.Update, "/os-services/{id}")
            .Renames(ServiceEndpoints.Zones, "/os-availability-zone")
            .Renames(QuotaEndpoints.Show, "/os-quota-sets/{id}")
            .Renames(QuotaEndpoints.Defaults, "/os-quota-sets/{id}/defaults")
            .Renames(QuotaEndpoints.Update, "/os-quota-sets/{id}")
            .Renames(QuotaEndpoints.Delete, "/os-quota-sets/{id}")
            .Renames(QuotaEndpoints.ShowClass, "/os-quota-class-sets/{id}")
            .Renames(QuotaEndpoints.UpdateClass, "/os-quota-class-sets/{id}");
        change.Response<ShareTypeView>().Loses("os-share-type-access:is_public").Gains("share_type_access:is_public");
    }
}
