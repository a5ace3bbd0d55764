using Abaca.Server.Absent;
using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.80: share backups, as an experiment.</summary>
sealed class V2_80() : Microversion(80)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(AbsentEndpoints.Since(80)).BecomeExperimental(AbsentEndpoints.Since(80));
        change.Response<ShareView>().Gains("source_backup_id");
        change.Request(QuotaEndpoints.Update).GainsStrictly("backups", "backup_gigabytes");
        change.Response<QuotaSetView>().Gains("backups", "backup_gigabytes");
        change.Response<LimitsView>().Gains([.. LimitsView.FieldsOf("backups"), .. LimitsView.FieldsOf("backup_gigabytes")]);
    }
}
