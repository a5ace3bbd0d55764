using Abaca.Server.ShareTypes;

namespace Abaca.Server.Quotas;

/// <summary>Registers the slice of quotas and limits.</summary>
public static class QuotasModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddQuotas(this IServiceCollection services, QuotaDefaults defaults) => services
        .AddSingleton(defaults)
        .AddSingleton<QuotaLedger>()
        .AddSingleton<IShareTypeUser>(s => s.GetRequiredService<QuotaLedger>())
        .AddSingleton<QuotaLimitStore>()
        .AddSingleton<QuotaTarget>()
        .AddEndpoints(QuotaEndpoints.All);
}
