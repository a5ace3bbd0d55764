using Abaca.Server.Signalling;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Operations;

/// <summary>
/// Runs operations in this process, in the lanes it is told to serve. Lanes may be opened before the start and while it runs.
/// </summary>
public sealed class OperationWorker : IHostedService
{
    readonly OperationStore store;
    readonly OperationRun run;
    readonly TimeProvider time;
    readonly OperationQueue queue;
    readonly LaneWorkers<HeldOperation> workers;

    internal OperationWorker(OperationStore store, OperationRun run, OperationsOptions options, OperationQueue queue, Signals signals, EngineServices clock)
    {
        (this.store, this.run, this.queue, time) = (store, run, queue, clock.Time);
        workers = new LaneWorkers<HeldOperation>(
            new LaneWork<HeldOperation>(Claim, Work, lane => lane), store.Leases, signals, options, time, clock.Logs.CreateLogger<OperationWorker>());
    }

    /// <summary>Serves a lane from now on.</summary>
    public void Serve(string lane) => workers.Open(lane);

    /// <summary>Takes nothing new from a lane; what runs goes on.</summary>
    public Task Leave(string lane) => workers.Close(lane);

    /// <summary>Begins to work, first on what an earlier process left behind.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        workers.Start();
        queue.HandTo(workers.Accepts, (op, until) => workers.Take(new HeldOperation(op, new Lease(until, time, workers.Ending)), op.Lane));
        return Task.CompletedTask;
    }

    /// <summary>Stops: see <see cref="OperationsOptions.Grace"/>.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => workers.Stop();

    async Task<Claimed<HeldOperation>> Claim(string lane, LaneRoom room, CancellationToken ct)
    {
        var began = time.GetTimestamp();
        return (await store.Claim(lane, room, ct)).Of(op => new HeldOperation(op, new Lease(began, store.Leases.Duration, time, workers.Ending)));
    }

    async Task<(RunEnd, string)> Work(HeldOperation held, Func<string, bool> serves)
    {
        var end = await run.Run(held, serves);
        return (end, held.Now.Lane);
    }
}
