using Abaca.DriverSdk;
using Abaca.Server.Configuration;
using Abaca.Server.Data;
using Abaca.Server.Scheduling;
using Abaca.Server.Services;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Abaca.Server.Hosting;

/// <summary>Registers the configured backends and what runs them.</summary>
static class BackendSetup
{
    /// <summary>Adds the backends.</summary>
    public static IServiceCollection AddBackends(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton<Backends>()
        .AddSingleton<IBackends>(p => p.GetRequiredService<Backends>())
        .AddSingleton<IReadOnlyList<ConfiguredBackend>>(p =>
            [.. options.Backends.Select(b => Configure(b, options.Node, p))])
        .AddSingleton<Lanework>()
        .AddSingleton<BackendBook>()
        .AddSingleton<ShareCheck>()
        .AddSingleton<BackendShares>()
        .AddHostedService<BackendRunner>();

    static ConfiguredBackend Configure(BackendOptions backend, NodeOptions node, IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var directory = Path.Combine(node.StatePath, "backends", backend.Section);
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var log = new DriverLog(backend.Section, services.GetRequiredService<ILoggerFactory>().CreateLogger("Abaca.Backend"));
        var driver = backend.Driver.Create(
            new BackendSettings(backend.Section, directory, backend.Values, new LocalCommandRunner(clock), clock, log)
            {
                Deployment = services.GetRequiredService<Deployment>().Id,
            });
        return new ConfiguredBackend($"{node.Host}@{backend.Section}", backend.AvailabilityZone, PoolsOf(backend), driver);
    }

    internal static PoolOptions PoolsOf(BackendOptions backend) => new()
    {
        BackendName = backend.BackendName,
        HandlesShareServers = backend.HandlesShareServers,
        ReservedPercent = backend.ReservedPercent,
        ReservedFromSnapshotPercent = backend.ReservedFromSnapshotPercent,
        ReservedExtendPercent = backend.ReservedExtendPercent,
        MaxOverSubscriptionRatio = backend.MaxOverSubscriptionRatio,
        FilterFunction = backend.FilterFunction,
        GoodnessFunction = backend.GoodnessFunction,
        ReplicationDomain = backend.ReplicationDomain,
    };
}
