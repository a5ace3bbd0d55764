using Abaca.Server.Quotas;

namespace Abaca.Server.Versions;

/// <summary>2.53: quotas of share replicas.</summary>
sealed class V2_53() : Microversion(53)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(QuotaEndpoints.Update).GainsStrictly("share_replicas", "replica_gigabytes");
        change.Response<QuotaSetView>().Gains("share_replicas", "replica_gigabytes");
        change.Response<LimitsView>().Gains([.. LimitsView.FieldsOf("share_replicas"), .. LimitsView.FieldsOf("replica_gigabytes")]);
    }
}
