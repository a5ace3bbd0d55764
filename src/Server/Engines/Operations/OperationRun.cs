namespace Abaca.Server.Operations;

/// <summary>
/// Takes one leased operation as far as it goes: a step, a save, the next step. Knows nothing of lanes, timers or threads, so that
/// tests can run it to any point and stop it there. Every save is guarded by the fence; nothing is remembered that is not saved.
/// </summary>
sealed partial class OperationRun(
    OperationStore store, FlowRegistry flows, OperationsOptions options, TimeProvider time, ILogger<OperationRun> log, ResourceLocks? locks = null)
{
    readonly ResourceLocks locks = locks ?? new ResourceLocks();

    enum Stage { Working, Settling, Saving }

    /// <summary>Works until the operation ends, has to wait, or changes hands.</summary>
    /// <param name="held">The operation, leased.</param>
    /// <param name="serves">Whether this process serves a lane: then an operation that moves there keeps its lease.</param>
    /// <exception cref="DatabaseUnavailable">Nothing can be saved.</exception>
    public async Task<RunEnd> Run(HeldOperation held, Func<string, bool> serves)
    {
        using var scope = Scope(held.Now);
        try
        {
            using var turn = await locks.Work(held.Now.Subject.Key, held.Token);
            while (true)
            {
                if (!held.Lease.IsOurs) return Gone(held);
                if (held.ShouldPause) return RunEnd.Interrupted;
                if (await Advance(held, serves) is { } end) return end;
            }
        }
        catch (LeaseLost)
        {
            return Gone(held);
        }
        catch (EndAsked asked)
        {
            return await Abandon(held, asked.Message);
        }
        catch (OperationCanceledException) when (held.Token.IsCancellationRequested)
        {
            return held.Lease.IsOurs ? RunEnd.Interrupted : Gone(held);
        }
    }

    async Task<RunEnd?> Advance(HeldOperation held, Func<string, bool> serves)
    {
        var op = held.Now;
        if (op.CancelReason is { } asked) return await Abandon(held, asked);
        if (flows.Find(op.Flow, op.FlowVersion) is not { } flow)
            return await Save(held, null, serves, Transition.Stuck(op, $"No worker of this version knows the flow {op.Flow} version {op.FlowVersion}."));
        if (Transition.IsComplete(op, flow)) return await InTransaction(held, flow, serves, _ => Task.FromResult(Transition.Unchanged(op)));
        if (op.Step < 0 || op.Step >= flow.Steps.Count)
            return await Save(held, null, serves, Transition.Stuck(op, $"It stands at step {op.Step}, which {op.Flow} version {op.FlowVersion} does not have."));

        var step = flow.Steps[op.Step];
        if (op.Phase is OperationPhase.Undo) return await Undo(held, flow, step, serves);
        if (time.GetUtcNow() >= op.Deadline) return await InTransaction(held, flow, serves, _ => Task.FromResult(Transition.PastDeadline(op, flow)));
        return await Do(held, flow, step, serves);
    }

    async Task<RunEnd?> Do(HeldOperation held, RegisteredFlow flow, RegisteredStep step, Func<string, bool> serves)
    {
        var (op, began) = (held.Now, store.TimeOfDay);
        Transition After(Outcome outcome) => Transition.After(op, flow, outcome, time.GetUtcNow(), options).Since(began);
        if (step.Decide is { } decide)
        {
            return await InTransaction(held, flow, serves, async tx =>
            {
                var outcome = await decide(tx, flow.Read(op.State), held.Token);
                // Again means it did not work: what it wrote before it noticed goes away with the transaction.
                return outcome is Outcome.Unclear again ? throw new TryAgain(again.Why) : After(outcome);
            });
        }
        Outcome done;
        try
        {
            done = await step.Act!(flow.Read(op.State), held.Token);
        }
        catch (Exception e) when (IsStepFault(e, held))
        {
            StepThrew(op.Id, op.Subject.RequestId, step.Name, e);
            done = new Outcome.Unclear(Reasons.Of(e));
        }
        return await InTransaction(held, flow, serves, _ => Task.FromResult(After(done)));
    }

    async Task<RunEnd?> Undo(HeldOperation held, RegisteredFlow flow, RegisteredStep step, Func<string, bool> serves)
    {
        var (op, began) = (held.Now, store.TimeOfDay);
        if (step.UndoDecide is { } undo)
        {
            return await InTransaction(held, flow, serves, async tx =>
            {
                await undo(tx, flow.Read(op.State), held.Token);
                return Transition.Undone(op, flow).Since(began);
            });
        }
        DriverResult undone;
        try
        {
            undone = step.UndoAct is null ? new DriverResult.Done() : await step.UndoAct(flow.Read(op.State), held.Token);
        }
        catch (Exception e) when (IsStepFault(e, held))
        {
            StepThrew(op.Id, op.Subject.RequestId, step.Name, e);
            undone = new DriverResult.Unclear(Reasons.Of(e));
        }
        var change = undone switch
        {
            DriverResult.Refused no => Transition.UndoRefused(op, flow, no.Why),
            DriverResult.Unclear maybe => Transition.UndoFailed(op, flow, maybe.Why, time.GetUtcNow(), options),
            _ => Transition.Undone(op, flow),
        };
        return await InTransaction(held, flow, serves, _ => Task.FromResult(change.Since(began)));
    }

    /// <summary>
    /// Work, save and, when that was the last step, settle: in one transaction. A throw rolls all of it back and is then saved as a
    /// failed attempt of what threw; when that was the settle, the work is saved by itself, so that only settling is tried again.
    /// </summary>
    async Task<RunEnd?> InTransaction(HeldOperation held, RegisteredFlow flow, Func<string, bool> serves, Func<Tx, Task<Transition>> work)
    {
        var op = held.Now;
        var stage = Stage.Working;
        try
        {
            return await Commit(held, flow, serves, async tx =>
            {
                stage = Stage.Working;
                var change = await work(tx);
                if (change.Next.Status is not OperationStatus.Stuck && change.Due is null && Transition.IsComplete(change.Next, flow))
                {
                    stage = Stage.Settling;
                    await flow.Settle(tx, change.Next, held.Token);
                    change = change.Then(Transition.Settled(change.Next));
                }
                stage = Stage.Saving;
                return change;
            });
        }
        catch (Exception e) when (stage is Stage.Settling && IsFault(e, held))
        {
            SettleThrew(op.Id, op.Subject.RequestId, e);
            return await Commit(held, flow, serves, async tx =>
            {
                var change = await work(tx);
                return change.Then(Transition.SettleFailed(change.Next, Reasons.Of(e), time.GetUtcNow(), options));
            });
        }
        catch (TryAgain again)
        {
            return await Save(held, flow, serves, Transition.After(op, flow, new Outcome.Unclear(again.Message), time.GetUtcNow(), options));
        }
        catch (Exception e) when (stage is Stage.Working && IsFault(e, held))
        {
            StepThrew(op.Id, op.Subject.RequestId, flow.Steps[op.Step].Name, e);
            return await Save(held, flow, serves, op.Phase is OperationPhase.Undo
                ? Transition.UndoFailed(op, flow, Reasons.Of(e), time.GetUtcNow(), options)
                : Transition.After(op, flow, new Outcome.Unclear(Reasons.Of(e)), time.GetUtcNow(), options));
        }
    }

    Task<RunEnd?> Save(HeldOperation held, RegisteredFlow? flow, Func<string, bool> serves, Transition change) =>
        Commit(held, flow, serves, _ => Task.FromResult(change));

    async Task<RunEnd?> Commit(HeldOperation held, RegisteredFlow? flow, Func<string, bool> serves, Func<Tx, Task<Transition>> work)
    {
        var was = held.Now;
        var began = time.GetTimestamp();
        // Not cancelled by a stop: what a step has done is saved if that is possible at all.
        var change = await store.Db.Transaction(async tx =>
        {
            var ready = Placed(await work(tx), was, serves);
            if (ready.Next is { Status: OperationStatus.Stuck, HasFailed: false }) ready = ready with { Next = await Failed(tx, ready.Next) };
            await store.Save(tx, was, ready, StepName(flow, ready.Next), CancellationToken.None);
            return ready;
        }, CancellationToken.None);
        held.Now = change.Next;
        foreach (var entry in change.Entries) Happened(LevelOf(entry), was.Id, was.Subject.RequestId, was.Flow, entry.Event, Words(entry));
        if (change.Next.Status.HasEnded() || change.Next.Status is OperationStatus.Stuck) return RunEnd.Ended;
        if (change.Due is not null) return RunEnd.GivenBack;
        held.Lease.Extended(began, options.Lease);
        return change.Next.Lane == was.Lane ? null : RunEnd.Moved;
    }

    /// <summary>It is stuck: its resource does not wait with it, but comes to rest where its owner can delete it.</summary>
    async Task<Operation> Failed(Tx tx, Operation stuck)
    {
        if (await store.Ends.Fail(tx, stuck, stuck.Reason ?? "", CancellationToken.None) is { } thrown) FailThrew(stuck.Id, stuck.Subject.RequestId, thrown);
        return stuck with { HasFailed = true };
    }

    /// <summary>Gives it back when it goes on in a lane that is served elsewhere, and words its status.</summary>
    Transition Placed(Transition change, Operation was, Func<string, bool> serves)
    {
        var next = change.Next with { Events = was.Events + change.Entries.Count };
        if (next.Status.HasEnded() || next.Status is OperationStatus.Stuck) return change with { Next = next };
        var due = change.Due ?? (next.Lane == was.Lane || serves(next.Lane) ? null : time.GetUtcNow());
        var status = next.Phase is OperationPhase.Undo ? OperationStatus.Undoing : due is null ? OperationStatus.Running : OperationStatus.Pending;
        return change with { Due = due, Next = next with { Status = status } };
    }

    async Task<RunEnd> Abandon(HeldOperation held, string reason)
    {
        try
        {
            return await Save(held, flows.Find(held.Now.Flow, held.Now.FlowVersion), _ => true, Transition.Abandoned(held.Now, reason)) ?? RunEnd.Ended;
        }
        catch (LeaseLost)
        {
            return Gone(held);
        }
    }

    RunEnd Gone(HeldOperation held)
    {
        LostLease(held.Id, held.Now.Subject.RequestId);
        held.Lease.Lose();
        return RunEnd.Lost;
    }

    static string? StepName(RegisteredFlow? flow, Operation op) =>
        flow is not null && op.Step >= 0 && op.Step < flow.Steps.Count ? flow.Steps[op.Step].Name : null;

    static bool IsStepFault(Exception e, HeldOperation held) => !(e is OperationCanceledException && held.Token.IsCancellationRequested);

    static bool IsFault(Exception e, HeldOperation held) =>
        e is not (LeaseLost or EndAsked or TryAgain or DatabaseUnavailable) && IsStepFault(e, held);

    IDisposable? Scope(Operation op) => log.BeginScope("operation {OperationId} request {RequestId}", op.Id, op.Subject.RequestId);

    static LogLevel LevelOf(TimelineEntry entry) => entry.Event switch
    {
        "done" or "undone" or "waiting" => LogLevel.Debug,
        "stuck" => LogLevel.Error,
        _ => LogLevel.Information,
    };

    static string Words(TimelineEntry entry) =>
        (entry.Step is { } step ? $" \"{step}\"" : "") + (entry.Attempt > 0 ? $", attempt {entry.Attempt}" : "") + (entry.Reason is { } why ? $": {why}" : "");

    [LoggerMessage(Message = "Operation {OperationId} of {RequestId} ({Flow}): {Event}{Words}")]
    partial void Happened(LogLevel level, string operationId, string requestId, string flow, string @event, string words);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} of {RequestId}: the step \"{Step}\" threw and is tried again.")]
    partial void StepThrew(string operationId, string requestId, string step, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Operation {OperationId} of {RequestId}: settling threw and is tried again.")]
    partial void SettleThrew(string operationId, string requestId, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Operation {OperationId} of {RequestId} is stuck, and its flow could not bring its resource to rest.")]
    partial void FailThrew(string operationId, string requestId, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} of {RequestId}: another worker has it now; this one changes nothing.")]
    partial void LostLease(string operationId, string requestId);

    /// <summary>A deciding step wants to be tried again: rolls its transaction back.</summary>
    sealed class TryAgain(string why) : Exception(why);
}
