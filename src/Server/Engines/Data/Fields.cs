namespace Abaca.Server.Data;

/// <summary>
/// The columns of one row, asked for by name in the order in which they are read (see <see cref="Columns{T}"/>). While a description is only
/// listened to there is no row, and every answer is empty.
/// </summary>
/// <typeparam name="T">What a row becomes.</typeparam>
public readonly struct Fields<T>
{
    readonly Cursor cursor;
    readonly List<Column<T>>? stored;

    internal Fields(Cursor cursor, List<Column<T>>? stored) => (this.cursor, this.stored) = (cursor, stored);

    /// <summary>A text that is never null.</summary>
    /// <param name="name">The column, or an expression.</param>
    /// <param name="write">What is stored; null: this is only read.</param>
    /// <param name="shown">An expression that is read in the column's place.</param>
    public string Text(string name, Func<T, string>? write = null, string? shown = null) =>
        cursor.Row is { } row ? row.Text(cursor.Next++) : Ask("", name, write, shown);

    /// <summary>A text or null.</summary>
    public string? TextOrNull(string name, Func<T, string?>? write = null, string? shown = null) =>
        cursor.Row is { } row ? row.TextOrNull(cursor.Next++) : Ask<string?>(null, name, write, shown);

    /// <summary>A text that stands for something else, such as an id or a word of a list; null for null.</summary>
    /// <param name="name">The column.</param>
    /// <param name="read">What the text stands for.</param>
    /// <param name="write">The text for it.</param>
    /// <param name="shown">An expression that is read in the column's place.</param>
    public TValue Word<TValue>(string name, Func<string, TValue> read, Func<T, string?>? write = null, string? shown = null) => cursor.Row is { } row
        ? row.TextOrNull(cursor.Next++) is { } text ? read(text) : default!
        : Ask(default(TValue)!, name, write, shown);

    /// <summary>A whole number; 0 for null.</summary>
    public long Number(string name, Func<T, long>? write = null) => cursor.Row is { } row ? row.Number(cursor.Next++) : Ask(0L, name, Stored(write, n => n));

    /// <summary>A small whole number; 0 for null.</summary>
    public int Count(string name, Func<T, int>? write = null) => cursor.Row is { } row ? (int)row.Number(cursor.Next++) : Ask(0, name, Stored(write, n => (long)n));

    /// <summary>A small whole number or null.</summary>
    public int? CountOrNull(string name, Func<T, int?>? write = null) =>
        cursor.Row is { } row ? (int?)row.NumberOrNull(cursor.Next++) : Ask<int?>(null, name, Stored(write, n => (long?)n));

    /// <summary>A flag stored as 0 or 1.</summary>
    public bool Flag(string name, Func<T, bool>? write = null) => cursor.Row is { } row ? row.Flag(cursor.Next++) : Ask(false, name, Stored(write, yes => yes ? 1L : 0L));

    /// <summary>A moment.</summary>
    public DateTimeOffset Moment(string name, Func<T, DateTimeOffset>? write = null) =>
        cursor.Row is { } row ? row.Moment(cursor.Next++) : Ask(default(DateTimeOffset), name, Stored(write, at => Moments.ToMicroseconds(at)));

    /// <summary>A moment or null.</summary>
    public DateTimeOffset? MomentOrNull(string name, Func<T, DateTimeOffset?>? write = null) => cursor.Row is { } row
        ? row.MomentOrNull(cursor.Next++)
        : Ask<DateTimeOffset?>(null, name, Stored(write, at => at is { } moment ? Moments.ToMicroseconds(moment) : null));

    /// <summary>An object of texts, stored as JSON; empty for null.</summary>
    public IReadOnlyDictionary<string, string> Map(string name, Func<T, IReadOnlyDictionary<string, string>>? write = null) =>
        cursor.Row is { } row ? row.Map(cursor.Next++) : Ask(Json.Nothing, name, Stored(write, Json.Write));

    /// <summary>Texts in one column, with a character between them.</summary>
    public IReadOnlyList<string> Texts(string name, char between, Func<T, IReadOnlyList<string>>? write = null) => cursor.Row is { } row
        ? row.Text(cursor.Next++).Split(between, StringSplitOptions.RemoveEmptyEntries)
        : Ask<IReadOnlyList<string>>([], name, Joined(write, between));

    /// <summary>Another object that is read of the same row.</summary>
    public TPart Part<TPart>(Columns<TPart> part)
    {
        if (cursor.Row is not null) return part.Read(cursor);
        cursor.Asked.Add((part.List.Text, part.List.Text));
        return part.Read(new Cursor());
    }

    // Closures are made only while a description is listened to, never for a row.
    static Func<T, object?>? Stored<TValue>(Func<T, TValue>? write, Func<TValue, object?> store) => write is null ? null : of => store(write(of));

    static Func<T, object?>? Joined(Func<T, IReadOnlyList<string>>? write, char between) => write is null ? null : of => string.Join(between, write(of));

    TValue Ask<TValue>(TValue empty, string name, Func<T, object?>? write, string? shown = null)
    {
        cursor.Asked.Add((shown ?? name, name));
        if (write is not null) stored?.Add(new Column<T>(name, write));
        return empty;
    }
}

/// <summary>Where a reader is in a row; while a description is listened to, what it has asked for.</summary>
sealed class Cursor
{
    List<(string Shown, string Stored)>? asked;

    /// <summary>The row; null while there is none.</summary>
    public Row? Row { get; private set; }

    /// <summary>The next column, from 0.</summary>
    public int Next { get; set; }

    /// <summary>Columns as they are selected: with what is shown in their place, and as they are stored.</summary>
    public List<(string Shown, string Stored)> Asked => asked ??= [];

    /// <summary>Begins with another row.</summary>
    public void StandOn(Row row) => (Row, Next) = (row, 0);
}
