using Abaca.Server.Signalling;

namespace Abaca.Server.Operations;

/// <summary>A reconciliation as claimed.</summary>
sealed record Reconciliation(string Id, string Kind, string ResourceId, string Project, string Lane, long Generation, int Attempt, long Fence);

/// <summary>The table <c>reconciliations</c>: what is to be looked at. The reconcilers may be those of another process.</summary>
public sealed class ReconciliationStore
{
    static readonly Columns<Reconciliation> Columns = new(c => new Reconciliation(
        c.Text("id", r => r.Id), c.Text("kind", r => r.Kind), c.Text("resource_id", r => r.ResourceId), c.TextOrNull("due_project", r => r.Project) ?? "",
        c.Text("lane", r => r.Lane), c.Number("generation", r => r.Generation), c.Count("attempt", r => r.Attempt), c.Number("fence", r => r.Fence)));

    readonly Db db;
    readonly LeaseTable leases;
    readonly Signals signals;
    readonly TimeProvider time;
    readonly DueRows rows;

    internal ReconciliationStore(Db db, LeaseTable leases, Signals signals, TimeProvider time)
    {
        (this.db, this.leases, this.signals, this.time) = (db, leases, signals, time);
        rows = new DueRows(db, Sql.Raw("reconciliations"), Sql.Of($""));
    }

    /// <summary>The lease columns.</summary>
    internal LeaseTable Leases => leases;

    /// <summary>The signal's name for a lane's reconciliations.</summary>
    internal static string SignalOf(string lane) => "reconcile " + lane;

    /// <summary>
    /// Writes into the caller's transaction that a resource must be looked at, and signals the lane's worker after the commit. Marking
    /// what is marked already is fine, also while it is worked on: then it is looked at once more.
    /// </summary>
    /// <param name="tx">The transaction that changes what is wanted.</param>
    /// <param name="kind">See <see cref="Reconciler.Kind"/>.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="lane">Who may do it.</param>
    /// <param name="ct">Cancels the call.</param>
    public async Task Mark(Tx tx, string kind, ReconciledResource resource, string lane, CancellationToken ct = default)
    {
        var resourceId = resource.Id;
        var (id, now) = (IdOf(kind, resourceId), time.GetUtcNow());
        var raised = await tx.Execute($"""
            UPDATE reconciliations SET generation = generation + 1, lane = {lane}, due_project = {resource.ProjectId}, attempt = 0, marked_at = {now},
                due_at = CASE WHEN lease_owner IS NULL THEN {now} ELSE due_at END
            WHERE id = {id}
            """, ct);
        if (raised == 0)
        {
            var first = new Reconciliation(id, kind, resourceId, resource.ProjectId, lane, Generation: 1, Attempt: 0, Fence: 0);
            await tx.Execute(Columns.Insert("reconciliations", first, new("due_at", $"{now}"), new("marked_at", $"{now}")), ct);
        }
        tx.AfterCommit(() => signals.Send(SignalOf(lane)));
    }

    /// <summary>Forgets a resource, which is gone. One that is being worked on right now is finished first and then forgotten.</summary>
    public async Task Forget(Tx tx, string kind, string resourceId, CancellationToken ct = default) =>
        await tx.Execute($"DELETE FROM reconciliations WHERE id = {IdOf(kind, resourceId)}", ct);

    /// <summary>Takes what is due, as much as there is room for.</summary>
    internal async Task<Claimed<Reconciliation>> Claim(string lane, LaneRoom room, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await leases.Take(
            await rows.Choose(lane, room, now, ct), now, async (tx, id) => (await tx.First(Columns, $"FROM reconciliations WHERE id = {id}", ct))!, ct);
    }

    /// <summary>It is true now: the row goes, unless it was marked again since it was claimed.</summary>
    internal Task Finish(Reconciliation done) => db.Transaction(async tx =>
    {
        var gone = await tx.Execute($"DELETE FROM reconciliations WHERE {Held(done)} AND generation = {done.Generation}");
        if (gone == 0) await GiveBack(tx, done, 0, null, TimeSpan.Zero);
    });

    /// <summary>To be looked at again: at once when it was marked since, else after the wait.</summary>
    internal Task Retry(Reconciliation row, int attempt, string? why, TimeSpan wait) => db.Transaction(async tx =>
    {
        var marked = await tx.Any($"FROM reconciliations WHERE id = {row.Id} AND generation > {row.Generation}");
        await GiveBack(tx, row, marked ? 0 : attempt, why, marked ? TimeSpan.Zero : wait);
    });

    /// <summary>One more pass, also when another worker has it now or has finished it.</summary>
    internal Task MarkAgain(Reconciliation lost) => db.Transaction(tx => Mark(tx, lost.Kind, new ReconciledResource(lost.ResourceId, lost.Project), lost.Lane));

    async Task GiveBack(Tx tx, Reconciliation held, int attempt, string? why, TimeSpan wait)
    {
        var changed = await tx.Execute($"""
            UPDATE reconciliations SET lease_owner = NULL, due_at = {time.GetUtcNow() + wait}, attempt = {attempt}, reason = {why} WHERE {Held(held)}
            """);
        if (changed > 0) tx.AfterCommit(() => signals.Send(SignalOf(held.Lane)));
    }

    Sql Held(Reconciliation held) => Sql.Of($"id = {held.Id} AND fence = {held.Fence} AND lease_owner = {leases.Owner.Text}");

    /// <summary>Id of the row, and key of the turn that a pass over it has.</summary>
    internal static string IdOf(string kind, string resourceId) => $"{kind}:{resourceId}";
}
