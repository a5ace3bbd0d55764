using Abaca.Server.Shares;

namespace Abaca.Server.Versions;

/// <summary>2.42: lists of shares are counted.</summary>
sealed class V2_42() : Microversion(42)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Request(ShareEndpoints.Index, ShareEndpoints.Detail).Gains("with_count");
}
