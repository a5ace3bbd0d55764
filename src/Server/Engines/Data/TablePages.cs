namespace Abaca.Server.Data;

/// <summary>All rows of a table in the order of its primary key, page by page, so that a table of millions needs no more memory than one of hundreds.</summary>
sealed class TablePages
{
    /// <summary>So many rows have a page.</summary>
    const int Rows = 500;

    readonly string table;
    readonly List<int> key;
    object?[]? last;

    TablePages(string table, IReadOnlyList<string> columns, IReadOnlyList<string> key)
    {
        (this.table, Columns) = (table, columns);
        this.key = [.. key.Select(name => columns.ToList().IndexOf(name))];
    }

    /// <summary>The table's columns, in the order of a row's values.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The column that an engine may count: the key of the rows read, when that is one number; else null.</summary>
    public string? Counted => key is [var only] && last?[only] is long ? Columns[only] : null;

    /// <summary>Looks at the table.</summary>
    /// <exception cref="DatabaseUnavailable">It has no primary key.</exception>
    public static async Task<TablePages> Of(string table, IQueries at, Dialect dialect, CancellationToken ct)
    {
        var primary = await at.Texts(dialect.KeyNames(table), ct);
        return primary.Count > 0 ? new(table, await at.Texts(dialect.ColumnNames(table), ct), primary) : throw new DatabaseUnavailable($"The table {table} has no primary key.");
    }

    /// <summary>The next rows; none at the end.</summary>
    public async Task<IReadOnlyList<object?[]>> Next(IQueries at, CancellationToken ct)
    {
        var rows = await at.Query(
            $"SELECT {Sql.Raw(string.Join(", ", Columns))} FROM {Sql.Raw(table)} {Behind()} ORDER BY {Sql.Raw(string.Join(", ", key.Select(i => Columns[i])))} LIMIT {(long)Rows}",
            row => Enumerable.Range(0, Columns.Count).Select(row.Value).ToArray(), ct);
        if (rows.Count > 0) last = rows[^1];
        return rows;
    }

    // Written out, (a > ?) OR (a = ? AND b > ?): MariaDB finds no index for a comparison of whole rows.
    Sql Behind()
    {
        if (last is null) return Sql.Raw("");
        var behind = Sql.Raw("WHERE ");
        for (var i = 0; i < key.Count; i++)
        {
            behind.AppendLiteral(i == 0 ? "(" : " OR (");
            for (var j = 0; j <= i; j++)
            {
                behind.AppendLiteral($"{(j == 0 ? "" : " AND ")}{Columns[key[j]]} {(j < i ? "=" : ">")} ");
                behind.Add(last[key[j]]);
            }
            behind.AppendLiteral(")");
        }
        return behind;
    }
}
