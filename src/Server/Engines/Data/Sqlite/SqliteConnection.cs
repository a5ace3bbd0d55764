using System.Runtime.InteropServices;

namespace Abaca.Server.Data.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
sealed unsafe class SqliteConnection : IDisposable
{
    const int ReadOnly = 1, ReadWrite = 2, Create = 4, Uri = 0x40, NoMutex = 0x8000, PrivateCache = 0x40000;

    readonly Dictionary<string, SqliteStatement> statements = new(StringComparer.Ordinal);
    readonly SqliteSettings settings;
    readonly int* pages = (int*)NativeMemory.AllocZeroed(sizeof(int));
    readonly nint handle;
    long uses;

    SqliteConnection(string file, int flags, SqliteSettings settings, string? address = null)
    {
        (File, this.settings) = (file, settings);
        var code = Native.Open(address ?? file, out handle, flags | NoMutex | PrivateCache, 0);
        if (code != Native.Ok)
        {
            Dispose();
            throw SqliteErrors.Opening(code, file);
        }
        _ = Native.ExtendedResultCodes(handle, 1);
        _ = Native.BusyTimeout(handle, (int)settings.BusyTimeout.TotalMilliseconds);
    }

    /// <summary>The database file.</summary>
    public string File { get; }

    /// <summary>SQLite's own handle.</summary>
    public nint Handle => handle;

    /// <summary>Whether no transaction is open; SQLite ends one by itself after some errors.</summary>
    public bool InAutoCommit => Native.GetAutoCommit(handle) != 0;

    /// <summary>Pages in the write-ahead log after this connection's last commit.</summary>
    public int PagesInLog => *pages;

    /// <summary>A connection that sees snapshots and cannot write.</summary>
    public static SqliteConnection ForReading(string file, SqliteSettings settings) =>
        Ready(new SqliteConnection(file, ReadOnly, settings), $"cache_size = -{settings.ReaderCacheKiB}", "temp_store = memory");

    /// <summary>
    /// A connection that reads and leaves no trace, beside a service or without one. An ordinary reader makes the files of the write-ahead log
    /// where there are none, and recovers them where a service was killed: this one takes the file as it is when there is no log, and keeps
    /// its index of the log in memory otherwise (https://sqlite.org/wal.html#readonly).
    /// </summary>
    public static SqliteConnection ForLooking(string file, SqliteSettings settings)
    {
        var how = System.IO.File.Exists(file + "-wal") ? "readonly_shm=1" : "immutable=1";
        var path = file.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3f", StringComparison.Ordinal).Replace("#", "%23", StringComparison.Ordinal);
        return Ready(new SqliteConnection(file, ReadOnly | Uri, settings, $"file:{path}?{how}"), $"cache_size = -{settings.ReaderCacheKiB}", "temp_store = memory");
    }

    /// <summary>A connection that writes durably: write-ahead log, synced at every commit.</summary>
    /// <exception cref="DatabaseUnavailable">The file cannot be used, or its file system cannot hold a write-ahead log.</exception>
    public static SqliteConnection ForWriting(string file, SqliteSettings settings)
    {
        var connection = new SqliteConnection(file, ReadWrite | Create, settings);
        try
        {
            // Counts for a file that has nothing in it yet, and for the next VACUUM of any other: see ShrinkingFile.
            connection.Execute(Sql.Raw("PRAGMA auto_vacuum = incremental"));
            var mode = connection.First(Sql.Raw("PRAGMA journal_mode = wal"), static row => row.Text(0));
            if (mode != "wal") throw new DatabaseUnavailable($"{file} cannot use a write-ahead log here (mode {mode}). Keep it on a local file system.");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        Ready(connection, "synchronous = full", "foreign_keys = on", "trusted_schema = off", "temp_store = memory",
            $"cache_size = -{settings.WriterCacheKiB}", $"journal_size_limit = {settings.LogBytesKept}");
        // Our hook takes the place of SQLite's own checkpoints at commit: see WalCheckpoints.
        _ = Native.WalHook(connection.handle, &Native.NotePages, connection.pages);
        return connection;
    }

    /// <summary>Runs a statement and answers with the rows it changed itself.</summary>
    public int Execute(Sql sql)
    {
        var before = Native.TotalChanges(handle);
        var statement = Start(sql);
        try
        {
            while (statement.Step())
            {
                // Rows of RETURNING or a PRAGMA; nobody asked for them.
            }
            return Native.TotalChanges(handle) == before ? 0 : (int)Native.Changes(handle);
        }
        finally
        {
            Finish(statement);
        }
    }

    /// <summary>All rows.</summary>
    public List<T> Query<T>(Sql sql, Func<Row, T> read)
    {
        var rows = new List<T>();
        var statement = Start(sql);
        try
        {
            while (statement.Step())
            {
                if (rows.Count == 0) statement.Row.Begin();
                rows.Add(read(statement.Row));
            }
            return rows;
        }
        finally
        {
            Finish(statement);
        }
    }

    /// <summary>The first row, or null. A statement that changes something is run to its end.</summary>
    public T? First<T>(Sql sql, Func<Row, T> read)
    {
        var statement = Start(sql);
        try
        {
            if (!statement.Step()) return default;
            statement.Row.Begin();
            var first = read(statement.Row);
            while (!statement.ReadOnly && statement.Step())
            {
                // RETURNING: later rows belong to the same change.
            }
            return first;
        }
        finally
        {
            Finish(statement);
        }
    }

    /// <summary>The first column of the first row as a number, or 0.</summary>
    public long Number(Sql sql) => First(sql, static row => row.Number(0));

    /// <summary>Moves pages from the log to the database without waiting for anybody (mode PASSIVE).</summary>
    public void Checkpoint()
    {
        const int passive = 0, busy = 5;
        var code = Native.Checkpoint(handle, 0, passive, out _, out _);
        if (code != Native.Ok && (code & 0xff) != busy) throw SqliteErrors.From(this, code, "checkpoint");
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        foreach (var statement in statements.Values) statement.Close();
        statements.Clear();
        _ = Native.Close(handle);
        NativeMemory.Free(pages);
    }

    static SqliteConnection Ready(SqliteConnection connection, params ReadOnlySpan<string> pragmas)
    {
        try
        {
            foreach (var pragma in pragmas)
            {
                var once = new SqliteStatement(connection, $"PRAGMA {pragma}", cached: false);
                try
                {
                    once.Step();
                }
                finally
                {
                    once.Close();
                }
            }
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // Taken out of the cache while it runs: the same text inside its own read function gets a second statement.
    SqliteStatement Start(Sql sql)
    {
        var text = sql.Text;
        if (!statements.Remove(text, out var statement)) statement = new SqliteStatement(this, text, cached: true);
        try
        {
            statement.Bind(sql.Parameters);
            return statement;
        }
        catch
        {
            statement.Close();
            throw;
        }
    }

    void Finish(SqliteStatement statement)
    {
        statement.Row.End();
        statement.Reset();
        statement.LastUse = ++uses;
        if (statements.Count >= settings.CachedStatements) Evict();
        if (!statements.TryAdd(statement.Text, statement)) statement.Close();
    }

    void Evict()
    {
        var oldest = statements.Values.MinBy(s => s.LastUse)!;
        statements.Remove(oldest.Text);
        oldest.Close();
    }
}
