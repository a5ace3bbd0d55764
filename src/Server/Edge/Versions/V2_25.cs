using Abaca.Server.Quotas;

namespace Abaca.Server.Versions;

/// <summary>2.25: quotas are shown with what is used of them.</summary>
sealed class V2_25() : Microversion(25)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Endpoints.Gains(QuotaEndpoints.Detail);
}
