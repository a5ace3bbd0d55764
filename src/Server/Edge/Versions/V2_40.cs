using Abaca.Server.Quotas;

namespace Abaca.Server.Versions;

/// <summary>2.40: quotas of share groups.</summary>
sealed class V2_40() : Microversion(40)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(QuotaEndpoints.Update).GainsStrictly("share_groups", "share_group_snapshots");
        change.Response<QuotaSetView>().Gains("share_groups", "share_group_snapshots");
    }
}
