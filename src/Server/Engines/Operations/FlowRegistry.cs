using System.Collections.Concurrent;

namespace Abaca.Server.Operations;

/// <summary>Every flow this process can run, by name and version.</summary>
public sealed class FlowRegistry
{
    readonly ConcurrentDictionary<(string Name, int Version), RegisteredFlow> flows = new();

    /// <summary>Name, version and step names of all flows, in order: what the golden file holds.</summary>
    public IReadOnlyList<(string Name, int Version, IReadOnlyList<string> Steps)> All =>
    [
        .. flows.Values.OrderBy(f => f.Name, StringComparer.Ordinal).ThenBy(f => f.Version)
            .Select(f => (f.Name, f.Version, (IReadOnlyList<string>)[.. f.Steps.Select(s => s.Name)])),
    ];

    /// <summary>Makes a flow known. Its steps are read once, now.</summary>
    /// <exception cref="ArgumentException">It has no steps, two steps of one name, or was added before.</exception>
    public void Add<TState>(Flow<TState> flow) where TState : class, IFlowState<TState>
    {
        var kind = TState.Kind;
        var steps = flow.Steps;
        if (steps.Count == 0) throw new ArgumentException($"The flow {kind.Name} has no steps.", nameof(flow));
        if (steps.DistinctBy(s => s.Name, StringComparer.Ordinal).Count() != steps.Count)
            throw new ArgumentException($"The flow {kind.Name} has two steps of the same name.", nameof(flow));
        object Read(string json) => JsonSerializer.Deserialize(json, kind.Json)
            ?? throw new JsonException($"The state of {kind.Name} is null.");
        Add(new RegisteredFlow
        {
            Name = kind.Name,
            Version = kind.Version,
            Late = kind.Late,
            Steps = [.. steps.Select((step, at) => Erase(step, at, steps))],
            Read = Read,
            Write = state => JsonSerializer.Serialize((TState)state, kind.Json),
            Settle = (tx, op, ct) => flow.Settle(tx, EndOf(op), ct),
            GiveBack = (tx, op, ct) => flow.GiveBack(tx, (TState)Read(op.State), ct),
            Fail = (tx, op, ct) => flow.Fail(tx, EndOf(op), ct),
        });

        Settlement<TState> EndOf(Operation op) => new(op.Id, op.Subject.RequestId, (TState)Read(op.State), op.Refusal);
    }

    internal void Add(RegisteredFlow flow)
    {
        if (!flows.TryAdd((flow.Name, flow.Version), flow))
            throw new ArgumentException($"The flow {flow.Name} version {flow.Version} is there twice.", nameof(flow));
    }

    internal RegisteredFlow? Find(string name, int version) => flows.GetValueOrDefault((name, version));

    /// <summary>The same flows, each changed by the function: how tests put faults around them.</summary>
    internal FlowRegistry Around(Func<RegisteredFlow, RegisteredFlow> change)
    {
        var around = new FlowRegistry();
        foreach (var flow in flows.Values) around.Add(change(flow));
        return around;
    }

    static RegisteredStep Erase<TState>(Step<TState> step, int at, IReadOnlyList<Step<TState>> steps)
        where TState : class, IFlowState<TState> => step switch
    {
        Step<TState>.Act act => new RegisteredStep(act.Name)
        {
            Act = async (state, ct) => Erase(await act.Do((TState)state, ct), at, steps),
            UndoAct = act.Undo is { } undo ? (state, ct) => undo((TState)state, ct) : null,
        },
        Step<TState>.Decide decide => new RegisteredStep(decide.Name)
        {
            Decide = async (tx, state, ct) => Erase(await decide.Do(tx, (TState)state, ct), at, steps),
            UndoDecide = decide.Undo is { } undo ? (tx, state, ct) => undo(tx, (TState)state, ct) : null,
        },
        _ => throw new ArgumentException($"The step {step.Name} neither acts nor decides.", nameof(step)),
    };

    static Outcome Erase<TState>(StepEnd<TState> next, int at, IReadOnlyList<Step<TState>> steps)
        where TState : class, IFlowState<TState> => next switch
    {
        StepEnd<TState>.Done go => new Outcome.Done(go.State, go.Lane),
        StepEnd<TState>.Refused no => new Outcome.Refused(no.Why),
        StepEnd<TState>.Unclear again => new Outcome.Unclear(again.Why),
        StepEnd<TState>.Wait wait => new Outcome.Wait(wait.State, wait.After),
        StepEnd<TState>.Back back => new Outcome.Back(StepToGoBackTo(back.ToStep, at, steps), back.State, back.Why, back.Lane),
        _ => throw new InvalidOperationException($"The step {steps[at].Name} gave no answer."),
    };

    static int StepToGoBackTo<TState>(string name, int at, IReadOnlyList<Step<TState>> steps) where TState : class
    {
        for (var i = at; i >= 0; i--)
            if (string.Equals(steps[i].Name, name, StringComparison.Ordinal)) return i;
        throw new InvalidOperationException($"The step \"{steps[at].Name}\" goes back to \"{name}\", which is not a step up to it.");
    }
}
