using Abaca.DriverSdk;
using Abaca.Server.Operations;

namespace Abaca.Tests.Server.Torture;

/// <summary>What goes wrong in a run, apart from processes that die: faults put around the steps of a flow.</summary>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Step">At which step; -1: at none or at all.</param>
/// <param name="Times">How often an unclear step is unclear.</param>
/// <param name="AfterEffect">Whether the step does its work before it fails.</param>
sealed record Plan(Fault Fault, int Step = -1, int Times = 1, bool AfterEffect = false)
{
    /// <summary>Whether steps and undos are also done twice.</summary>
    public bool Twice { get; init; }

    /// <summary>Whether each undo is also unclear once.</summary>
    public bool UnclearUndo { get; init; }

    public override string ToString() => Fault is Fault.None
        ? Twice ? "every step twice" : "no fault"
        : $"{Fault} at step {Step}{(Times > 1 ? $" {Times} times" : "")}{(AfterEffect ? " after its effect" : "")}{(Twice ? ", everything twice" : "")}{(UnclearUndo ? ", undo unclear once" : "")}";

    /// <summary>Whether the operation may end up stuck.</summary>
    public bool MayGetStuck => Fault is Fault.RefusedUndo or Fault.Settle;

    /// <summary>All plans that leave an operation of so many steps stuck.</summary>
    public static IEnumerable<Plan> Sticking(int steps)
    {
        yield return new Plan(Fault.Settle);
        for (var step = 0; step < steps; step++) yield return new Plan(Fault.RefusedUndo, step, AfterEffect: true);
    }

    /// <summary>All plans for a flow with so many steps.</summary>
    public static IEnumerable<Plan> For(int steps)
    {
        yield return new Plan(Fault.None);
        yield return new Plan(Fault.None) { Twice = true };
        for (var step = 0; step < steps; step++)
        {
            yield return new Plan(Fault.Refusal, step);
            yield return new Plan(Fault.Refusal, step, AfterEffect: true);
            yield return new Plan(Fault.Refusal, step, AfterEffect: true) { Twice = true, UnclearUndo = true };
            yield return new Plan(Fault.Unclear, step);
            yield return new Plan(Fault.Unclear, step, AfterEffect: true);
            yield return new Plan(Fault.Unclear, step, Times: 3, AfterEffect: true);
            yield return new Plan(Fault.Throw, step, AfterEffect: true);
            yield return new Plan(Fault.Deadline, step);
            yield return new Plan(Fault.Deadline, step, AfterEffect: true);
        }
    }
}

/// <summary>Kinds of faults.</summary>
enum Fault
{
    None,
    Refusal,
    Unclear,
    Throw,
    Deadline,
    /// <summary>The step refuses after its effect, and taking it back is refused too.</summary>
    RefusedUndo,
    /// <summary>Settling never works.</summary>
    Settle,
}

/// <summary>A plan as it unfolds in one run, over all lives of the process: a fault that has happened does not happen again.</summary>
sealed class Unfolding(Plan plan)
{
    readonly HashSet<int> unclearUndone = [];
    int happened;

    /// <summary>The deadline is to pass now, between two attempts.</summary>
    public bool DeadlinePasses { get; set; }

    /// <summary>Nothing goes wrong any more.</summary>
    public bool IsOver { get; set; }

    /// <summary>Settles that were committed.</summary>
    public int Settled { get; private set; }

    public RegisteredFlow Around(RegisteredFlow flow) => flow with
    {
        Steps = [.. flow.Steps.Select(Around)],
        Settle = async (tx, op, ct) =>
        {
            if (plan.Fault is Fault.Settle && !IsOver) throw new InvalidOperationException("settling thrown by the torturer");
            await flow.Settle(tx, op, ct);
            tx.AfterCommit(() => Settled++);
        },
    };

    RegisteredStep Around(RegisteredStep step, int at) => step with
    {
        Act = step.Act is { } act ? (state, ct) => Faulty(at, plan.Twice, () => act(state, ct)) : null,
        // A decision commits together with its own progress, so it cannot happen twice: only acts are repeated.
        Decide = step.Decide is { } decide ? (tx, state, ct) => Faulty(at, false, () => decide(tx, state, ct)) : null,
        UndoAct = step.UndoAct is { } undo ? (state, ct) => FaultyUndo(at, () => undo(state, ct)) : null,
    };

    async Task<Outcome> Faulty(int at, bool twice, Func<Task<Outcome>> act)
    {
        if (IsOver || plan.Fault is Fault.None || plan.Step != at || happened >= plan.Times)
        {
            if (twice) await act();
            return await act();
        }
        happened++;
        if (plan.AfterEffect) await act();
        switch (plan.Fault)
        {
            case Fault.Refusal or Fault.RefusedUndo:
                return new Outcome.Refused(new Refusal(MessageDetail.NoValidHost, "refused by the torturer"));
            case Fault.Throw:
                throw new TimeoutException("thrown by the torturer");
            case Fault.Deadline:
                DeadlinePasses = true;
                return new Outcome.Unclear("too slow");
            default:
                return new Outcome.Unclear("unclear");
        }
    }

    async Task<DriverResult> FaultyUndo(int at, Func<Task<DriverResult>> undo)
    {
        if (plan.Fault is Fault.RefusedUndo && plan.Step == at && !IsOver)
            return new DriverResult.Refused(new Refusal(MessageDetail.Unknown, "undo refused by the torturer"));
        if (plan.Twice) await undo();
        var undone = await undo();
        return plan.UnclearUndo && unclearUndone.Add(at) ? new DriverResult.Unclear("unclear undo") : undone;
    }
}
