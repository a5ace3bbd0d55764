using Abaca.Server.Quotas;
using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.90: encryption keys.</summary>
sealed class V2_90() : Microversion(90)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(ShareEndpoints.Create, ShareEndpoints.Index, ShareEndpoints.Detail).Gains("encryption_key_ref");
        change.Response<ShareView>().Gains("encryption_key_ref");
        change.Request(QuotaEndpoints.Update).GainsStrictly("encryption_keys");
        change.Response<QuotaSetView>().Gains("encryption_keys");
    }
}
