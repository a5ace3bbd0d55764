using System.Runtime.InteropServices;
using System.Text;

namespace Abaca.Server.Data.Sqlite;

/// <summary>The row that a statement stands on.</summary>
sealed unsafe class SqliteRow(nint statement) : Row
{
    const int IntegerType = 1, FloatType = 2, TextType = 3, NullType = 5;

    int columns;

    /// <summary>Looks again how many columns there are: a statement is prepared anew when the schema changes.</summary>
    public void Begin() => columns = Native.ColumnCount(statement);

    /// <summary>Nothing may be read from now on.</summary>
    public void End() => columns = 0;

    /// <inheritdoc/>
    public override bool IsNull(int column) => Native.ColumnType(statement, Checked(column)) == NullType;

    /// <inheritdoc/>
    public override string Text(int column) =>
        TextOrNull(column) ?? throw new StatementFailed($"Column {column} ({Name(column)}) is null.");

    /// <inheritdoc/>
    public override string? TextOrNull(int column)
    {
        var bytes = Utf8(column);
        return bytes.IsEmpty && IsNull(column) ? null : Encoding.UTF8.GetString(bytes);
    }

    /// <inheritdoc/>
    public override long Number(int column) => Native.ColumnLong(statement, Checked(column));

    /// <inheritdoc/>
    public override double Fraction(int column) => Native.ColumnDouble(statement, Checked(column));

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Utf8(int column)
    {
        // Bytes before length: SQLite converts at the first call.
        var start = Native.ColumnBytes(statement, Checked(column));
        return new ReadOnlySpan<byte>(start, start == null ? 0 : Native.ColumnLength(statement, column));
    }

    /// <inheritdoc/>
    public override object? Value(int column) => Native.ColumnType(statement, Checked(column)) switch
    {
        NullType => null,
        IntegerType => Number(column),
        FloatType => Fraction(column),
        TextType => Text(column),
        _ => Utf8(column).ToArray(),
    };

    int Checked(int column) => (uint)column < (uint)columns
        ? column
        : throw new StatementFailed(columns == 0
            ? "A row was used outside its read function."
            : $"Column {column} was asked for; the query has {columns}, counted from 0.");

    string? Name(int column) => Marshal.PtrToStringUTF8((nint)Native.ColumnName(statement, column));
}
