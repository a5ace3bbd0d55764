using Abaca.Server.Signalling;

namespace Abaca.Server.Operations;

/// <summary>Starts and stops operations. Their workers may be those of another process.</summary>
public sealed class OperationQueue
{
    readonly OperationStore store;
    readonly Signals signals;
    readonly OperationsOptions options;
    readonly TimeProvider time;
    Func<string, string, bool> accepts = (_, _) => false;
    Action<Operation, DateTimeOffset> take = (_, _) => { };

    internal OperationQueue(OperationStore store, Signals signals, OperationsOptions options, TimeProvider time) =>
        (this.store, this.signals, this.options, this.time) = (store, signals, options, time);

    /// <summary>This process's own worker takes new operations already leased, where it accepts lane and project: no commit is spent on claiming them.</summary>
    internal void HandTo(Func<string, string, bool> accepts, Action<Operation, DateTimeOffset> take) => (this.take, this.accepts) = (take, accepts);

    /// <summary>
    /// Writes the operation into the caller's transaction, beside the resource it changes. After the commit a worker of
    /// the lane gets a signal. Answers with the operation's id.
    /// </summary>
    public async Task<string> Start<TState>(Tx tx, TState state, OperationSubject subject, string lane, CancellationToken ct = default)
        where TState : class, IFlowState<TState>
    {
        var now = time.GetUtcNow();
        var stuck = Sql.Of($"resource_id = {subject.ResourceId} AND status = {OperationStatus.Stuck.Text()}");
        if (TState.Kind.Removes) await store.End(tx, stuck, $"{TState.Kind.Name} cleans up instead", _ => true, ct);
        var turn = await OperationStore.LastTurn(tx, subject.Key, ct) + 1;
        // An operation that waits for another of its key is not handed over: it would hold a lease and do nothing.
        var mine = turn == 1 && accepts(lane, subject.ProjectId);
        var op = Operation.New(state, subject, lane, now, options.Deadline);
        if (mine) op = op with { Status = OperationStatus.Running, Fence = 1 };
        await store.Insert(tx, op, turn, mine, ct);
        tx.AfterCommit(mine ? () => take(op, now + store.Leases.Duration) : () => signals.Send(lane));
        return op.Id;
    }

    /// <summary>
    /// Ends every unfinished operation with this key between two steps, without undo: what force-delete and reset-status do before they act themselves.
    /// What it holds in the ledgers is given back in this transaction; the state of the resource that the key names is the caller's to set, any other (a
    /// share's snapshot) comes to an error state with a message. One in the middle of a step ends with that step; one started later waits for that.
    /// </summary>
    public Task Cancel(Tx tx, string key, string reason, CancellationToken ct = default) =>
        store.End(tx, Sql.Of($"open_key = {key}"), reason, op => op.Subject.ResourceId == key, ct);

    /// <summary>
    /// What an operation works on is elsewhere now: unfinished operations with this key go on in another lane, as soon as their worker lets
    /// go of them, and at once when there is none.
    /// </summary>
    public async Task Divert(Tx tx, string key, string fromLane, string toLane, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE operations SET lane = {toLane} WHERE open_key = {key} AND lane = {fromLane}", ct);
        tx.AfterCommit(() => signals.Send(toLane));
    }
}
