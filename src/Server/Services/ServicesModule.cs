using Abaca.Server.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Abaca.Server.Services;

/// <summary>Registers the slice of services, pools and availability zones.</summary>
public static class ServicesModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddServices(this IServiceCollection services, ServiceSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<ZoneStore>()
        .AddSingleton<IZones>(s => s.GetRequiredService<ZoneStore>())
        .AddSingleton<ServiceStore>()
        .AddSingleton<PoolBook>()
        .AddSingleton<IPools>(s => s.GetRequiredService<PoolBook>())
        .AddSingleton<ManageServices>()
        .AddSingleton<ListPools>()
        .AddSingleton<ListZones>()
        .AddSingleton<IRoutes, ServiceRoutes>();
}
