namespace Abaca.Server.Operations;

/// <summary>
/// The lease columns (<c>id, due_at, lease_owner, fence</c>) that operations, reconciliations and periodic jobs have in common.
/// While a row is leased its <c>due_at</c> is the lease's end, so an expired lease needs nobody to notice it: the row is simply due.
/// </summary>
/// <param name="Db">The database.</param>
/// <param name="Table">The table's name.</param>
/// <param name="Owner">This process.</param>
/// <param name="Duration">How long a lease lasts.</param>
sealed record LeaseTable(Db Db, string Table, ProcessOwner Owner, TimeSpan Duration)
{
    const int Chunk = 200;

    readonly Sql table = Sql.Raw(Table);

    /// <summary>Takes one row that is due and that nobody has taken since its fence was read.</summary>
    public async Task<bool> Take(Tx tx, string id, long fence, DateTimeOffset now, CancellationToken ct) => await tx.Execute($"""
        UPDATE {table} SET lease_owner = {Owner.Text}, fence = fence + 1, due_at = {now + Duration}
        WHERE id = {id} AND fence = {fence} AND due_at <= {now}
        """, ct) == 1;

    /// <summary>Takes what was found due and reads it anew, in one transaction. What somebody else has taken meanwhile is left out.</summary>
    public async Task<Claimed<T>> Take<T>(Claimed<DueRow> due, DateTimeOffset now, Func<Tx, string, Task<T>> read, CancellationToken ct)
    {
        if (due.Held.Count == 0) return due.Of<T>([]);
        return due.Of(await Db.Transaction(async tx =>
        {
            var taken = new List<T>(due.Held.Count);
            foreach (var (id, fence, _) in due.Held)
            {
                if (await Take(tx, id, fence, now, ct)) taken.Add(await read(tx, id));
            }
            return taken;
        }, ct));
    }

    /// <summary>Puts the end of these leases off; one commit for many rows. Answers with the ids that are not ours any more.</summary>
    public async Task<IReadOnlyList<string>> Extend(IReadOnlyList<string> ids, DateTimeOffset until, CancellationToken ct)
    {
        var lost = new List<string>();
        foreach (var some in ids.Chunk(Chunk))
        {
            await Db.Transaction(async tx =>
            {
                var mine = Sql.Of($"lease_owner = {Owner.Text} AND id IN ({Sql.List(some)})");
                var extended = await tx.Execute($"UPDATE {table} SET due_at = {until} WHERE {mine}", ct);
                if (extended == some.Length) return;
                var still = await tx.Texts($"SELECT id FROM {table} WHERE {mine}", ct);
                lost.AddRange(some.Except(still, StringComparer.Ordinal));
            }, ct);
        }
        return lost;
    }

    /// <summary>Gives a lease back: the row is due then.</summary>
    public async Task Release(string id, DateTimeOffset due, CancellationToken ct) => await Db.Transaction(
        tx => tx.Execute($"UPDATE {table} SET lease_owner = NULL, due_at = {due} WHERE lease_owner = {Owner.Text} AND id = {id}", ct), ct);

    /// <summary>Makes due at once what processes hold that are known to be gone. Answers with the number of rows.</summary>
    public async Task<int> TakeFromTheDead(DateTimeOffset now, CancellationToken ct)
    {
        var owners = await Db.Texts($"SELECT DISTINCT lease_owner FROM {table} WHERE lease_owner IS NOT NULL", ct);
        var gone = owners.Where(Owner.KnowsToBeGone).ToList();
        return gone.Count == 0 ? 0 : await Db.Transaction(tx => tx.Execute(
            $"UPDATE {table} SET lease_owner = NULL, due_at = {now} WHERE lease_owner IN ({Sql.List(gone)})", ct), ct);
    }

    /// <summary>When the lane's next row becomes due after now; null when there is none.</summary>
    public async Task<DateTimeOffset?> NextDue(string lane, DateTimeOffset now, CancellationToken ct)
    {
        var due = await Db.Number($"SELECT due_at FROM {table} WHERE lane = {lane} AND due_at > {now} ORDER BY due_at LIMIT 1", ct);
        return due == 0 ? null : Moments.FromMicroseconds(due);
    }
}
