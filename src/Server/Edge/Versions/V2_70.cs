using Abaca.Server.Networks;

namespace Abaca.Server.Versions;

/// <summary>2.70: a zone may have several subnets of one share network.</summary>
sealed class V2_70() : Microversion(70)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(ShareNetworkEndpoints.CheckSubnet);
        change.Response<ShareNetworkView>().Gains("network_allocation_update_support");
        change.Behaves(Behaviour.SeveralSubnetsInZone);
    }
}
