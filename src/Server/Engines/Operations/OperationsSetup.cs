using System.Diagnostics.CodeAnalysis;
using Abaca.Server.Signalling;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Abaca.Server.Operations;

/// <summary>Puts the engine of operations, reconcilers and periodic jobs together.</summary>
public static class OperationsSetup
{
    /// <summary>
    /// Adds the engine. Expects <see cref="Db"/>, <see cref="ProcessOwner"/> and logging; <see cref="OperationsOptions"/> and
    /// <see cref="TimeProvider"/> have defaults. <paramref name="works"/> decides whether this process runs anything, or only starts it.
    /// </summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, bool works = true)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new OperationsOptions());
        services.TryAddSingleton<Signals>();
        services.TryAddSingleton<ResourceLocks>();
        services.AddSingleton(p => new EngineServices(WorkTime(p), p.GetRequiredService<ILoggerFactory>(), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new OperationStore(
            p.GetRequiredService<Db>(), Leases(p, "operations"), p.GetRequiredService<Signals>(), WorkTime(p),
            new FlowEnds(p.GetRequiredService<FlowRegistry>, p.GetServices<IUnattended>), p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(p => new OperationQueue(
            p.GetRequiredService<OperationStore>(), p.GetRequiredService<Signals>(), p.GetRequiredService<OperationsOptions>(), WorkTime(p)));
        services.AddSingleton(p => new OperationRecords(
            p.GetRequiredService<OperationStore>(), p.GetRequiredService<Signals>(), WorkTime(p)));
        services.AddSingleton(p => new ReconciliationStore(
            p.GetRequiredService<Db>(), Leases(p, "reconciliations"), p.GetRequiredService<Signals>(), WorkTime(p)));
        services.AddSingleton(p =>
        {
            var registry = new FlowRegistry();
            foreach (var registration in p.GetServices<FlowRegistration>()) registration.AddTo(p, registry);
            return registry;
        });
        return works ? services.AddWorkers() : services;
    }

    /// <summary>Makes a flow known to the engine; its constructor's parameters come from the services.</summary>
    public static IServiceCollection AddFlow<TState, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFlow>(
        this IServiceCollection services)
        where TState : class, IFlowState<TState>
        where TFlow : Flow<TState>
    {
        services.AddSingleton<TFlow>();
        return services.AddSingleton(new FlowRegistration((p, registry) => registry.Add(p.GetRequiredService<TFlow>())));
    }

    /// <summary>Makes a reconciler known to the engine.</summary>
    public static IServiceCollection AddReconciler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TReconciler>(
        this IServiceCollection services) where TReconciler : Reconciler => services.AddSingleton<Reconciler, TReconciler>();

    static IServiceCollection AddWorkers(this IServiceCollection services)
    {
        services.AddSingleton(p => new OperationRun(
            p.GetRequiredService<OperationStore>(), p.GetRequiredService<FlowRegistry>(), p.GetRequiredService<OperationsOptions>(),
            WorkTime(p), p.GetRequiredService<ILogger<OperationRun>>(), p.GetRequiredService<ResourceLocks>()));
        services.AddSingleton(p => new OperationWorker(
            p.GetRequiredService<OperationStore>(), p.GetRequiredService<OperationRun>(), p.GetRequiredService<OperationsOptions>(),
            p.GetRequiredService<OperationQueue>(), p.GetRequiredService<Signals>(), p.GetRequiredService<EngineServices>()));
        services.AddSingleton(p => new ReconciliationWorker(
            p.GetRequiredService<ReconciliationStore>(), p.GetServices<Reconciler>(), p.GetRequiredService<OperationsOptions>(),
            p.GetRequiredService<Signals>(), p.GetRequiredService<EngineServices>(), p.GetRequiredService<ResourceLocks>()));
        services.AddSingleton(p => new PeriodicJobs(
            Leases(p, "periodic_jobs"), p.GetServices<PeriodicJob>(), p.GetRequiredService<OperationsOptions>(), p.GetRequiredService<EngineServices>()));
        services.AddSingleton(Purge);
        services.AddHostedService(p => p.GetRequiredService<OperationWorker>());
        services.AddHostedService(p => p.GetRequiredService<ReconciliationWorker>());
        services.AddHostedService(p => p.GetRequiredService<PeriodicJobs>());
        return services;
    }

    /// <summary>The clock of work, where there is one: it has to be opened from the database first.</summary>
    internal static TimeProvider WorkTime(IServiceProvider p) => p.GetService<WorkClock>() ?? p.GetRequiredService<TimeProvider>();

    static PeriodicJob Purge(IServiceProvider p)
    {
        var (records, options) = (p.GetRequiredService<OperationRecords>(), p.GetRequiredService<OperationsOptions>());
        return new PeriodicJob("operations.purge", TimeSpan.FromHours(1), ct => records.Purge(options.Retention, ct));
    }

    static LeaseTable Leases(IServiceProvider p, string table) => new(
        p.GetRequiredService<Db>(), table, p.GetRequiredService<ProcessOwner>(), p.GetRequiredService<OperationsOptions>().Lease);

    sealed record FlowRegistration(Action<IServiceProvider, FlowRegistry> AddTo);
}
