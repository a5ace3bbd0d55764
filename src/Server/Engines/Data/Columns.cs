namespace Abaca.Server.Data;

/// <summary>
/// What is read of a row and how it becomes an object, in one place: each column stands once, with its name, its reader and, where it is stored,
/// its writer. The list of a query and its reader, insertions and the assignments of updates are all made of it, so that a column that is added,
/// moved or dropped concerns nobody else, and no position is written down anywhere.
/// </summary>
/// <example>
/// <code>
/// static readonly Columns&lt;Zone&gt; Zones = new(c => new Zone { Id = c.Text("id", z => z.Id), Name = c.Text("name", z => z.Name) });
/// await db.Query(Zones, $"FROM availability_zones ORDER BY created_at");
/// </code>
/// </example>
public sealed class Columns<T>
{
    readonly Func<Fields<T>, T> describe;
    readonly List<Column<T>> columns = [];

    /// <summary>Columns as the function asks for them. It is run once with nothing in any column, to be told which they are.</summary>
    /// <param name="describe">Makes an object of a row; asks for each column once, in the same order every time.</param>
    public Columns(Func<Fields<T>, T> describe)
        : this(describe, instead: true)
    {
    }

    Columns(Func<Fields<T>, T> describe, bool instead)
    {
        this.describe = describe;
        var cursor = new Cursor();
        _ = describe(new Fields<T>(cursor, columns));
        List = Sql.Raw(string.Join(", ", cursor.Asked.Select(asked => instead ? asked.Shown : asked.Stored)));
    }

    /// <summary>The SELECT list.</summary>
    public Sql List { get; }

    /// <summary>The same columns as they are stored, without what is shown in their place.</summary>
    public Columns<T> AsStored() => new(describe, instead: false);

    /// <summary>A reader for the rows of one query.</summary>
    internal Func<Row, T> Reader()
    {
        var cursor = new Cursor();
        return row =>
        {
            cursor.StandOn(row);
            return describe(new Fields<T>(cursor, null));
        };
    }

    /// <summary>Reads this object's columns where another's are read.</summary>
    internal T Read(Cursor cursor) => describe(new Fields<T>(cursor, null));

    /// <summary>An INSERT of an object.</summary>
    /// <param name="table">The table, with its alias where the columns have one: <c>shares s</c>. Columns of other tables are left out.</param>
    /// <param name="of">The object.</param>
    /// <param name="more">Columns that the object does not have.</param>
    public Sql Insert(string table, T of, params ReadOnlySpan<ColumnValue> more)
    {
        var space = table.IndexOf(' ', StringComparison.Ordinal);
        var prefix = space < 0 ? "" : table[(space + 1)..] + ".";
        var (names, values) = (new List<string>(), new Sql(0, 0));
        foreach (var column in columns)
        {
            if (column.InTable(prefix) is not { } name) continue;
            if (names.Count > 0) values.AppendLiteral(", ");
            names.Add(name);
            values.Add(column.Write(of));
        }
        foreach (var (name, value) in more)
        {
            if (names.Count > 0) values.AppendLiteral(", ");
            names.Add(name);
            values.AppendFormatted(value);
        }
        return Sql.Of($"INSERT INTO {Sql.Raw(space < 0 ? table : table[..space])} ({Sql.Raw(string.Join(", ", names))}) VALUES ({values})");
    }

    /// <summary>The assignments of an update, which make these columns what they are in the object: <c>name = ?, size = ?</c>.</summary>
    /// <param name="of">The object.</param>
    /// <param name="names">The columns, as they are named here, with their alias if they have one.</param>
    /// <exception cref="ArgumentException">One of them is no stored column.</exception>
    public Sql Set(T of, params ReadOnlySpan<string> names)
    {
        var sql = new Sql(0, 0);
        foreach (var name in names)
        {
            var column = columns.Find(c => c.Name == name) ?? throw new ArgumentException($"{name} is no stored column of {typeof(T).Name}.", nameof(names));
            if (sql.Text.Length > 0) sql.AppendLiteral(", ");
            sql.AppendLiteral(name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..] + " = ");
            sql.Add(column.Write(of));
        }
        return sql;
    }
}

/// <summary>What a row has in a column that its object does not have.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">One parameter.</param>
public readonly record struct ColumnValue(string Column, Sql Value);

/// <summary>A stored column.</summary>
/// <param name="Name">Its name, with alias where several tables are read.</param>
/// <param name="Write">What is stored for an object: null, a whole number, a fraction or a text.</param>
sealed record Column<T>(string Name, Func<T, object?> Write)
{
    /// <summary>Its plain name, if it is in the table with this prefix (<c>s.</c>, or nothing); else null.</summary>
    public string? InTable(string prefix) =>
        Name.StartsWith(prefix, StringComparison.Ordinal) && Name.IndexOf('.', prefix.Length) < 0 ? Name[prefix.Length..] : null;
}
