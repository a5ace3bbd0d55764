using Abaca.Server.Networks;

namespace Abaca.Server.Versions;

/// <summary>2.51: share networks have subnets.</summary>
sealed class V2_51() : Microversion(51)
{
    /// <inheritdoc/>
    public override void Describe(Change change)
    {
        change.Endpoints.Gains(ShareNetworkEndpoints.Subnets, ShareNetworkEndpoints.ShowSubnet, ShareNetworkEndpoints.CreateSubnet, ShareNetworkEndpoints.DeleteSubnet);
        change.Request(ShareNetworkEndpoints.Create).Gains("availability_zone");
        change.Response<ShareNetworkView>()
            .Gains("share_network_subnets")
            .Loses("neutron_net_id", "neutron_subnet_id", "network_type", "segmentation_id", "cidr", "ip_version", "gateway", "mtu");
    }
}
