namespace Abaca.Server.Data.Servers;

/// <summary>
/// A row for each transaction on a server, written in it: it is there if and only if the transaction was committed. Looked for when the answer to
/// a commit was lost, so that nothing is done twice; deleted when it is old.
/// </summary>
static class TransactionMarks
{
    /// <summary>The table.</summary>
    public static readonly Sql Table = Sql.Raw("transaction_marks");

    /// <summary>Long after the last process has stopped asking.</summary>
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Leaves a mark.</summary>
    public static Sql Leave(string mark, DateTimeOffset now) => Sql.Of($"INSERT INTO {Table} (id, at) VALUES ({mark}, {now})");

    /// <summary>Counts the marks with this name.</summary>
    public static Sql Count(string mark) => Sql.Of($"SELECT COUNT(*) FROM {Table} WHERE id = {mark}");

    /// <summary>Deletes those that nobody asks for any more.</summary>
    public static Sql Purge(DateTimeOffset now) => Sql.Of($"DELETE FROM {Table} WHERE at < {now - Kept}");
}
