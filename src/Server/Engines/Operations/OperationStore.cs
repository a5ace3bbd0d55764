using Abaca.Server.Signalling;

namespace Abaca.Server.Operations;

/// <summary>The worker's side of the tables <c>operations</c> and <c>operation_events</c>.</summary>
class OperationStore(Db db, LeaseTable leases, Signals signals, TimeProvider time, FlowEnds? ends = null, TimeProvider? wall = null)
{
    // No older one of the same key is unfinished, except stuck ones, which hold nobody up.
    static readonly Sql FirstOfKey = Sql.Raw(
        "AND NOT EXISTS (SELECT 1 FROM operations e WHERE e.open_key = o.open_key AND e.status <> 'stuck' "
        + "AND (e.turn < o.turn OR (e.turn = o.turn AND e.id < o.id)))");

    static readonly string[] Saved =
    [
        "state", "status", "phase", "step", "refusal_detail", "refusal_text", "attempt", "reason", "back_to", "back_state", "back_lane", "has_failed", "events",
    ];

    readonly DueRows rows = new(db, Sql.Raw("operations"), FirstOfKey);

    /// <summary>The database, for the transactions that steps and saves share.</summary>
    internal Db Db => db;

    /// <summary>The lease columns.</summary>
    internal LeaseTable Leases => leases;

    /// <summary>The time of day, for what people read.</summary>
    internal DateTimeOffset TimeOfDay => (wall ?? time).GetUtcNow();

    /// <summary>What other ends than a flow's own do.</summary>
    internal FlowEnds Ends { get; } = ends ?? FlowEnds.None;

    /// <summary>Writes a new operation with its first event.</summary>
    internal async Task Insert(Tx tx, Operation op, long turn, bool leased, CancellationToken ct)
    {
        var (now, today) = (time.GetUtcNow(), TimeOfDay);
        var s = op.Subject;
        await tx.Execute(
            Operation.Columns.Insert(
                "operations", op with { Attempt = 0, Events = 1 }, new("open_key", $"{s.Key}"), new("turn", $"{turn}"),
                new("due_at", $"{(leased ? now + leases.Duration : now)}"), new("due_project", $"{s.ProjectId}"),
                new("lease_owner", $"{(leased ? leases.Owner.Text : null)}"), new("created_at", $"{today}"), new("updated_at", $"{today}")),
            ct);
        await AddEvent(tx, op.Id, 0, new TimelineEntry("started", null, 0, null), ct);
    }

    /// <summary>The last turn among the unfinished operations of a key; 0 when there is none.</summary>
    internal static ValueTask<long> LastTurn(Tx tx, string key, CancellationToken ct) =>
        tx.Number($"SELECT MAX(turn) FROM operations WHERE open_key = {key}", ct);

    /// <summary>Takes operations of the lane that are due and whose turn it is, as many as there is room for.</summary>
    internal async Task<Claimed<Operation>> Claim(string lane, LaneRoom room, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await leases.Take(await rows.Choose(lane, room, now, ct), now, async (tx, id) =>
        {
            // Before its first step ends nothing else would say that somebody is on it.
            await tx.Execute($"UPDATE operations SET status = {OperationStatus.Running.Text()} WHERE id = {id} AND status = {OperationStatus.Pending.Text()}", ct);
            return (await tx.First(Operation.Columns, $"FROM operations WHERE id = {id}", ct))!;
        }, ct);
    }

    /// <summary>
    /// Saves a transition by the worker that has the lease, with its event. A kept operation's lease is put off by the way; one that
    /// is given up or has ended loses it.
    /// </summary>
    /// <exception cref="LeaseLost">Another worker has it now: nothing was changed.</exception>
    /// <exception cref="EndAsked">It is to end without undo: nothing was changed.</exception>
    internal async Task Save(Tx tx, Operation was, Transition change, string? stepName, CancellationToken ct)
    {
        var (now, today) = (time.GetUtcNow(), TimeOfDay);
        var next = change.Next;
        var ended = next.Status.HasEnded();
        var parked = ended || next.Status is OperationStatus.Stuck;
        var kept = !parked && change.Due is null;
        DateTimeOffset? due = parked ? null : change.Due ?? now + leases.Duration;
        var changed = await tx.Execute($"""
            UPDATE operations SET {Operation.Columns.Set(next, Saved)}, lane = CASE WHEN lane = {was.Lane} THEN {next.Lane} ELSE lane END,
                step_name = {stepName}, due_at = {due}, due_project = {(parked ? null : next.Subject.ProjectId)}, lease_owner = {(kept ? leases.Owner.Text : null)},
                open_key = {(ended ? null : next.Subject.Key)}, finished_at = {(ended ? today : (DateTimeOffset?)null)}, updated_at = {today}
            WHERE {Held(was)} {(next.Status is OperationStatus.Abandoned ? Sql.Of($"") : Sql.Of($"AND cancel_reason IS NULL"))}
            """, ct);
        if (changed == 0) throw await WhyNotSaved(tx, was, ct);
        for (var i = 0; i < change.Entries.Count; i++) await AddEvent(tx, was.Id, was.Events + i, change.Entries[i], ct);
        if (ended) await SignalNext(tx, next, ct);
        else if (!kept && next.Status is not OperationStatus.Stuck) tx.AfterCommit(() => signals.Send(next.Lane));
    }

    /// <summary>The condition under which this worker may still change the row.</summary>
    protected virtual Sql Held(Operation was) => Sql.Of($"id = {was.Id} AND fence = {was.Fence} AND lease_owner = {leases.Owner.Text}");

    /// <summary>
    /// Ends the unfinished operations that match, without undo: at once those that nobody works on, and the others when their worker comes
    /// to save. The ledgers and resources are settled now, whichever it is. Answers with how many it matched.
    /// </summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="which">A condition.</param>
    /// <param name="reason">Why.</param>
    /// <param name="overruled">Whether the caller looks after the operation's resource himself.</param>
    /// <param name="ct">Cancellation.</param>
    internal async Task<int> End(Tx tx, Sql which, string reason, Func<Operation, bool> overruled, CancellationToken ct)
    {
        var open = Sql.Of($"open_key IS NOT NULL AND {which}");
        var begun = await tx.Query(Operation.Columns, $"FROM operations WHERE {open} AND cancel_reason IS NULL ORDER BY turn, id", ct);
        // Marking all of them first keeps workers of other processes from taking one in between.
        var marked = await tx.Execute($"UPDATE operations SET cancel_reason = {reason} WHERE {open}", ct);
        if (marked == 0) return 0;
        foreach (var op in begun)
        {
            if (overruled(op) || op.HasFailed) await Ends.Overruled(tx, op, ct);
            else await Ends.Fail(tx, op, reason, ct);
        }
        var idle = await tx.Query(Operation.Columns, $"FROM operations WHERE {open} AND lease_owner IS NULL", ct);
        foreach (var op in idle) await EndIdle(tx, op, reason, ct);
        return marked;
    }

    async Task EndIdle(Tx tx, Operation op, string reason, CancellationToken ct)
    {
        var now = TimeOfDay;
        await tx.Execute($"""
            UPDATE operations SET status = {OperationStatus.Abandoned.Text()}, reason = {reason}, open_key = NULL, due_at = NULL, due_project = NULL,
                fence = fence + 1, events = events + 1, updated_at = {now}, finished_at = {now}
            WHERE id = {op.Id}
            """, ct);
        await AddEvent(tx, op.Id, op.Events, new TimelineEntry("abandoned", null, op.Attempt, reason), ct);
        await SignalNext(tx, op, ct);
    }

    /// <summary>Whose turn it is behind an operation that ends in this transaction: its lane gets a signal after the commit.</summary>
    internal async Task SignalNext(Tx tx, Operation ended, CancellationToken ct)
    {
        var lane = await tx.Text($"SELECT lane FROM operations WHERE open_key = {ended.Subject.Key} AND status <> 'stuck' ORDER BY turn LIMIT 1", ct);
        if (lane is not null) tx.AfterCommit(() => signals.Send(lane));
    }

    async Task<Exception> WhyNotSaved(Tx tx, Operation was, CancellationToken ct)
    {
        var asked = await tx.Text($"SELECT cancel_reason FROM operations WHERE {Held(was)}", ct);
        return asked is { Length: > 0 } ? new EndAsked(asked) : new LeaseLost(was.Id);
    }

    /// <summary>Adds an entry to a timeline; the caller raises the count of events in the row.</summary>
    internal async Task AddEvent(Tx tx, string id, int seq, TimelineEntry entry, CancellationToken ct) => await tx.Execute($"""
        INSERT INTO operation_events (operation_id, seq, began_at, at, step, event, attempt, reason)
        VALUES ({id}, {seq}, {entry.BeganAt}, {TimeOfDay}, {entry.Step}, {entry.Event}, {entry.Attempt}, {entry.Reason})
        """, ct);
}
