using System.Collections.Concurrent;

namespace Abaca.Server.Operations;

/// <summary>
/// Takes one leased reconciliation through one pass and writes down how that ended. Knows nothing of lanes, timers or threads, so that
/// tests can run it to any point and stop it there.
/// </summary>
sealed partial class ReconciliationRun
{
    static readonly TimeSpan BesideAnOperation = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, Reconciler> reconcilers = new(StringComparer.Ordinal);
    readonly ReconciliationStore store;
    readonly OperationsOptions options;
    readonly ILogger log;
    readonly ResourceLocks locks;

    internal ReconciliationRun(
        ReconciliationStore store, IEnumerable<Reconciler> known, OperationsOptions options, ILogger log, ResourceLocks? locks = null)
    {
        (this.store, this.options, this.log, this.locks) = (store, options, log, locks ?? new ResourceLocks());
        foreach (var reconciler in known) reconcilers[reconciler.Kind] = reconciler;
    }

    /// <summary>One pass.</summary>
    internal async Task<RunEnd> Run(Reconciliation row, Lease lease)
    {
        if (lease.Token.IsCancellationRequested) return RunEnd.Interrupted;
        // What a pass says, the driver's lines among it, is found by the id of the request that asked for it. Where several have, or none, it has an
        // id of its own, and a line that names them.
        var requests = await RequestsOf(row, lease);
        using var scope = log.BeginScope("reconciliation {ReconciliationId} request {RequestId}", row.Id, requests is [var one] ? one : $"req-{Guid.NewGuid()}");
        if (requests.Count > 1) OfSeveral(row.Kind, row.ResourceId, string.Join(", ", requests));
        var result = await Reconcile(row, lease);
        if (!lease.IsOurs)
        {
            // Another pass may have run beside this one and this one may have had the last word, with what was wanted before: one more
            // pass makes it right whoever was first.
            OutOfTime(row.Kind, row.ResourceId);
            await store.MarkAgain(row);
            return RunEnd.Lost;
        }
        switch (result)
        {
            case null:
                return RunEnd.Interrupted;
            case ReconcileResult.Unclear retry:
                var attempt = row.Attempt + 1;
                Again(row.Kind, row.ResourceId, attempt, retry.Why);
                await store.Retry(row, attempt, retry.Why, retry.After ?? options.Reconciling.After(attempt, options.Chance()));
                break;
            case ReconcileResult.Later { After: { } after }:
                await store.Retry(row, 0, null, after);
                break;
            case ReconcileResult.Later:
                await store.Retry(row, row.Attempt + 1, null, options.Reconciling.After(row.Attempt + 1, options.Chance()));
                break;
            default:
                await store.Finish(row);
                break;
        }
        return RunEnd.Ended;
    }

    async Task<IReadOnlyList<string>> RequestsOf(Reconciliation row, Lease lease)
    {
        try
        {
            return reconcilers.TryGetValue(row.Kind, out var reconciler) ? await reconciler.RequestsOf(row.ResourceId, lease.Token) : [];
        }
        catch (Exception)
        {
            return []; // the pass itself meets the same trouble, and says it
        }
    }

    async Task<ReconcileResult?> Reconcile(Reconciliation row, Lease lease)
    {
        if (!reconcilers.TryGetValue(row.Kind, out var reconciler)) return new ReconcileResult.Unclear($"Nothing here reconciles {row.Kind}.");
        try
        {
            using var turn = await locks.Work(row.Id, lease.Token);
            if (reconciler.OperationsOn(row.ResourceId) is not { } key) return await reconciler.Reconcile(row.ResourceId, lease.Token);
            using var alone = locks.Keep(key);
            return alone is null ? new ReconcileResult.Later(BesideAnOperation) : await reconciler.Reconcile(row.ResourceId, lease.Token);
        }
        catch (OperationCanceledException) when (lease.Token.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            Threw(row.Kind, row.ResourceId, e);
            return new ReconcileResult.Unclear(Reasons.Of(e));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reconciling {Kind} of {ResourceId} for several requests: {Requests}")]
    partial void OfSeveral(string kind, string resourceId, string requests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciling {Kind} of {ResourceId} failed for the {Attempt}. time and is tried again: {Reason}")]
    partial void Again(string kind, string resourceId, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reconciling {Kind} of {ResourceId} threw.")]
    partial void Threw(string kind, string resourceId, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reconciling {Kind} of {ResourceId} took longer than its lease and is done once more.")]
    partial void OutOfTime(string kind, string resourceId);
}
