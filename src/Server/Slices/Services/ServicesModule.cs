namespace Abaca.Server.Services;

/// <summary>Registers the slice of services, pools and availability zones.</summary>
public static class ServicesModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddServices(this IServiceCollection services, ServiceSettings settings) => services
        .AddSingleton(settings)
        .AddSingleton<ZoneStore>()
        .AddSingleton<ExpectedBackends>()
        .AddSingleton(p => new ServiceStore(
            p.GetRequiredService<Db>(), p.GetRequiredService<ZoneStore>(), p.GetRequiredService<ServiceSettings>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ExpectedBackends>(), OperationsSetup.WorkTime(p)))
        .AddSingleton(p => new PoolLedger(
            p.GetRequiredService<Db>(), p.GetRequiredService<ServiceSettings>(), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ExpectedBackends>(), OperationsSetup.WorkTime(p)))
        .AddEndpoints(ServiceEndpoints.All);
}
