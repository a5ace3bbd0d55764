using System.Text.Json.Serialization.Metadata;

namespace Abaca.Server.Operations;

/// <summary>The immutable record a flow works on; saved after every step.</summary>
/// <typeparam name="TSelf">The record itself.</typeparam>
public interface IFlowState<TSelf> where TSelf : class, IFlowState<TSelf>
{
    /// <summary>Which flow this state belongs to.</summary>
    static abstract FlowKind<TSelf> Kind { get; }
}

/// <summary>A flow's identity, known to whoever starts it without the flow's own dependencies.</summary>
/// <param name="Name">For example <c>share.create</c>; stored.</param>
/// <param name="Version">Stored; changing the steps of a flow needs a new version.</param>
/// <param name="Deadline">After this time a flow that has not ended unwinds.</param>
/// <param name="Json">How the state is stored.</param>
public sealed record FlowKind<TState>(string Name, int Version, TimeSpan Deadline, JsonTypeInfo<TState> Json)
{
    /// <summary>The resource is to be gone in the end: whatever is stuck on it ends when this begins, which cleans up behind it.</summary>
    public bool Removes { get; init; }

    /// <summary>What the owner is told when the deadline has passed.</summary>
    public MessageDetail Late { get; init; } = MessageDetail.Unknown;
}

/// <summary>
/// Work that takes time and ends: named steps over one state. Every step and every undo may run more than once
/// and must find its own earlier work. A refusal is saved first; then undo runs backwards, the refused step first.
/// </summary>
/// <typeparam name="TState">The state record.</typeparam>
public abstract class Flow<TState> where TState : class, IFlowState<TState>
{
    /// <summary>The steps in order. When changing them: new version, new entry in the golden list.</summary>
    public abstract IReadOnlyList<Step<TState>> Steps { get; }

    /// <summary>
    /// The end, in one transaction with the operation's own: the only place where a flow changes a resource's status,
    /// adjusts quota and writes user messages.
    /// </summary>
    public abstract Task Settle(Tx tx, Settlement<TState> end, CancellationToken ct);

    /// <summary>
    /// Somebody overrules the operation (a forced deletion, a status that is reset) and decides himself what becomes of the resource, in
    /// the same transaction: gives back what the operation has taken in the ledgers. May happen more than once.
    /// </summary>
    public virtual Task GiveBack(Tx tx, TState state, CancellationToken ct) => Task.CompletedTask;

    /// <summary>
    /// The operation ends where it stands, without undo, or is parked as stuck, and nobody else looks after the resource: it comes to a
    /// state in which its owner can delete it, with a message. Follows <see cref="GiveBack"/>. What the steps have made is still there, so
    /// the resource keeps the place in which a deletion finds it. May happen more than once, and a settle may still follow.
    /// </summary>
    public virtual Task Fail(Tx tx, Settlement<TState> end, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>
/// A flow over a resource that people see. When it can go neither on nor back, its resource is settled as refused all the same; a flow whose
/// settle relies on every step being taken back says otherwise.
/// </summary>
/// <typeparam name="TState">The state record.</typeparam>
public abstract class ResourceFlow<TState> : Flow<TState> where TState : class, IFlowState<TState>
{
    /// <inheritdoc/>
    public override Task Fail(Tx tx, Settlement<TState> end, CancellationToken ct) => Settle(tx, end, ct);
}

/// <summary>One step of a flow.</summary>
/// <param name="Name">Stored in the timeline; a short sentence without subject: "make the share".</param>
public abstract record Step<TState>(string Name) where TState : class
{
    /// <summary>A step that acts on the outside world (a driver). Runs outside any transaction.</summary>
    /// <param name="Name">See <see cref="Step{TState}"/>.</param>
    /// <param name="Do">Does it, or finds it done.</param>
    /// <param name="Undo">Takes it back, also when it was never done; null when there is nothing to take back.</param>
    public sealed record Act(
        string Name,
        Func<TState, CancellationToken, Task<StepEnd<TState>>> Do,
        Func<TState, CancellationToken, Task<DriverResult>>? Undo = null) : Step<TState>(Name);

    /// <summary>A step that only reads and writes the database; it runs in the transaction that saves its outcome.</summary>
    /// <param name="Name">See <see cref="Step{TState}"/>.</param>
    /// <param name="Do">Decides.</param>
    /// <param name="Undo">Takes it back in the transaction that saves the undo; null when there is nothing.</param>
    public sealed record Decide(
        string Name,
        Func<Tx, TState, CancellationToken, Task<StepEnd<TState>>> Do,
        Func<Tx, TState, CancellationToken, Task>? Undo = null) : Step<TState>(Name);
}

/// <summary>How a step ended: in one of the three ends of a driver call, or with what else may come next.</summary>
public abstract record StepEnd<TState> where TState : class
{
    StepEnd() { }

    /// <summary>The step is done.</summary>
    /// <param name="State">State to save.</param>
    /// <param name="Lane">From here on only this lane's workers may run the flow; null: as before.</param>
    public sealed record Done(TState State, string? Lane = null) : StepEnd<TState>;

    /// <summary>It will never work: undo everything, this step first, and settle as refused.</summary>
    public sealed record Refused(Refusal Why) : StepEnd<TState>;

    /// <summary>It may have happened: run the step again after a back-off, until the deadline.</summary>
    public sealed record Unclear(string Why) : StepEnd<TState>;

    /// <summary>Nothing is wrong, it is not ready yet: save the state and run the step again after this time.</summary>
    public sealed record Wait(TState State, TimeSpan After) : StepEnd<TState>;

    /// <summary>
    /// Undo back to the named step (this one first, the named one last), then go forward again from it with this state:
    /// how a share tries another pool.
    /// </summary>
    public sealed record Back(string ToStep, TState State, string Why, string? Lane = null) : StepEnd<TState>;
}

/// <summary>How a flow ended, for <see cref="Flow{TState}.Settle"/>.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="RequestId">Id of the API request that started it.</param>
/// <param name="State">The last saved state.</param>
/// <param name="Refused">Null when every step was done; else why not, with everything undone.</param>
public sealed record Settlement<TState>(string OperationId, string RequestId, TState State, Refusal? Refused);

/// <summary>What an operation works on.</summary>
/// <param name="ResourceType">In Manila's spelling: <c>SHARE</c>, <c>SHARE_SNAPSHOT</c>.</param>
/// <param name="ResourceId">Its id.</param>
/// <param name="ProjectId">Its owner.</param>
/// <param name="RequestId">Id of the API request.</param>
/// <param name="Key">Operations with the same key run one after the other, in order of their start (mostly the share's id).</param>
public sealed record OperationSubject(string ResourceType, string ResourceId, string ProjectId, string RequestId, string Key);
