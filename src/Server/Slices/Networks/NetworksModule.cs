namespace Abaca.Server.Networks;

/// <summary>Registers the slice of share networks, their subnets and security services.</summary>
public static class NetworksModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddNetworks(this IServiceCollection services, NetworkSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<SubnetStore>()
        .AddVisible<Subnet, SubnetStore>()
        .AddParts<SubnetParts>()
        .AddResource<SecurityService, SecurityServiceStore, SecurityServiceParts>(SecurityServiceEndpoints.All)
        .AddResource<ShareNetwork, ShareNetworkStore, ShareNetworkParts>(ShareNetworkEndpoints.All);
}
