namespace Abaca.Server.Operations;

/// <summary>Starts and stops operations. A process boundary: the workers may live in another process.</summary>
public interface IOperations
{
    /// <summary>
    /// Writes the operation into the caller's transaction, beside the resource it changes. After the commit a worker of
    /// the lane gets a signal. Answers with the operation's id.
    /// </summary>
    Task<string> Start<TState>(Tx tx, TState state, OperationSubject subject, string lane, CancellationToken ct = default)
        where TState : class, IFlowState<TState>;

    /// <summary>
    /// Ends every unfinished operation with this key between two steps, without undo: what force-delete and reset-status do before they
    /// act themselves. What such an operation holds in the ledgers is given back in this transaction; the state of the resource that the key
    /// names is the caller's to set, any other (a share's snapshot) comes to an error state with a message. An operation in the middle of a
    /// step ends when that step does; one started later with the same key waits for that.
    /// </summary>
    Task Cancel(Tx tx, string key, string reason, CancellationToken ct = default);

    /// <summary>
    /// What an operation works on is elsewhere now: unfinished operations with this key go on in another lane, as soon as their worker lets
    /// go of them, and at once when there is none.
    /// </summary>
    Task Divert(Tx tx, string key, string fromLane, string toLane, CancellationToken ct = default);
}

/// <summary>Lane names.</summary>
public static class Lanes
{
    /// <summary>Work that any scheduler may do.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Lane of work on what lies on a backend. What lies on none goes through the schedulers: a lane without a name has no worker.</summary>
    /// <param name="serviceHost"><c>host@backend</c>, or empty.</param>
    public static string Of(string serviceHost) => serviceHost.Length > 0 ? serviceHost : Scheduler;
}
