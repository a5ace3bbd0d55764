using Abaca.Server.Data;

namespace Abaca.Tests.Server.Databases;

/// <summary>Tables as they are, whatever columns they have, on every engine.</summary>
static class WholeRows
{
    /// <summary>The names of a table's columns, in their order.</summary>
    public static async Task<IReadOnlyList<string>> Columns(IQueries at, Dialect dialect, string table) => await at.Texts(dialect.ColumnNames(table));

    /// <summary>Each row as one text: name=value, … in the order of the names, since engines have the columns in orders of their own.</summary>
    public static async Task<IReadOnlyList<string>> Of(Db db, string table)
    {
        var columns = (await Columns(db, db.Dialect, table)).Order(StringComparer.Ordinal).ToList();
        return await db.Query(
            Sql.Raw($"SELECT {string.Join(", ", columns)} FROM {table}"), row => string.Join(", ", columns.Select((name, i) => $"{name}={row.TextOrNull(i)}")));
    }
}
