using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Abaca.Server.Data;

/// <summary>
/// A statement with its parameters. Written as an interpolated string: literals are SQL, holes become parameters,
/// and a hole that is itself a <see cref="Sql"/> or an interpolated string is spliced in: to make a text from pieces and pass it
/// as a value, use <c>string.Concat</c> or a variable. Column lists kept in constants need <see cref="Raw"/>.
/// Values never become SQL text.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    readonly List<string> pieces;
    readonly List<object?> values;
    string? text;

    /// <summary>For the compiler: starts a statement from an interpolated string.</summary>
    public Sql(int literalLength, int formattedCount)
    {
        pieces = new List<string>(literalLength > 0 ? (2 * formattedCount) + 1 : formattedCount);
        values = new List<object?>(formattedCount);
    }

    /// <summary>Statement text with one <c>?</c> per parameter.</summary>
    public string Text => text ??= string.Concat(CollectionsMarshal.AsSpan(pieces));

    /// <summary>Parameters in order: null, long, double, string or byte[].</summary>
    public IReadOnlyList<object?> Values => values;

    /// <summary>The parameters without a copy.</summary>
    internal ReadOnlySpan<object?> Parameters => CollectionsMarshal.AsSpan(values);

    /// <summary>A statement or fragment without parameters, from trusted text (column lists, table names).</summary>
    public static Sql Raw(string trusted)
    {
        var sql = new Sql(trusted.Length, 0);
        sql.AppendLiteral(trusted);
        return sql;
    }

    /// <summary>A fragment from an interpolated string, to be spliced into another.</summary>
    public static Sql Of(Sql fragment) => fragment;

    /// <summary><c>?, ?, …</c> for an IN list.</summary>
    /// <exception cref="ArgumentException">The list is empty: no engine accepts <c>IN ()</c>.</exception>
    public static Sql List(IEnumerable<string> items)
    {
        var sql = new Sql(0, 0);
        foreach (var item in items)
        {
            if (sql.values.Count > 0) sql.AppendLiteral(", ");
            sql.AppendFormatted(item);
        }
        return sql.values.Count > 0 ? sql : throw new ArgumentException("An IN list needs at least one item.", nameof(items));
    }

    /// <summary><c>?, ?, …</c> for an IN list of typed ids.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static Sql List<T>(IEnumerable<T> ids) where T : IId => List(ids.Select(id => id.Text));

    /// <summary>Adds another fragment behind this one.</summary>
    public Sql Append(Sql more)
    {
        AppendFormatted(more);
        return this;
    }

    /// <summary>For the compiler: SQL text.</summary>
    public void AppendLiteral(string literal)
    {
        pieces.Add(literal);
        text = null;
    }

    /// <summary>For the compiler: a nested fragment.</summary>
    public void AppendFormatted(Sql fragment)
    {
        pieces.AddRange(fragment.pieces);
        text = null;
        values.AddRange(fragment.values);
    }

    /// <summary>For the compiler: a text parameter.</summary>
    public void AppendFormatted(string? value) => Add(value);

    /// <summary>For the compiler: a number parameter.</summary>
    public void AppendFormatted(long value) => Add(value);

    /// <summary>For the compiler: a number parameter, or null.</summary>
    public void AppendFormatted(long? value) => Add(value);

    /// <summary>For the compiler: a fraction parameter, or null.</summary>
    public void AppendFormatted(double? value) => Add(value);

    /// <summary>For the compiler: a flag, stored as 0 or 1.</summary>
    public void AppendFormatted(bool value) => Add(value ? 1L : 0L);

    /// <summary>For the compiler: bytes.</summary>
    public void AppendFormatted(byte[]? value) => Add(value);

    /// <summary>For the compiler: a moment, stored as microseconds since 1970 (UTC).</summary>
    public void AppendFormatted(DateTimeOffset value) => Add(Moments.ToMicroseconds(value));

    /// <summary>For the compiler: a moment or null.</summary>
    public void AppendFormatted(DateTimeOffset? value) => Add(value is { } at ? Moments.ToMicroseconds(at) : null);

    /// <summary>For the compiler: a flag or null.</summary>
    public void AppendFormatted(bool? value) => Add(value is { } flag ? (flag ? 1L : 0L) : null);

    /// <summary>For the compiler: a typed id, stored as its text.</summary>
    public void AppendFormatted(IId? id) => Add(id?.Text);

    /// <summary>For the compiler: a typed id that is a struct, without boxing it.</summary>
    public void AppendFormatted<T>(T id) where T : struct, IId => Add(id.Text);

    /// <summary>For the compiler: a typed id that is a struct, or null.</summary>
    public void AppendFormatted<T>(T? id) where T : struct, IId => Add(id?.Text);

    /// <summary>Refused: it would become its code number.</summary>
    [Obsolete("A character would be stored as a number; write a string.", error: true)]
    public void AppendFormatted(char value) => throw new NotSupportedException();

    /// <summary>Refused: it would become a fraction and lose digits.</summary>
    [Obsolete("No engine stores unsigned 64-bit numbers; convert to long.", error: true)]
    public void AppendFormatted(ulong value) => throw new NotSupportedException();

    /// <summary>Refused: it would be taken as local time.</summary>
    [Obsolete("Moments are DateTimeOffset.", error: true)]
    public void AppendFormatted(DateTime value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Adds a parameter that is stored as it is.</summary>
    internal void Add(object? value)
    {
        AppendLiteral("?");
        values.Add(value);
    }
}
