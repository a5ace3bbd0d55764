using Abaca.Server.Signalling;

namespace Abaca.Server.Operations;

/// <inheritdoc cref="IOperations"/>
sealed class Operations(OperationStore store, LocalDispatch dispatch, Signals signals, OperationsOptions options, TimeProvider time) : IOperations
{
    /// <inheritdoc/>
    public async Task<string> Start<TState>(Tx tx, TState state, OperationSubject subject, string lane, CancellationToken ct = default)
        where TState : class, IFlowState<TState>
    {
        var kind = TState.Kind;
        var now = time.GetUtcNow();
        if (kind.Removes)
        {
            var stuck = Sql.Of($"resource_id = {subject.ResourceId} AND status = {OperationStatus.Stuck.Text()}");
            await store.End(tx, stuck, $"{kind.Name} cleans up instead", _ => true, ct);
        }
        var turn = await OperationStore.LastTurn(tx, subject.Key, ct) + 1;
        // An operation that waits for another of its key is not handed over: it would hold a lease and do nothing.
        var mine = turn == 1 && dispatch.Accepts(lane, subject.ProjectId);
        var op = new Operation
        {
            Id = Guid.CreateVersion7(now).ToString(),
            Flow = kind.Name,
            FlowVersion = kind.Version,
            Subject = subject,
            Lane = lane,
            State = JsonSerializer.Serialize(state, kind.Json),
            Status = mine ? OperationStatus.Running : OperationStatus.Pending,
            Deadline = now + (kind.Deadline < options.Deadline ? kind.Deadline : options.Deadline),
            Fence = mine ? 1 : 0,
            Events = 1,
        };
        await store.Insert(tx, op, turn, mine, ct);
        tx.AfterCommit(mine ? () => dispatch.Take(op, now + store.Leases.Duration) : () => signals.Send(lane));
        return op.Id;
    }

    /// <inheritdoc/>
    public Task Cancel(Tx tx, string key, string reason, CancellationToken ct = default) =>
        store.End(tx, Sql.Of($"open_key = {key}"), reason, op => op.Subject.ResourceId == key, ct);

    /// <inheritdoc/>
    public async Task Divert(Tx tx, string key, string fromLane, string toLane, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE operations SET lane = {toLane} WHERE open_key = {key} AND lane = {fromLane}", ct);
        tx.AfterCommit(() => signals.Send(toLane));
    }
}
