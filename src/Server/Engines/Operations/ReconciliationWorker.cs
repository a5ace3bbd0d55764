using Abaca.Server.Signalling;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Operations;

/// <summary>Runs reconcilers in this process, in the lanes it is told to serve.</summary>
public sealed class ReconciliationWorker : IHostedService
{
    readonly ReconciliationStore store;
    readonly TimeProvider time;
    readonly ReconciliationRun run;
    readonly LaneWorkers<HeldReconciliation> workers;

    internal ReconciliationWorker(
        ReconciliationStore store, IEnumerable<Reconciler> known, OperationsOptions options, Signals signals, EngineServices clock, ResourceLocks locks)
    {
        (this.store, time) = (store, clock.Time);
        var log = clock.Logs.CreateLogger<ReconciliationWorker>();
        run = new ReconciliationRun(store, known, options, log, locks);
        workers = new LaneWorkers<HeldReconciliation>(
            new LaneWork<HeldReconciliation>(Claim, Work, ReconciliationStore.SignalOf), store.Leases, signals, options, time, log);
    }

    /// <summary>Serves a lane from now on.</summary>
    public void Serve(string lane) => workers.Open(lane);

    /// <summary>Takes nothing new from a lane; what runs goes on.</summary>
    public Task Leave(string lane) => workers.Close(lane);

    /// <summary>Begins to work, first on what an earlier process left behind.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        workers.Start();
        return Task.CompletedTask;
    }

    /// <summary>Stops: see <see cref="OperationsOptions.Grace"/>.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => workers.Stop();

    async Task<Claimed<HeldReconciliation>> Claim(string lane, LaneRoom room, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        return (await store.Claim(lane, room, ct)).Of(row => new HeldReconciliation(row, new Lease(began, store.Leases.Duration, time, workers.Ending)));
    }

    async Task<(RunEnd, string)> Work(HeldReconciliation held, Func<string, bool> serves) => (await run.Run(held.Row, held.Lease), held.Row.Lane);

    sealed record HeldReconciliation(Reconciliation Row, Lease Lease) : ILeased
    {
        public string Id => Row.Id;

        public string Project => Row.Project;
    }
}
