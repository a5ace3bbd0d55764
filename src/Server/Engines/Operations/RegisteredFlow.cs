namespace Abaca.Server.Operations;

/// <summary>A flow without its state's type, as the engine runs it. Immutable, so that tests can put themselves around any part of it.</summary>
sealed record RegisteredFlow
{
    /// <summary>The flow's name.</summary>
    public required string Name { get; init; }

    /// <summary>The flow's version.</summary>
    public required int Version { get; init; }

    /// <summary>See <see cref="FlowKind{TState}.Late"/>.</summary>
    public MessageDetail Late { get; init; } = MessageDetail.Unknown;

    /// <summary>The steps in order.</summary>
    public required IReadOnlyList<RegisteredStep> Steps { get; init; }

    /// <summary>State from JSON.</summary>
    public required Func<string, object> Read { get; init; }

    /// <summary>State to JSON.</summary>
    public required Func<object, string> Write { get; init; }

    /// <summary>See <see cref="Flow{TState}.Settle"/>.</summary>
    public required Func<Tx, Operation, CancellationToken, Task> Settle { get; init; }

    /// <summary>See <see cref="Flow{TState}.GiveBack"/>.</summary>
    public Func<Tx, Operation, CancellationToken, Task> GiveBack { get; init; } = (_, _, _) => Task.CompletedTask;

    /// <summary>See <see cref="Flow{TState}.Fail"/>; the operation carries the refusal.</summary>
    public Func<Tx, Operation, CancellationToken, Task> Fail { get; init; } = (_, _, _) => Task.CompletedTask;
}

/// <summary>One step of a <see cref="RegisteredFlow"/>: exactly one of <see cref="Act"/> and <see cref="Decide"/> is there, and at most its undo.</summary>
sealed record RegisteredStep(string Name)
{
    /// <summary>Acts outside any transaction.</summary>
    public Func<object, CancellationToken, Task<Outcome>>? Act { get; init; }

    /// <summary>Takes an act back.</summary>
    public Func<object, CancellationToken, Task<DriverResult>>? UndoAct { get; init; }

    /// <summary>Decides in the saving transaction.</summary>
    public Func<Tx, object, CancellationToken, Task<Outcome>>? Decide { get; init; }

    /// <summary>Takes a decision back in the saving transaction.</summary>
    public Func<Tx, object, CancellationToken, Task>? UndoDecide { get; init; }

    /// <summary>Whether there is anything to take back.</summary>
    public bool HasUndo => UndoAct is not null || UndoDecide is not null;
}

/// <summary><see cref="StepEnd{TState}"/> without the type: states are boxed, the step to go back to is a number.</summary>
abstract record Outcome
{
    Outcome() { }

    internal sealed record Done(object State, string? Lane) : Outcome;

    internal sealed record Refused(Refusal Why) : Outcome;

    internal sealed record Unclear(string Why) : Outcome;

    internal sealed record Wait(object State, TimeSpan After) : Outcome;

    internal sealed record Back(int ToStep, object State, string Why, string? Lane) : Outcome;
}
