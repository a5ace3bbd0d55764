using Abaca.Server.Quotas;

namespace Abaca.Server.Versions;

/// <summary>2.62: a quota on the size of one share.</summary>
sealed class V2_62() : Microversion(62)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Request(QuotaEndpoints.Update).GainsStrictly("per_share_gigabytes");
        change.Response<QuotaSetView>().Gains("per_share_gigabytes");
    }
}
