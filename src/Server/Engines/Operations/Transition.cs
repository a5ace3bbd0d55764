namespace Abaca.Server.Operations;

/// <summary>What becomes of an operation after a step, an undo or a settle, and what its timeline says about it. Pure.</summary>
/// <param name="Next">The row to save.</param>
/// <param name="Due">When it is to be taken up again; null: its worker keeps it and goes on at once.</param>
/// <param name="Entries">What the timeline gains.</param>
sealed record Transition(Operation Next, DateTimeOffset? Due, params IReadOnlyList<TimelineEntry> Entries)
{
    /// <summary>Whether only settling is left.</summary>
    internal static bool IsComplete(Operation op, RegisteredFlow flow) =>
        op.Phase is OperationPhase.Forward ? op.Step >= flow.Steps.Count : op.Step < 0 && op.BackTo is null;

    /// <summary>Nothing happened yet: the start of a transaction that only settles.</summary>
    internal static Transition Unchanged(Operation op) => new(op, null);

    /// <summary>This one, and another that happened in the same transaction.</summary>
    internal Transition Then(Transition later) => later with { Entries = [.. Entries, .. later.Entries] };

    /// <summary>The same, with the moment at which what it reports began.</summary>
    internal Transition Since(DateTimeOffset began) => this with { Entries = [.. Entries.Select(e => e with { BeganAt = began })] };

    /// <summary>After a step that was tried.</summary>
    internal static Transition After(Operation op, RegisteredFlow flow, Outcome outcome, DateTimeOffset now, OperationsOptions options)
    {
        TimelineEntry Entry(string what, string? why = null, int more = 0) => new(what, flow.Steps[op.Step].Name, op.Attempt + more, why);
        return outcome switch
        {
            Outcome.Done go => new(
                op with { State = flow.Write(go.State), Step = op.Step + 1, Lane = go.Lane ?? op.Lane, Attempt = 0, Reason = null }, null, Entry("done")),
            Outcome.Refused no => Refused(op, flow, no.Why),
            Outcome.Unclear again => new(
                op with { Attempt = op.Attempt + 1, Reason = again.Why },
                NotAfterDeadline(op, now, options.Steps.After(op.Attempt + 1, options.Chance())),
                Entry("again", again.Why, 1)),
            // A long wait polls many times; only its beginning is worth an entry.
            Outcome.Wait wait => new(
                op with { State = flow.Write(wait.State), Attempt = 0, Reason = Waiting },
                NotAfterDeadline(op, now, wait.After),
                op.Reason == Waiting ? [] : [Entry(Waiting)]),
            Outcome.Back back => new(SkipNothingToUndo(GoingBack(op, flow, back), flow), null, Entry("back", back.Why)),
            _ => throw new InvalidOperationException("Unknown outcome."),
        };
    }

    /// <summary>It is refused: from now on steps are taken back, this one first.</summary>
    internal static Transition Refused(Operation op, RegisteredFlow flow, Refusal why) => new(
        SkipNothingToUndo(op with
        {
            Phase = OperationPhase.Undo,
            Refusal = why,
            BackTo = null,
            BackState = null,
            BackLane = null,
            Attempt = 0,
            Reason = why.Text,
        }, flow),
        null,
        new TimelineEntry("refused", flow.Steps[op.Step].Name, op.Attempt, why.Text));

    /// <summary>The deadline has passed before this step was done.</summary>
    internal static Transition PastDeadline(Operation op, RegisteredFlow flow)
    {
        var last = op.Reason is null ? "" : $" The last reason was: {op.Reason}";
        return Refused(op, flow, new Refusal(
            flow.Late, $"The step \"{flow.Steps[op.Step].Name}\" was not done by the deadline.{last}"));
    }

    /// <summary>A step was taken back.</summary>
    internal static Transition Undone(Operation op, RegisteredFlow flow) => new(
        SkipNothingToUndo(op with { Step = op.Step - 1, Attempt = 0 }, flow),
        null,
        new TimelineEntry("undone", flow.Steps[op.Step].Name, op.Attempt, null));

    /// <summary>Taking a step back failed; it is tried again, or parked when that has failed too often.</summary>
    internal static Transition UndoFailed(Operation op, RegisteredFlow flow, string why, DateTimeOffset now, OperationsOptions options)
    {
        var name = flow.Steps[op.Step].Name;
        var failed = op with { Attempt = op.Attempt + 1, Reason = why };
        var change = new Transition(
            failed, now + options.Steps.After(failed.Attempt, options.Chance()), new TimelineEntry("undo failed", name, failed.Attempt, why));
        return failed.Attempt < options.AttemptsUntilStuck ? change : change.Then(Stuck(failed, $"Undoing \"{name}\" keeps failing: {why}"));
    }

    /// <summary>Taking a step back was refused: nothing that is done by itself will help.</summary>
    internal static Transition UndoRefused(Operation op, RegisteredFlow flow, Refusal why) =>
        Stuck(op, $"Undoing \"{flow.Steps[op.Step].Name}\" was refused: {why.Text}");

    /// <summary>Settling threw. Steps are done or undone and saved as such; only the end is tried again.</summary>
    internal static Transition SettleFailed(Operation op, string why, DateTimeOffset now, OperationsOptions options)
    {
        var failed = op with { Attempt = op.Attempt + 1, Reason = why };
        var change = new Transition(
            failed, now + options.Steps.After(failed.Attempt, options.Chance()), new TimelineEntry("settle failed", null, failed.Attempt, why));
        return failed.Attempt < options.AttemptsUntilStuck ? change : change.Then(Stuck(failed, $"Settling keeps failing: {why}"));
    }

    /// <summary>It can go neither on nor back.</summary>
    internal static Transition Stuck(Operation op, string why) =>
        new(op with { Status = OperationStatus.Stuck, Reason = why }, null, new TimelineEntry("stuck", null, op.Attempt, why));

    /// <summary>It is over, settled.</summary>
    internal static Transition Settled(Operation op) => new(
        op with { Status = op.Refusal is null ? OperationStatus.Done : OperationStatus.Refused, Attempt = 0, Reason = op.Refusal?.Text },
        null,
        new TimelineEntry("settled", null, op.Attempt, op.Refusal?.Text));

    /// <summary>It is over, as someone asked, without undo and without settling.</summary>
    internal static Transition Abandoned(Operation op, string why) =>
        new(op with { Status = OperationStatus.Abandoned, Reason = why }, null, new TimelineEntry("abandoned", null, op.Attempt, why));

    const string Waiting = "waiting";

    static Operation GoingBack(Operation op, RegisteredFlow flow, Outcome.Back back) => op with
    {
        Phase = OperationPhase.Undo,
        BackTo = back.ToStep,
        BackState = flow.Write(back.State),
        BackLane = back.Lane,
        Attempt = 0,
        Reason = back.Why,
    };

    static DateTimeOffset NotAfterDeadline(Operation op, DateTimeOffset now, TimeSpan wait)
    {
        var due = now + wait;
        return now < op.Deadline && op.Deadline < due ? op.Deadline : due;
    }

    /// <summary>Passes over steps without undo, and turns forward again when undoing has come back to where a jump wanted to.</summary>
    static Operation SkipNothingToUndo(Operation op, RegisteredFlow flow)
    {
        var floor = op.BackTo ?? 0;
        var step = op.Step;
        while (step >= floor && !flow.Steps[step].HasUndo) step--;
        if (step >= floor || op.BackTo is not { } target) return op with { Step = step };
        return op with
        {
            Phase = OperationPhase.Forward,
            Step = target,
            State = op.BackState ?? op.State,
            Lane = op.BackLane ?? op.Lane,
            BackTo = null,
            BackState = null,
            BackLane = null,
            Attempt = 0,
        };
    }
}
