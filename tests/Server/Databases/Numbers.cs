using Abaca.Server.Data;

namespace Abaca.Tests.Server.Databases;

/// <summary>A table <c>test_numbers (i, id)</c> with rows 1 s000001, 2 s000002, …: to copy a row as often as a test wants, on every engine.</summary>
static class Numbers
{
    /// <summary>Makes it.</summary>
    public static async Task Make(Db db, int many)
    {
        await db.SchemaChange(tx => tx.Execute(Sql.Raw(db.Dialect.Translate("CREATE TABLE test_numbers (i {long} NOT NULL PRIMARY KEY, id {id} NOT NULL)"))));
        await db.Transaction(async tx =>
        {
            foreach (var some in Enumerable.Range(1, many).Chunk(500))
                await tx.Execute(Sql.Raw($"INSERT INTO test_numbers (i, id) VALUES {string.Join(", ", some.Select(i => $"({i}, 's{i:000000}')"))}"));
        });
    }

    /// <summary>Copies the rows of a table that another one owns, once for each number.</summary>
    /// <param name="db">The database.</param>
    /// <param name="tx">The transaction.</param>
    /// <param name="table">The table, called t.</param>
    /// <param name="where">Which of its rows.</param>
    /// <param name="copied">What a column has in a copy; the number is called n.</param>
    public static async Task Copy(Db db, Tx tx, string table, string where, Func<string, string> copied)
    {
        var columns = await WholeRows.Columns(tx, db.Dialect, table);
        await tx.Execute(Sql.Raw(
            $"INSERT INTO {table} ({string.Join(", ", columns)}) SELECT {string.Join(", ", columns.Select(copied))} FROM {table} t, test_numbers n WHERE t.{where}"));
    }
}
