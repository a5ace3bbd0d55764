using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Operations;

/// <summary>Runs periodic jobs. Jobs may be added before the start and while it runs.</summary>
public sealed partial class PeriodicJobs : IHostedService
{
    readonly ConcurrentDictionary<string, (CancellationTokenSource Stop, Task Loop)> loops = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<PeriodicJob> waiting = new();
    readonly LeaseTable leases;
    readonly OperationsOptions options;
    readonly TimeProvider time;
    readonly TimeProvider wall;
    readonly ILogger log;
    readonly CancellationTokenSource stopping = new();
    volatile bool started;

    internal PeriodicJobs(LeaseTable leases, IEnumerable<PeriodicJob> jobs, OperationsOptions options, EngineServices clock)
    {
        (this.leases, this.options, time, wall, log) = (leases, options, clock.Time, clock.TimeOfDay, clock.Logs.CreateLogger<PeriodicJobs>());
        foreach (var job in jobs) waiting.Enqueue(job);
    }

    /// <summary>Runs a job from now on (or from the start, when that is still to come).</summary>
    public void Add(PeriodicJob job)
    {
        waiting.Enqueue(job);
        if (started) BeginWaiting();
    }

    /// <summary>Stops running a job in this process; a run that is under way is cancelled and waited for.</summary>
    public async Task Remove(string name)
    {
        if (!loops.TryRemove(name, out var loop)) return;
        await loop.Stop.CancelAsync();
        await loop.Loop;
        loop.Stop.Dispose();
    }

    /// <summary>Begins.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await leases.TakeFromTheDead(time.GetUtcNow(), cancellationToken);
        started = true;
        BeginWaiting();
    }

    /// <summary>Cancels what runs and waits for it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops.Values.Select(l => l.Loop));
    }

    void BeginWaiting()
    {
        while (waiting.TryDequeue(out var job))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            loops[job.Name] = (stop, Task.Run(() => Loop(job, stop.Token), CancellationToken.None));
        }
    }

    static readonly Columns<StoredJob> Columns = new(c => new StoredJob(c.Moment("due_at"), c.Number("fence")));

    sealed record StoredJob(DateTimeOffset DueAt, long Fence);

    async Task Loop(PeriodicJob job, CancellationToken ct)
    {
        var known = false;
        while (!ct.IsCancellationRequested)
        {
            var wait = options.Scan;
            try
            {
                if (!known) await MakeKnown(job, ct);
                known = true;
                wait = await RunWhenDue(job, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                CannotRun(job.Name, e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(wait, time, ct).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    Task MakeKnown(PeriodicJob job, CancellationToken ct) => leases.Db.Transaction(async tx =>
    {
        var now = time.GetUtcNow();
        if (!await tx.Any($"FROM periodic_jobs WHERE id = {job.Name}", ct))
            await tx.Execute($"INSERT INTO periodic_jobs (id, due_at, fence) VALUES ({job.Name}, {(job.AtStart ? now : now + Next(job))}, 0)", ct);
        else if (job.AtStart)
            await tx.Execute($"UPDATE periodic_jobs SET due_at = {now} WHERE id = {job.Name} AND lease_owner IS NULL", ct);
    }, ct);

    /// <summary>Runs it if it is due and nobody else does; answers how long to wait before looking again.</summary>
    async Task<TimeSpan> RunWhenDue(PeriodicJob job, CancellationToken ct)
    {
        var (began, now) = (time.GetTimestamp(), time.GetUtcNow());
        var held = LeasesOf(job);
        var row = await held.Db.First(Columns, $"FROM periodic_jobs WHERE id = {job.Name}", ct);
        if (row is null) return TimeSpan.Zero;
        if (row.DueAt > now) return row.DueAt - now;
        if (!await held.Db.Transaction(tx => held.Take(tx, job.Name, row.Fence, now, ct), ct)) return TimeSpan.Zero;

        using var lease = new Lease(began, held.Duration, time, new Ending(ct, ct));
        var run = RunOnce(job, lease.Token);
        while (await Task.WhenAny(run, Task.Delay(held.Duration / 3, time, lease.Token)) != run && !lease.Token.IsCancellationRequested) await Extend(job, lease);
        var reason = await run;
        var next = Next(job);
        var ended = time.GetUtcNow();
        await held.Db.Transaction(tx => tx.Execute($"""
            UPDATE periodic_jobs SET lease_owner = NULL, due_at = {ended + next}, ran_at = {wall.GetUtcNow()}, reason = {reason}
            WHERE id = {job.Name} AND fence = {row.Fence + 1}
            """), CancellationToken.None);
        return next;
    }

    async Task Extend(PeriodicJob job, Lease lease)
    {
        var held = LeasesOf(job);
        var (began, until) = (time.GetTimestamp(), time.GetUtcNow() + held.Duration);
        try
        {
            if ((await held.Extend([job.Name], until, CancellationToken.None)).Count == 0) lease.Extended(began, held.Duration);
            else lease.Lose();
        }
        catch (DatabaseUnavailable away)
        {
            CannotRun(job.Name, away); // the lease runs out by itself, which ends the run; to leave it behind would start a second one beside it
        }
    }

    async Task<string?> RunOnce(PeriodicJob job, CancellationToken ct)
    {
        try
        {
            await job.Run(ct);
            return null;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return "Broken off.";
        }
        catch (Exception e)
        {
            JobFailed(job.Name, e);
            return Reasons.Of(e);
        }
    }

    LeaseTable LeasesOf(PeriodicJob job) => job.Lease is { } lasts ? leases with { Duration = lasts } : leases;

    TimeSpan Next(PeriodicJob job) => job.Interval + (job.Jitter * options.Chance());

    [LoggerMessage(Level = LogLevel.Warning, Message = "The periodic job {Job} failed; it runs again at its next turn.")]
    partial void JobFailed(string job, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The periodic job {Job} cannot be looked after; it is tried again.")]
    partial void CannotRun(string job, Exception e);
}
