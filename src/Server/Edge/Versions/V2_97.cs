using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.97: shares are filtered by availability zone.</summary>
sealed class V2_97() : Microversion(97)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareEndpoints.Index, ShareEndpoints.Detail).Gains("availability_zone");
}
