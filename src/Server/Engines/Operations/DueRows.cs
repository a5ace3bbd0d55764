namespace Abaca.Server.Operations;

/// <summary>A row that may be taken.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Fence">Its fence as read.</param>
/// <param name="Project">Whose work it is.</param>
readonly record struct DueRow(string Id, long Fence, string Project);

/// <summary>
/// Chooses what a lane does next. Where there is room for all that is due, all of it; else projects take turns, whatever the order and the
/// number in which they asked. A look reads a bounded number of rows through indexes, however many wait.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="table">A table with lease columns, <c>lane</c> and <c>due_project</c>; called o in the condition.</param>
/// <param name="ready">What a due row must meet to be taken: <c>AND …</c>, or nothing.</param>
sealed class DueRows(Db db, Sql table, Sql ready)
{
    /// <summary>At how many projects one look looks, beside those that it takes from: most of them may have nothing due.</summary>
    const int Projects = 256;

    static readonly Columns<DueRow> Columns = new(c => new DueRow(c.Text("o.id"), c.Number("o.fence"), c.TextOrNull("o.due_project") ?? ""));

    /// <summary>The rows to take, in the order of their turns.</summary>
    public async Task<Claimed<DueRow>> Choose(string lane, LaneRoom room, DateTimeOffset now, CancellationToken ct)
    {
        var due = await db.Query(
            Columns, $"FROM {table} o WHERE o.lane = {lane} AND o.due_at <= {now} {ready} ORDER BY o.due_at LIMIT {room.Most + 1}", ct);
        return due.Count > room.Most ? await InTurns(lane, room, now, ct) : AllOf(due, room);
    }

    static Claimed<DueRow> AllOf(IReadOnlyList<DueRow> due, LaneRoom room)
    {
        var mine = due.GroupBy(row => row.Project, StringComparer.Ordinal).SelectMany(of => of.Take(room.Of(of.Key))).ToList();
        return new(mine, mine.Count < due.Count, false, room.After);
    }

    async Task<Claimed<DueRow>> InTurns(string lane, LaneRoom room, DateTimeOffset now, CancellationToken ct)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var queues = new List<IReadOnlyList<DueRow>>();
        var at = room.After;
        while (queues.Count < room.Most && seen.Count < Projects)
        {
            var next = await Project(lane, at, ct) ?? (at is null ? null : await Project(lane, null, ct));
            if (next is null || !seen.Add(next)) break; // nobody is left, or all had their turn
            at = next;
            if (Math.Min(room.Of(next), room.Most) is not (> 0 and var most)) continue;
            var due = await db.Query(Columns, $"""
                FROM {table} o
                WHERE o.lane = {lane} AND o.due_project = {next} AND o.due_at <= {now} {ready} ORDER BY o.due_at LIMIT {most}
                """, ct);
            if (due.Count > 0) queues.Add(due);
        }
        var taken = OneOfEach(queues).Take(room.Most).ToList();
        return new(taken, true, seen.Count == Projects, taken.Count < room.Most ? at : taken[^1].Project);
    }

    // The first of each project, the second of each, and so on.
    static IEnumerable<DueRow> OneOfEach(List<IReadOnlyList<DueRow>> queues)
    {
        for (var round = 0; queues.Exists(queue => queue.Count > round); round++)
        {
            foreach (var queue in queues.Where(queue => queue.Count > round)) yield return queue[round];
        }
    }

    async Task<string?> Project(string lane, string? after, CancellationToken ct) => await db.Text($"""
        SELECT due_project FROM {table}
        WHERE lane = {lane} AND {(after is null ? Sql.Of($"due_project IS NOT NULL") : Sql.Of($"due_project > {after}"))}
        ORDER BY due_project LIMIT 1
        """, ct);
}
