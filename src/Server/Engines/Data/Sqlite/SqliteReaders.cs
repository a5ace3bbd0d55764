using System.Collections.Concurrent;

namespace Abaca.Server.Data.Sqlite;

/// <summary>Connections for reading, each lent to one thread for one query.</summary>
/// <param name="file">The database file.</param>
/// <param name="settings">How connections behave.</param>
/// <param name="tracelessly">They leave nothing behind beside the file: see <see cref="SqliteConnection.ForLooking"/>.</param>
sealed class SqliteReaders(string file, SqliteSettings settings, bool tracelessly = false)
{
    readonly ConcurrentStack<SqliteConnection> idle = new();
    volatile bool closed;

    /// <summary>An idle connection, or a new one: readers never wait.</summary>
    public SqliteConnection Borrow()
    {
        if (closed) throw new DatabaseUnavailable($"{file} is closed: the service is stopping.");
        return idle.TryPop(out var connection) ? connection
            : tracelessly ? SqliteConnection.ForLooking(file, settings)
            : SqliteConnection.ForReading(file, settings);
    }

    /// <summary>Takes a connection back.</summary>
    public void Return(SqliteConnection connection)
    {
        if (closed || idle.Count >= settings.IdleReaders)
        {
            connection.Dispose();
            return;
        }
        idle.Push(connection);
        if (closed) CloseIdle();
    }

    /// <summary>Closes the idle ones now and the lent ones when they come back.</summary>
    public void Close()
    {
        closed = true;
        CloseIdle();
    }

    void CloseIdle()
    {
        while (idle.TryPop(out var connection)) connection.Dispose();
    }
}
