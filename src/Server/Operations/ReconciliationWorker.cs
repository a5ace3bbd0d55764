using System.Collections.Concurrent;
using Abaca.Server.Doorbell;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Abaca.Server.Operations;

/// <summary>Runs reconcilers in this process, in the lanes it is told to serve.</summary>
public sealed partial class ReconciliationWorker : IHostedService
{
    readonly ConcurrentDictionary<string, Reconciler> reconcilers = new(StringComparer.Ordinal);
    readonly ReconciliationStore store;
    readonly OperationsOptions options;
    readonly TimeProvider time;
    readonly ILogger log;
    readonly LaneCrew<HeldReconciliation> crew;

    internal ReconciliationWorker(
        ReconciliationStore store, IEnumerable<Reconciler> known, OperationsOptions options, Bells bells, TimeProvider time, ILoggerFactory logs)
    {
        (this.store, this.options, this.time) = (store, options, time);
        log = logs.CreateLogger<ReconciliationWorker>();
        foreach (var reconciler in known) reconcilers[reconciler.Kind] = reconciler;
        crew = new LaneCrew<HeldReconciliation>(
            new CrewWork<HeldReconciliation>(Claim, Work, ReconciliationStore.BellOf), store.Leases, bells, options, time, log);
    }

    /// <summary>Serves a lane from now on.</summary>
    public void Serve(string lane) => crew.Open(lane);

    /// <summary>Takes nothing new from a lane; what runs goes on.</summary>
    public Task Leave(string lane) => crew.Close(lane);

    /// <summary>Begins to work, first on what an earlier process left behind.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        crew.Start();
        return Task.CompletedTask;
    }

    /// <summary>Stops: see <see cref="OperationsOptions.Grace"/>.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => crew.Stop();

    async Task<IReadOnlyList<HeldReconciliation>> Claim(string lane, int most, CancellationToken ct)
    {
        var until = time.GetUtcNow() + store.Leases.Duration;
        return [.. (await store.Claim(lane, most, ct)).Select(row => new HeldReconciliation(row, new Lease(until, time, crew.Ending)))];
    }

    async Task<(RunEnd, string)> Work(HeldReconciliation held, Func<string, bool> serves)
    {
        if (held.Lease.Token.IsCancellationRequested) return (RunEnd.Interrupted, held.Row.Lane);
        switch (await Reconcile(held))
        {
            case null:
                return (RunEnd.Interrupted, held.Row.Lane);
            case ReconcileResult.Retry retry:
                var attempt = held.Row.Attempt + 1;
                Again(held.Row.Kind, held.Row.ResourceId, attempt, retry.Why);
                await store.Retry(held.Row, retry.Why, retry.After ?? options.Reconciling.After(attempt, options.Chance()));
                break;
            default:
                await store.Finish(held.Row);
                break;
        }
        return (RunEnd.Ended, held.Row.Lane);
    }

    async Task<ReconcileResult?> Reconcile(HeldReconciliation held)
    {
        var row = held.Row;
        if (!reconcilers.TryGetValue(row.Kind, out var reconciler)) return ReconcileResult.Again($"Nothing here reconciles {row.Kind}.");
        try
        {
            return await reconciler.Reconcile(row.ResourceId, held.Lease.Token);
        }
        catch (OperationCanceledException) when (held.Lease.Token.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            Threw(row.Kind, row.ResourceId, e);
            return ReconcileResult.Again(Reasons.Of(e));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciling {Kind} of {ResourceId} failed for the {Attempt}. time and is tried again: {Reason}")]
    partial void Again(string kind, string resourceId, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconciling {Kind} of {ResourceId} threw.")]
    partial void Threw(string kind, string resourceId, Exception e);

    sealed record HeldReconciliation(Reconciliation Row, Lease Lease) : IHeld
    {
        public string Id => Row.Id;
    }
}
