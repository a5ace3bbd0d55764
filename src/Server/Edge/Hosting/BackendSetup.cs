using Abaca.Server.Pools;
using Abaca.Server.Scheduling;
using Abaca.Server.Services;

namespace Abaca.Server.Hosting;

/// <summary>Registers the configured backends and what runs them.</summary>
static class BackendSetup
{
    /// <summary>Adds the backends.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="roles">What this process does: others than a manager only know which backends there are.</param>
    public static IServiceCollection AddBackends(this IServiceCollection services, ServiceOptions options, ProcessRoles roles)
    {
        services.AddBackends(options);
        if (roles.HasFlag(ProcessRoles.Scheduler)) services.AddHostedService<SchedulerRunner>();
        return roles.HasFlag(ProcessRoles.Share) ? services.AddHostedService<BackendRunner>() : services;
    }

    static void AddBackends(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton<Backends>()
        .AddSingleton(p => new ManagerLease(
            p.GetRequiredService<Db>(), p.GetRequiredService<ProcessOwner>(), options, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<ManagerLease>>(), OperationsSetup.WorkTime(p)))
        .AddSingleton<ManagerTurn>()
        .AddSingleton(p => Configure(options, p))
        .AddSingleton<IReadOnlyList<ConfiguredBackend>>(p => p.GetRequiredService<BackendSet>().Usable)
        .AddSingleton<OpenLanes>()
        .AddSingleton<KnownPools>()
        .AddSingleton<BackendRecords>()
        .AddSingleton<ShareAims>()
        .AddSingleton<ShareCheck>()
        .AddSingleton<BackendShares>();

    static BackendSet Configure(ServiceOptions options, IServiceProvider services)
    {
        var (usable, unusable) = (new List<ConfiguredBackend>(), new List<UnusableBackend>(options.Unusable));
        foreach (var backend in options.Backends)
        {
            try
            {
                usable.Add(Configure(backend, options.Node, services));
            }
            catch (Exception changed) when (changed is OptionException or IOException or UnauthorizedAccessException)
            {
                // It was in order when the configuration was looked at: a file has gone meanwhile, or its directory cannot be made.
                var reason = changed is OptionException complaint ? backend.Refused(complaint).ToString() : $"[{backend.Section}]: {changed.Message}";
                unusable.Add(new UnusableBackend(backend.Section, backend.AvailabilityZone, reason));
            }
        }
        return new BackendSet(usable, [.. unusable.Select(bad => new AbsentService($"{options.Node.Host}@{bad.Section}", bad.AvailabilityZone, bad.Reason))]);
    }

    static ConfiguredBackend Configure(BackendOptions backend, NodeOptions node, IServiceProvider services)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        var log = new DriverLog(backend.Section, services.GetRequiredService<ILoggerFactory>().CreateLogger("Abaca.Backend"));
        var lease = services.GetRequiredService<ManagerLease>();
        var settings = backend.Settings(node.StatePath, new LeasedCommands(new LocalCommandRunner(clock), lease), clock, log) with
        {
            Deployment = services.GetRequiredService<Deployment>().Id,
            MayAct = () => lease.IsHeld,
        };
        Directory.CreateDirectory(settings.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var driver = backend.Driver.Create(settings);
        return new ConfiguredBackend($"{node.Host}@{backend.Section}", backend.AvailabilityZone, PoolsOf(backend), driver) { Known = services.GetRequiredService<KnownPools>() };
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
