namespace Abaca.Server.Data;

/// <summary>What can be asked of a database, whether outside a transaction (<see cref="Db"/>) or inside one (<see cref="Tx"/>).</summary>
public interface IQueries
{
    /// <summary>All rows of a query, each read by <paramref name="read"/>.</summary>
    ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default);

    /// <summary>The first row of a query, or null when there is none.</summary>
    ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class;

    /// <summary>The first column of the first row as a number; 0 when there is no row or it is null.</summary>
    ValueTask<long> Number(Sql sql, CancellationToken ct = default);
}

/// <summary>The questions that stores ask: rows of columns that have their readers with them, single texts, and whether there is anything.</summary>
public static class Questions
{
    /// <summary>Every row of these columns.</summary>
    /// <param name="at">Where.</param>
    /// <param name="columns">What is read of each row.</param>
    /// <param name="from">All of the query behind its columns: <c>FROM …</c>.</param>
    /// <param name="ct">Cancellation.</param>
    public static ValueTask<List<T>> Query<T>(this IQueries at, Columns<T> columns, Sql from, CancellationToken ct = default) =>
        at.Query($"SELECT {columns.List} {from}", columns.Reader(), ct);

    /// <summary>The first row of these columns, or null.</summary>
    /// <param name="at">Where.</param>
    /// <param name="columns">What is read of it.</param>
    /// <param name="from">All of the query behind its columns: <c>FROM …</c>.</param>
    /// <param name="ct">Cancellation.</param>
    public static ValueTask<T?> First<T>(this IQueries at, Columns<T> columns, Sql from, CancellationToken ct = default) where T : class =>
        at.First($"SELECT {columns.List} {from}", columns.Reader(), ct);

    /// <summary>The first column of every row, as a text that is never null.</summary>
    public static ValueTask<List<string>> Texts(this IQueries at, Sql sql, CancellationToken ct = default) => at.Query(sql, static row => row.Text(0), ct);

    /// <summary>The first column of the first row as a text; null when there is no row, or nothing in it.</summary>
    public static ValueTask<string?> Text(this IQueries at, Sql sql, CancellationToken ct = default) => at.First(sql, static row => row.TextOrNull(0)!, ct);

    /// <summary>An object of texts in the first column of the first row; empty when there is none.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, string>> Map(this IQueries at, Sql sql, CancellationToken ct = default) =>
        await at.First(sql, static row => row.Map(0), ct) ?? Json.Nothing;

    /// <summary>Whether there is any such row.</summary>
    /// <param name="at">Where.</param>
    /// <param name="from">Table and condition: <c>FROM … WHERE …</c>.</param>
    /// <param name="ct">Cancellation.</param>
    public static async ValueTask<bool> Any(this IQueries at, Sql from, CancellationToken ct = default) => await at.Number($"SELECT 1 {from} LIMIT 1", ct) > 0;
}
