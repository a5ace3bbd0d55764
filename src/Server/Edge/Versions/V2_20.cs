using Abaca.Server.Networks;

namespace Abaca.Server.Versions;

/// <summary>2.20: share networks show the largest packet of their subnet.</summary>
sealed class V2_20() : Microversion(20)
{
    /// <inheritdoc/>
    public override void Describe(Change change) => change.Response<ShareNetworkView>().Gains("mtu");
}
