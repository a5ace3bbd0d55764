using System.Collections.Concurrent;
using Abaca.Server.Signalling;

namespace Abaca.Server.Operations;

/// <summary>What workers do: they take due rows of a lane, and work on one of them.</summary>
/// <param name="Claim">Leases due rows of a lane, in turns between projects, as many as there is room for.</param>
/// <param name="Work">Works on one; answers why it stopped and in which lane it goes on when it moved.</param>
/// <param name="Signal">The signal's name for a lane.</param>
sealed record LaneWork<THeld>(
    Func<string, LaneRoom, CancellationToken, Task<Claimed<THeld>>> Claim,
    Func<THeld, Func<string, bool>, Task<(RunEnd End, string Lane)>> Work,
    Func<string, string> Signal);

/// <summary>
/// The workers of some lanes in this process: claims due rows at a signal and every few seconds, runs a bounded number of them at
/// once in each lane, keeps their leases alive, and gives them back when the process stops.
/// </summary>
sealed partial class LaneWorkers<THeld>(
    LaneWork<THeld> work, LeaseTable leases, Signals signals, OperationsOptions options, TimeProvider time, ILogger log) where THeld : class, ILeased
{
    static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, Lane> lanes = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<THeld, Task> running = new();
    readonly CancellationTokenSource soon = new();
    readonly CancellationTokenSource now = new();
    Task upkeep = Task.CompletedTask;
    volatile bool started;

    /// <summary>How these workers end.</summary>
    public Ending Ending => new(soon.Token, now.Token);

    /// <summary>Serves a lane from now on (or from the start, when that is still to come).</summary>
    public void Open(string name)
    {
        var lane = new Lane(name, options.Concurrency, signals.Listen(work.Signal(name)));
        if (!lanes.TryAdd(name, lane)) lane.Signal.Dispose();
        else if (started) lane.Loop = Task.Run(() => Serve(lane));
    }

    /// <summary>Takes nothing new from a lane. What runs goes on.</summary>
    public async Task Close(string name)
    {
        if (!lanes.TryRemove(name, out var lane)) return;
        await lane.Closing.CancelAsync();
        await lane.Loop;
        lane.Dispose();
    }

    /// <summary>Whether a project's work for a lane can be kept in this process instead of waiting for its turn among all that is due.</summary>
    public bool Accepts(string lane, string project) =>
        started && !soon.IsCancellationRequested && lanes.TryGetValue(lane, out var mine) && mine.Accepts(project);

    /// <summary>Works on something that is leased already.</summary>
    public void Take(THeld held, string lane)
    {
        if (lanes.TryGetValue(lane, out var mine) && mine.TryEnter(held.Project)) Dispatch(held, mine);
        else _ = GiveBack(held, TimeSpan.Zero, lane);
    }

    /// <summary>Begins to work.</summary>
    public void Start()
    {
        started = true;
        foreach (var lane in lanes.Values) lane.Loop = Task.Run(() => Serve(lane));
        upkeep = Task.WhenAll(Task.Run(Heartbeats), Task.Run(TakeFromTheDead));
    }

    /// <summary>Claims nothing more, lets what runs come to the end of its step for a while, and gives the leases back.</summary>
    public async Task Stop()
    {
        await soon.CancelAsync();
        foreach (var lane in lanes.Values) await lane.Loop;
        using (var patience = new CancellationTokenSource(options.Grace, time))
        {
            await Task.WhenAny(Task.WhenAll(running.Values), Task.Delay(Timeout.InfiniteTimeSpan, time, patience.Token));
        }
        await now.CancelAsync();
        // Steps that heed the token end at once; one that does not keeps its lease, which then runs out or is taken from the dead.
        await Task.WhenAny(Task.WhenAll(running.Values), Task.Delay(TimeSpan.FromSeconds(2), time, CancellationToken.None));
        await upkeep;
    }

    async Task Serve(Lane lane)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(soon.Token, lane.Closing.Token);
        try
        {
            while (true)
            {
                await lane.Signal.Wait(await ClaimAll(lane, either.Token), time, either.Token);
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Closed.
        }
    }

    /// <summary>Claims as much as there is room for; answers how long to sleep if no signal comes.</summary>
    async Task<TimeSpan> ClaimAll(Lane lane, CancellationToken ct)
    {
        try
        {
            while (lane.Room() is { } room)
            {
                var claimed = await work.Claim(lane.Name, room, ct);
                lane.Looked(claimed.Left, claimed.Last);
                foreach (var held in claimed.Held)
                {
                    lane.Enter(held.Project);
                    Dispatch(held, lane);
                }
                if (claimed.Held.Count < room.Most && !claimed.LookFurther) break;
            }
            var from = time.GetUtcNow();
            var due = await leases.NextDue(lane.Name, from, ct) - from;
            return due is { } wait && wait < options.Scan ? wait : options.Scan;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            CannotClaim(lane.Name, e);
            return options.Scan;
        }
    }

    void Dispatch(THeld held, Lane lane)
    {
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running[held] = WorkOn(held, lane, begin.Task);
        begin.SetResult();
    }

    async Task WorkOn(THeld held, Lane lane, Task begin)
    {
        await begin;
        var end = RunEnd.Interrupted;
        var due = TimeSpan.Zero;
        var next = lane.Name;
        try
        {
            do
            {
                (end, next) = await InSlot(held, lane);
                if (end is RunEnd.Moved && !Move(held.Project, ref lane, next)) end = RunEnd.Interrupted;
            }
            while (end is RunEnd.Moved);
        }
        catch (Exception e)
        {
            WorkFailed(held.Id, e);
            (end, due) = (RunEnd.Interrupted, AfterTrouble);
        }
        finally
        {
            lane.Leave(held.Project);
            running.TryRemove(held, out _);
        }
        if (end is RunEnd.Interrupted) await GiveBack(held, due, next);
        held.Lease.Dispose();
    }

    async Task<(RunEnd End, string Lane)> InSlot(THeld held, Lane lane)
    {
        if (!await lane.Slot(soon.Token)) return (RunEnd.Interrupted, lane.Name);
        try
        {
            return await work.Work(held, other => Accepts(other, held.Project));
        }
        finally
        {
            lane.FreeSlot();
        }
    }

    bool Move(string project, ref Lane lane, string next)
    {
        if (!lanes.TryGetValue(next, out var other) || !other.TryEnter(project)) return false;
        lane.Leave(project);
        lane = other;
        return true;
    }

    async Task GiveBack(THeld held, TimeSpan wait, string lane)
    {
        if (!held.Lease.IsOurs) return;
        try
        {
            await leases.Release(held.Id, time.GetUtcNow() + wait, CancellationToken.None);
            if (lanes.TryGetValue(lane, out var mine)) mine.Signal.Send();
        }
        catch (Exception e)
        {
            CannotGiveBack(held.Id, e);
        }
    }

    async Task Heartbeats()
    {
        while (!now.IsCancellationRequested && await Pause(options.Lease / 3, now.Token))
        {
            var mine = running.Keys.ToList();
            if (mine.Count == 0) continue;
            try
            {
                var (began, until) = (time.GetTimestamp(), time.GetUtcNow() + options.Lease);
                var lost = (await leases.Extend([.. mine.Select(h => h.Id)], until, now.Token)).ToHashSet(StringComparer.Ordinal);
                foreach (var held in mine)
                {
                    // One that ended in the meantime has no lease any more either: it is not running, and losing it changes nothing.
                    if (!lost.Contains(held.Id)) held.Lease.Extended(began, options.Lease);
                    else if (running.ContainsKey(held)) held.Lease.Lose();
                }
            }
            catch (Exception e) when (!now.IsCancellationRequested)
            {
                CannotExtend(e);
            }
            catch (OperationCanceledException)
            {
                return; // the service stopped in the middle of it
            }
        }
    }

    async Task TakeFromTheDead()
    {
        do
        {
            try
            {
                if (await leases.TakeFromTheDead(time.GetUtcNow(), soon.Token) is > 0 and var taken)
                {
                    TookFromTheDead(taken, leases.Table);
                    foreach (var lane in lanes.Values) lane.Signal.Send();
                }
            }
            catch (Exception e) when (!soon.IsCancellationRequested)
            {
                CannotClaim("all", e);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await Pause(options.Scan, soon.Token));
    }

    async Task<bool> Pause(TimeSpan wait, CancellationToken ct)
    {
        try
        {
            await Task.Delay(wait, time, ct);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot look for work in the lane {Lane}; it is tried again.")]
    partial void CannotClaim(string lane, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Work on {Id} broke off; it is given back and tried again.")]
    partial void WorkFailed(string id, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot give {Id} back; its lease will run out.")]
    partial void CannotGiveBack(string id, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot put leases off; work that takes longer than they last will be given up.")]
    partial void CannotExtend(Exception e);

    [LoggerMessage(Level = LogLevel.Information, Message = "Took up {Count} rows of {Table} that a process left behind when it died.")]
    partial void TookFromTheDead(int count, string table);
}
