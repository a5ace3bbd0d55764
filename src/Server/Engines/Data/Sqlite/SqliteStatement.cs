using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Abaca.Server.Data.Sqlite;

/// <summary>
/// A prepared statement. Texts are encoded once, straight into memory that SQLite reads in place until <see cref="Reset"/>;
/// blobs are pinned instead of copied. Each statement owns its memory, so that a query may run inside the read function of another.
/// </summary>
sealed unsafe class SqliteStatement
{
    /// <summary>Texts shorter than this reserve their worst case instead of being measured first.</summary>
    const int ShortText = 1024;

    /// <summary>Bytes of bound text that a cached statement may keep.</summary>
    const int KeptBytes = 4096;

    readonly SqliteConnection connection;
    readonly nint handle;
    readonly int parameters;
    readonly List<MemoryHandle> pins = [];
    byte* buffer;
    int reserved;

    /// <summary>Prepares the text.</summary>
    /// <exception cref="StatementFailed">It is not SQL, or more than one statement.</exception>
    public SqliteStatement(SqliteConnection connection, string text, bool cached)
    {
        (this.connection, Text) = (connection, text);
        handle = Prepare(cached);
        parameters = Native.ParameterCount(handle);
        Row = new SqliteRow(handle);
    }

    /// <summary>The statement as written.</summary>
    public string Text { get; }

    /// <summary>The row that the last step stands on.</summary>
    public SqliteRow Row { get; }

    /// <summary>Whether it changes nothing.</summary>
    public bool ReadOnly => Native.IsReadOnly(handle) != 0;

    /// <summary>When it was last used, counted in uses of its connection.</summary>
    public long LastUse { get; set; }

    /// <summary>Gives the parameters their values.</summary>
    /// <exception cref="StatementFailed">There are more or fewer values than parameters.</exception>
    public void Bind(ReadOnlySpan<object?> values)
    {
        if (values.Length != parameters)
        {
            throw new StatementFailed($"{values.Length} values for {parameters} parameters in: {Text}");
        }
        Reserve(values);
        var free = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var code = values[i] switch
            {
                null => Native.BindNull(handle, i + 1),
                long number => Native.BindLong(handle, i + 1, number),
                string text => BindText(i + 1, text, ref free),
                double fraction => Native.BindDouble(handle, i + 1, fraction),
                byte[] bytes => BindBytes(i + 1, bytes),
                var other => throw new StatementFailed($"A value of type {other.GetType()} cannot be stored."),
            };
            if (code != Native.Ok) throw SqliteErrors.From(connection, code, Text);
        }
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = Native.Step(handle);
        return code switch
        {
            Native.Row => true,
            Native.Done => false,
            _ => throw SqliteErrors.From(connection, code, Text),
        };
    }

    /// <summary>Ends the run: locks and pinned memory are let go. The result only repeats what <see cref="Step"/> said.</summary>
    public void Reset()
    {
        _ = Native.Reset(handle);
        Unpin();
        if (reserved > KeptBytes) Free();
    }

    /// <summary>Frees everything.</summary>
    public void Close()
    {
        _ = Native.Finalize(handle);
        Unpin();
        Free();
    }

    nint Prepare(bool cached)
    {
        const uint persistent = 1;
        var utf8 = Encoding.UTF8.GetBytes(Text);
        fixed (byte* start = utf8)
        {
            var code = Native.Prepare(connection.Handle, start, utf8.Length, cached ? persistent : 0, out var prepared, out var tail);
            if (code != Native.Ok) throw SqliteErrors.From(connection, code, Text);
            var rest = utf8.AsSpan((int)(tail - start)).Trim(" \t\r\n;"u8);
            if (prepared != 0 && rest.IsEmpty) return prepared;
            _ = Native.Finalize(prepared);
            throw new StatementFailed($"Not exactly one statement: {Text}");
        }
    }

    void Reserve(ReadOnlySpan<object?> values)
    {
        var needed = 1;
        foreach (var value in values)
        {
            if (value is string text) needed += text.Length < ShortText ? text.Length * 3 : Encoding.UTF8.GetByteCount(text);
        }
        if (needed <= reserved) return;
        Free();
        reserved = Math.Max(needed, 256);
        buffer = (byte*)NativeMemory.Alloc((nuint)reserved);
    }

    int BindText(int index, string text, ref int free)
    {
        var start = buffer + free;
        var length = Encoding.UTF8.GetBytes(text, new Span<byte>(start, reserved - free));
        free += length;
        return Native.BindText(handle, index, start, length, 0);
    }

    int BindBytes(int index, byte[] bytes)
    {
        if (bytes.Length == 0) return Native.BindZeroBlob(handle, index, 0);
        var pin = bytes.AsMemory().Pin();
        pins.Add(pin);
        return Native.BindBlob(handle, index, pin.Pointer, bytes.Length, 0);
    }

    void Unpin()
    {
        if (pins.Count == 0) return;
        foreach (var pin in pins) pin.Dispose();
        pins.Clear();
    }

    void Free()
    {
        NativeMemory.Free(buffer);
        buffer = null;
        reserved = 0;
    }
}
