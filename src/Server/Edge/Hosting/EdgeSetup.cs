using Abaca.Server.Identity;
using Abaca.Server.Identity.Api;
using Abaca.Server.Identity.Keystone;
using Abaca.Server.Identity.Policy;
using Abaca.Server.Versions;

namespace Abaca.Server.Hosting;

/// <summary>Registers what stands between the network and the slices.</summary>
static class EdgeSetup
{
    /// <summary>The HTTP edge and the microversions.</summary>
    public static IServiceCollection AddEdge(this IServiceCollection services, ServiceOptions options) => services.AddRate(options.Api.MaxRequestsPerMinute)
        .AddSingleton(SettingsOf.Api(options))
        .AddSingleton(new History(MicroversionList.All))
        .AddSingleton<ApiRoutes>()
        .AddSingleton<RouteTree>()
        .AddSingleton<Callers>()
        .AddSingleton<ManilaApi>()
        .AddSingleton<FrontDoor>();

    static IServiceCollection AddRate(this IServiceCollection services, int perMinute) =>
        perMinute > 0 ? services.AddSingleton(_ => new RequestRate(perMinute)) : services;

    /// <summary>Who may do what, as the policy's files say from time to time.</summary>
    public static IServiceCollection AddPolicy(this IServiceCollection services, ServiceOptions options, PolicyRules rules)
    {
        var policy = new ManilaPolicy(rules);
        return services.AddSingleton<IPolicy>(policy).AddHostedService(p => new PolicyWatch(
            new PolicySource(new ThisMachine()), options.Policy, policy, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<PolicyWatch>>()));
    }

    /// <summary>Who checks tokens.</summary>
    public static IServiceCollection AddIdentity(this IServiceCollection services, ServiceOptions options) =>
        options.Authentication.Strategy switch
        {
            AuthStrategy.Embedded => services.AddEmbeddedIdentity(SettingsOf.Identity(options)),
            AuthStrategy.Keystone => services.AddKeystone(
                options.Authentication.Keystone, () => (options.Again?.Invoke() ?? options).Authentication.Keystone.Password),
            _ => services.AddSingleton<IAuthentication, NoAuth>(),
        };
}
