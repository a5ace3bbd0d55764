using Abaca.Server.Quotas;

namespace Abaca.Server.Versions;

/// <summary>2.39: share types have quotas.</summary>
sealed class V2_39() : Microversion(39)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(QuotaEndpoints.Show, QuotaEndpoints.Detail, QuotaEndpoints.Update, QuotaEndpoints.Delete).GainsStrictly("share_type");
}
