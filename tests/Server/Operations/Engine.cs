using Abaca.Server.Data;
using Abaca.Server.Signalling;
using Abaca.Server.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Abaca.Tests.Server.Operations;

/// <summary>The engine as a process has it: put together by its own set-up, on a given database and clock.</summary>
sealed class Engine : IAsyncDisposable
{
    readonly ServiceProvider services;
    bool stopped;

    public Engine(Db db, string process = "test/1", TimeProvider? time = null, OperationsOptions? options = null, Action<IServiceCollection>? more = null)
    {
        var parts = new ServiceCollection()
            .AddLogging()
            .AddSingleton(db)
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(options ?? new OperationsOptions { Scan = TimeSpan.FromMilliseconds(200) })
            .AddSingleton(new ProcessOwner(process, Dead.Contains))
            .AddOperations();
        more?.Invoke(parts);
        services = parts.BuildServiceProvider();
    }

    /// <summary>Processes that this one knows to be gone.</summary>
    public HashSet<string> Dead { get; } = [];

    public OperationQueue Operations => services.GetRequiredService<OperationQueue>();

    public FlowRegistry Flows => services.GetRequiredService<FlowRegistry>();

    public OperationWorker Worker => services.GetRequiredService<OperationWorker>();

    public OperationRecords Records => services.GetRequiredService<OperationRecords>();

    public ReconciliationStore Reconciliations => services.GetRequiredService<ReconciliationStore>();

    public ReconciliationWorker Reconcilers => services.GetRequiredService<ReconciliationWorker>();

    public PeriodicJobs Jobs => services.GetRequiredService<PeriodicJobs>();

    /// <summary>The clock of work, when the test has put one in.</summary>
    public WorkClock Clock => services.GetRequiredService<WorkClock>();

    public Signals Signals => services.GetRequiredService<Signals>();

    public async Task<Engine> Start(params string[] lanes)
    {
        foreach (var lane in lanes) Worker.Serve(lane);
        foreach (var lane in lanes) Reconcilers.Serve(lane);
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(CancellationToken.None);
        return this;
    }

    public async Task Stop()
    {
        if (stopped) return;
        stopped = true;
        await Task.WhenAll(services.GetServices<IHostedService>().Select(hosted => hosted.StopAsync(CancellationToken.None)));
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        await services.DisposeAsync();
    }

    /// <summary>Waits until the operation is over or stuck.</summary>
    public async Task<OperationRecord> Ended(string id)
    {
        OperationRecord? last = null;
        await Eventually.True(async () =>
        {
            last = await Records.Show(id);
            return last is { } op && (op.FinishedAt is not null || op.State == "stuck");
        }, () => $"operation {id} is still {last?.State}: {last?.Reason}");
        return last!;
    }
}
