using Abaca.Server.Signalling;

namespace Abaca.Server.Operations;

/// <summary>The operator's side of operations: list, show, retry, abandon, purge.</summary>
public sealed class OperationRecords
{
    const int PurgedAtOnce = 500;

    // Lanes are looked through every few seconds; a backend that is being started may take longer.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // As stored: due moments by the clock of work.
    static readonly Columns<StoredOperation> Columns = new(c => new StoredOperation(
        new OperationRecord
        {
            Id = c.Text("id"),
            Flow = c.Text("flow"),
            State = c.Text("status"),
            Step = c.TextOrNull("step_name"),
            Lane = c.Text("lane"),
            ResourceType = c.Text("resource_type"),
            ResourceId = c.Text("resource_id"),
            ProjectId = c.Text("project_id"),
            RequestId = c.Text("request_id"),
            Attempt = c.Count("attempt"),
            Reason = c.TextOrNull("reason"),
            CreatedAt = c.Moment("created_at"),
            UpdatedAt = c.Moment("updated_at"),
            DueAt = c.MomentOrNull("due_at"),
            Deadline = c.Moment("deadline"),
            FinishedAt = c.MomentOrNull("finished_at"),
        },
        c.TextOrNull("lease_owner"), IsUndo: c.Text("phase") == "undo", c.Text("op_key"), c.Count("events")));

    static readonly Columns<OperationEvent> EventColumns = new(c => new OperationEvent(
        c.Moment("at"), c.MomentOrNull("began_at"), c.TextOrNull("step"), c.Text("event"), c.Count("attempt"), c.TextOrNull("reason")));

    readonly Db db;
    readonly OperationStore store;
    readonly Signals signals;
    readonly TimeProvider time;

    internal OperationRecords(OperationStore store, Signals signals, TimeProvider time) => (db, this.store, this.signals, this.time) = (store.Db, store, signals, time);

    /// <summary>Operations without their timelines, newest first.</summary>
    public async Task<IReadOnlyList<OperationRecord>> List(OperationQuery asked, CancellationToken ct = default)
    {
        // Ids are ordered by time, so they are both the order and the marker.
        var sql = Sql.Of($"FROM operations WHERE 1 = 1");
        if (asked.Status is { } status) sql.Append($" AND status = {status.Text()}");
        if (asked.ResourceId is { } resource) sql.Append($" AND resource_id = {resource}");
        if (asked.ProjectId is { } project) sql.Append($" AND project_id = {project}");
        if (asked.Lane is { } lane) sql.Append($" AND lane = {lane}");
        if (asked.Marker is { } marker) sql.Append($" AND id < {marker}");
        sql.Append($" ORDER BY id DESC LIMIT {asked.Limit}");
        return (await db.Query(Columns, sql, ct)).ConvertAll(Shown);
    }

    /// <summary>One operation with its timeline, or null.</summary>
    public async Task<OperationRecord?> Show(string id, CancellationToken ct = default)
    {
        var found = await db.First(Columns, $"FROM operations WHERE id = {id}", ct);
        return found is null ? null : Shown(found) with { Events = await db.Query(EventColumns, $"FROM operation_events WHERE operation_id = {id} ORDER BY seq", ct) };
    }

    /// <summary>Tries a stuck or waiting operation again now, with its attempts counted anew. A stuck one gets behind others of its key.</summary>
    public Task<OperatorAnswer> Retry(string id, CancellationToken ct = default) => db.Transaction(async tx =>
    {
        if (await tx.First(Columns, $"FROM operations WHERE id = {id}", ct) is not { } stored) return OperatorAnswer.NotFound;
        var op = Shown(stored);
        if (op.FinishedAt is not null) return OperatorAnswer.Ended;
        if (op.State != OperationStatus.Stuck.Text() && op.DueAt is null) return OperatorAnswer.Running;

        var now = time.GetUtcNow();
        var status = stored.IsUndo ? OperationStatus.Undoing : OperationStatus.Pending;
        var turn = op.State == OperationStatus.Stuck.Text() ? Sql.Of($"{await OperationStore.LastTurn(tx, stored.Key, ct) + 1}") : Sql.Of($"turn");
        await tx.Execute($"""
            UPDATE operations SET status = {status.Text()}, attempt = 0, due_at = {now}, due_project = project_id, turn = {turn}, events = events + 1, updated_at = {store.TimeOfDay}
            WHERE id = {id}
            """, ct);
        await store.AddEvent(tx, id, stored.Events, new TimelineEntry("retried", op.Step, op.Attempt, op.Reason), ct);
        tx.AfterCommit(() => signals.Send(op.Lane));
        return OperatorAnswer.Done;
    }, ct);

    /// <summary>
    /// Ends an operation without undo: at once when nobody works on it, else when the step that runs has ended. What it had done on a
    /// backend stays as it is; what it holds in the ledgers is given back, and its resource comes to an error state with a message.
    /// </summary>
    public Task<OperatorAnswer> Abandon(string id, string reason, CancellationToken ct = default) => db.Transaction(async tx =>
    {
        if (await store.End(tx, Sql.Of($"id = {id}"), reason, _ => false, ct) > 0) return OperatorAnswer.Done;
        return await tx.Any($"FROM operations WHERE id = {id}", ct) ? OperatorAnswer.Ended : OperatorAnswer.NotFound;
    }, ct);

    /// <summary>Forgets operations that ended this long ago, also by the clock of work: a day's clock set far ahead by mistake takes no record.</summary>
    internal Task<int> Purge(TimeSpan retention, CancellationToken ct) =>
        Purge(store.TimeOfDay - retention, Guid.CreateVersion7(time.GetUtcNow() - retention).ToString(), ct);

    /// <summary>Forgets operations that ended before this moment, in small transactions. Answers with how many.</summary>
    public Task<int> Purge(DateTimeOffset endedBefore, CancellationToken ct = default) => Purge(endedBefore, "~", ct);

    // Ids begin with the moment of the start, in order.
    async Task<int> Purge(DateTimeOffset endedBefore, string idBefore, CancellationToken ct)
    {
        var all = 0;
        while (true)
        {
            var old = await db.Texts(
                $"SELECT id FROM operations WHERE finished_at < {endedBefore} AND id < {idBefore} ORDER BY finished_at LIMIT {PurgedAtOnce}", ct);
            if (old.Count == 0) return all;
            await db.Transaction(async tx =>
            {
                await tx.Execute($"DELETE FROM operation_events WHERE operation_id IN ({Sql.List(old)})", ct);
                await tx.Execute($"DELETE FROM operations WHERE id IN ({Sql.List(old)})", ct);
            }, ct);
            all += old.Count;
        }
    }

    OperationRecord Shown(StoredOperation stored) => stored.Record with
    {
        Reason = Unattended(stored.Record) ?? stored.Record.Reason,
        // While a worker has it the column is the end of its lease, which means nothing to an operator.
        DueAt = stored.LeaseOwner is null && stored.Record.DueAt is { } due ? InTimeOfDay(due) : null,
        Deadline = InTimeOfDay(stored.Record.Deadline),
    };

    // Due moments are stored by the clock of work, which may be behind.
    DateTimeOffset InTimeOfDay(DateTimeOffset moment) => moment + (store.TimeOfDay - time.GetUtcNow());

    /// <summary>
    /// That nobody has taken it up for a while, or null. Only a worker of its lane may go on or unwind, so that a lane without workers
    /// keeps its operations beyond their deadlines.
    /// </summary>
    string? Unattended(OperationRecord op)
    {
        if (op.FinishedAt is not null || op.DueAt is not { } due || time.GetUtcNow() - due < Patience) return null;
        var late = op.Deadline < time.GetUtcNow() ? $" Its deadline {InTimeOfDay(op.Deadline):u} has passed: it will unwind." : "";
        var last = op.Reason is { } reason ? $" The last reason was: {reason}" : "";
        return $"Overdue since {InTimeOfDay(due):u}: no worker of lane {op.Lane} takes it, or it waits behind another operation on the same resource.{late}{last}";
    }

    sealed record StoredOperation(OperationRecord Record, string? LeaseOwner, bool IsUndo, string Key, int Events);
}
