namespace Abaca.Server.Data;

/// <summary>
/// Instances of shares and snapshots that had a row in this database and lost it. Written with every removal of such rows: only what is kept here proves
/// that an object on a storage was this database's, and not made by a newer state or another copy of it. 36 bytes for each, kept for ever.
/// </summary>
static class FormerInstances
{
    /// <summary>So many ids are asked for in one statement.</summary>
    const int AtOnce = 500;

    /// <summary>Keeps the ids of rows that are about to go.</summary>
    /// <param name="tx">The transaction that removes them.</param>
    /// <param name="ids">A query for their ids, with a WHERE of its own.</param>
    /// <param name="ct">Cancellation.</param>
    public static Task Keep(Tx tx, Sql ids, CancellationToken ct) => tx.Execute($"INSERT INTO former_instances (id) {ids} ON CONFLICT (id) DO NOTHING", ct);

    /// <summary>A row that was made for an adoption that came to nothing is no evidence.</summary>
    public static Task Forget(Tx tx, string id, CancellationToken ct) => tx.Execute($"DELETE FROM former_instances WHERE id = {id}", ct);

    /// <summary>Which of these had a row and lost it.</summary>
    public static async Task<IReadOnlySet<string>> Among(Db db, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var former = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(AtOnce))
            former.UnionWith(await db.Texts($"SELECT id FROM former_instances WHERE id IN ({Sql.List(some)})", ct));
        return former;
    }
}
