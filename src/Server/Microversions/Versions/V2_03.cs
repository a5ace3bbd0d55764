using Abaca.Server.Shares;

namespace Abaca.Server.Microversions.Versions;

/// <summary>2.3: share instances.</summary>
sealed class V2_03() : Microversion(3)
{
    /// <inheritdoc/>
    public override void Describe(Change change) =>
        change.Operations.Gains(ShareInstanceRoutes.Index, ShareInstanceRoutes.Show, ShareInstanceRoutes.OfShare, ShareInstanceRoutes.Reset, ShareInstanceRoutes.ForceDelete);
}
