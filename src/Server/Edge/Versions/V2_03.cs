using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.3: share instances.</summary>
sealed class V2_03() : Microversion(3)
{
    /// <inheritdoc/>
    public override void Describe(Change change) =>
        change.Endpoints.Gains(ShareInstanceEndpoints.Index, ShareInstanceEndpoints.Show, ShareInstanceEndpoints.OfShare, ShareInstanceEndpoints.Reset, ShareInstanceEndpoints.ForceDelete);
}
