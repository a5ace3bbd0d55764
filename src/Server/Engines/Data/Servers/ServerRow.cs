using System.Data.Common;
using System.Text;

namespace Abaca.Server.Data.Servers;

/// <summary>The row that a server's reader stands on.</summary>
sealed class ServerRow(DbDataReader reader) : Row
{
    /// <inheritdoc/>
    public override bool IsNull(int column) => reader.IsDBNull(column);

    /// <inheritdoc/>
    public override string Text(int column) => TextOrNull(column) ?? throw new StatementFailed($"Column {column} ({reader.GetName(column)}) is null.");

    /// <inheritdoc/>
    public override string? TextOrNull(int column) =>
        reader.IsDBNull(column) ? null : reader.GetValue(column) is var value && value is string text ? text : Convert.ToString(value, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override long Number(int column)
    {
        if (reader.IsDBNull(column)) return 0;
        // Sums are decimal, flags and comparisons small numbers or truth values, where SQLite knows one kind of whole number.
        return reader.GetFieldType(column) == typeof(long) ? reader.GetInt64(column) : Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override double Fraction(int column) => reader.IsDBNull(column) ? 0 : Convert.ToDouble(reader.GetValue(column), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override object? Value(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column) switch
    {
        string text => text,
        byte[] bytes => bytes,
        double or float => Fraction(column),
        _ => Number(column),
    };

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Utf8(int column)
    {
        if (reader.IsDBNull(column)) return [];
        return reader.GetValue(column) switch
        {
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            var other => Encoding.UTF8.GetBytes(Convert.ToString(other, CultureInfo.InvariantCulture)!),
        };
    }
}
