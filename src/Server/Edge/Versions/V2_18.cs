using Abaca.Server.Networks;

namespace Abaca.Server.Versions;

/// <summary>2.18: share networks show the gateway of their subnet.</summary>
sealed class V2_18() : Microversion(18)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareNetworkView>().Gains("gateway");
}
