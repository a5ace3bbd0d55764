using System.Runtime.CompilerServices;
using System.Text;

namespace Abaca.Server.Data;

/// <summary>
/// A statement with its parameters. Written as an interpolated string: literals are SQL, holes become parameters,
/// and a hole that is itself a <see cref="Sql"/> is spliced in. Values never become SQL text.
/// </summary>
[InterpolatedStringHandler]
public sealed class Sql
{
    readonly StringBuilder text;
    readonly List<object?> values;

    /// <summary>For the compiler: starts a statement from an interpolated string.</summary>
    public Sql(int literalLength, int formattedCount)
    {
        text = new StringBuilder(literalLength + formattedCount);
        values = new List<object?>(formattedCount);
    }

    /// <summary>Statement text with one <c>?</c> per parameter.</summary>
    public string Text => text.ToString();

    /// <summary>Parameters in order: null, long, double, string or byte[].</summary>
    public IReadOnlyList<object?> Values => values;

    /// <summary>A statement or fragment without parameters, from trusted text (column lists, table names).</summary>
    public static Sql Raw(string trusted)
    {
        var sql = new Sql(trusted.Length, 0);
        sql.text.Append(trusted);
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
            if (sql.values.Count > 0) sql.text.Append(", ");
            sql.AppendFormatted(item);
        }
        return sql.values.Count > 0 ? sql : throw new ArgumentException("An IN list needs at least one item.", nameof(items));
    }

    /// <summary>Adds another fragment behind this one.</summary>
    public Sql Append(Sql more)
    {
        AppendFormatted(more);
        return this;
    }

    /// <summary>For the compiler: SQL text.</summary>
    public void AppendLiteral(string literal) => text.Append(literal);

    /// <summary>For the compiler: a nested fragment.</summary>
    public void AppendFormatted(Sql fragment)
    {
        text.Append(fragment.text);
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

    /// <summary>For the compiler: a typed id, stored as its text.</summary>
    public void AppendFormatted(IId id) => Add(id.Text);

    /// <inheritdoc/>
    public override string ToString() => Text;

    void Add(object? value)
    {
        text.Append('?');
        values.Add(value);
    }
}
