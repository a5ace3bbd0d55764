using Abaca.Server.Data;
using Abaca.Server.Doorbell;

namespace Abaca.Server.Operations;

/// <summary>The operator's side of operations: list, show, retry, abandon, purge.</summary>
public sealed class OperationRecords
{
    const int PurgedAtOnce = 500;

    // Lanes are looked through every few seconds; a backend that is being started may take longer.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    static readonly Sql Columns = Sql.Raw(
        "id, flow, status, step_name, lane, resource_type, resource_id, project_id, request_id, attempt, reason, created_at, updated_at, " +
        "due_at, deadline, finished_at, lease_owner");

    readonly Db db;
    readonly OperationStore store;
    readonly Bells bells;
    readonly TimeProvider time;

    internal OperationRecords(OperationStore store, Bells bells, TimeProvider time) => (db, this.store, this.bells, this.time) = (store.Db, store, bells, time);

    /// <summary>Operations without their timelines, newest first.</summary>
    public async Task<IReadOnlyList<OperationRecord>> List(OperationQuery asked, CancellationToken ct = default)
    {
        // Ids are ordered by time, so they are both the order and the marker.
        var sql = Sql.Of($"SELECT {Columns} FROM operations WHERE 1 = 1");
        if (asked.Status is { } status) sql.Append($" AND status = {status.Text()}");
        if (asked.ResourceId is { } resource) sql.Append($" AND resource_id = {resource}");
        if (asked.ProjectId is { } project) sql.Append($" AND project_id = {project}");
        if (asked.Lane is { } lane) sql.Append($" AND lane = {lane}");
        if (asked.Marker is { } marker) sql.Append($" AND id < {marker}");
        sql.Append($" ORDER BY id DESC LIMIT {asked.Limit}");
        return await db.Query(sql, Read, ct);
    }

    /// <summary>One operation with its timeline, or null.</summary>
    public async Task<OperationRecord?> Show(string id, CancellationToken ct = default)
    {
        var found = await db.First($"SELECT {Columns} FROM operations WHERE id = {id}", Read, ct);
        return found is null ? null : found with
        {
            Events = await db.Query(
                $"SELECT at, began_at, step, event, attempt, reason FROM operation_events WHERE operation_id = {id} ORDER BY seq",
                row => new OperationEvent(row.Moment(0), row.MomentOrNull(1), row.TextOrNull(2), row.Text(3), (int)row.Number(4), row.TextOrNull(5)), ct),
        };
    }

    /// <summary>Tries a stuck or waiting operation again now, with its attempts counted anew. A stuck one gets behind others of its key.</summary>
    public Task<OperatorAnswer> Retry(string id, CancellationToken ct = default) => db.Transaction(async tx =>
    {
        if (await tx.First($"SELECT {Columns}, phase, op_key, events FROM operations WHERE id = {id}",
            row => Tuple.Create(Read(row), row.Text(17) == "undo", row.Text(18), (int)row.Number(19)), ct) is not var (op, isUndo, key, events))
            return OperatorAnswer.NotFound;
        if (op.FinishedAt is not null) return OperatorAnswer.Ended;
        if (op.State != OperationStatus.Stuck.Text() && op.DueAt is null) return OperatorAnswer.Running;

        var now = time.GetUtcNow();
        var status = isUndo ? OperationStatus.Undoing : OperationStatus.Pending;
        var turn = op.State == OperationStatus.Stuck.Text() ? Sql.Of($"{await OperationStore.LastTurn(tx, key, ct) + 1}") : Sql.Of($"turn");
        await tx.Execute($"""
            UPDATE operations SET status = {status.Text()}, attempt = 0, due_at = {now}, due_project = project_id, turn = {turn}, events = events + 1, updated_at = {store.TimeOfDay}
            WHERE id = {id}
            """, ct);
        await store.AddEvent(tx, id, events, new TimelineEntry("retried", op.Step, op.Attempt, op.Reason), ct);
        tx.AfterCommit(() => bells.Ring(op.Lane));
        return OperatorAnswer.Done;
    }, ct);

    /// <summary>
    /// Ends an operation without undo: at once when nobody works on it, else when the step that runs has ended. What it had done on a
    /// backend stays as it is; what it holds in the books is given back, and its resource comes to an error state with a message.
    /// </summary>
    public Task<OperatorAnswer> Abandon(string id, string reason, CancellationToken ct = default) => db.Transaction(async tx =>
    {
        if (await store.End(tx, Sql.Of($"id = {id}"), reason, _ => false, ct) > 0) return OperatorAnswer.Done;
        return await tx.Number($"SELECT COUNT(*) FROM operations WHERE id = {id}", ct) > 0 ? OperatorAnswer.Ended : OperatorAnswer.NotFound;
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
            var old = await db.Query(
                $"SELECT id FROM operations WHERE finished_at < {endedBefore} AND id < {idBefore} ORDER BY finished_at LIMIT {PurgedAtOnce}", row => row.Text(0), ct);
            if (old.Count == 0) return all;
            await db.Transaction(async tx =>
            {
                await tx.Execute($"DELETE FROM operation_events WHERE operation_id IN ({Sql.List(old)})", ct);
                await tx.Execute($"DELETE FROM operations WHERE id IN ({Sql.List(old)})", ct);
            }, ct);
            all += old.Count;
        }
    }

    OperationRecord Read(Row row) => new()
    {
        Id = row.Text(0),
        Flow = row.Text(1),
        State = row.Text(2),
        Step = row.TextOrNull(3),
        Lane = row.Text(4),
        ResourceType = row.Text(5),
        ResourceId = row.Text(6),
        ProjectId = row.Text(7),
        RequestId = row.Text(8),
        Attempt = (int)row.Number(9),
        Reason = Unattended(row) ?? row.TextOrNull(10),
        CreatedAt = row.Moment(11),
        UpdatedAt = row.Moment(12),
        // While a worker has it the column is the end of its lease, which means nothing to an operator.
        DueAt = row.IsNull(16) && row.MomentOrNull(13) is { } due ? InTimeOfDay(due) : null,
        Deadline = InTimeOfDay(row.Moment(14)),
        FinishedAt = row.MomentOrNull(15),
    };

    // Due moments are stored by the clock of work, which may be behind.
    DateTimeOffset InTimeOfDay(DateTimeOffset moment) => moment + (store.TimeOfDay - time.GetUtcNow());

    /// <summary>
    /// That nobody has taken it up for a while, or null. Only a worker of its lane may go on or unwind, so that a lane without workers
    /// keeps its operations beyond their deadlines.
    /// </summary>
    string? Unattended(Row row)
    {
        if (!row.IsNull(15) || row.MomentOrNull(13) is not { } due || time.GetUtcNow() - due < Patience) return null;
        var late = row.Moment(14) < time.GetUtcNow() ? $" Its deadline {InTimeOfDay(row.Moment(14)):u} has passed: it will unwind." : "";
        var last = row.TextOrNull(10) is { } reason ? $" The last reason was: {reason}" : "";
        return $"Overdue since {InTimeOfDay(due):u}: no worker of lane {row.Text(4)} takes it, or it waits behind another operation on the same resource.{late}{last}";
    }
}
