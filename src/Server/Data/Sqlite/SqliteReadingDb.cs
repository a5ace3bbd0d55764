namespace Abaca.Server.Data.Sqlite;

/// <summary>A database file that is only looked at: by diagnosis, beside the service that owns it. There is no writer at all.</summary>
sealed class SqliteReadingDb : Db
{
    readonly SqliteReaders readers;

    SqliteReadingDb(SqliteReaders readers) => this.readers = readers;

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Sqlite;

    /// <summary>Opens an existing file.</summary>
    /// <exception cref="DatabaseUnavailable">The library is absent, or the file is or cannot be read.</exception>
    public static SqliteReadingDb Open(string file)
    {
        SqliteLibrary.Require();
        var path = Path.GetFullPath(file);
        if (!File.Exists(path)) throw new DatabaseUnavailable($"{path} does not exist.");
        var opened = new SqliteReaders(path, new SqliteSettings());
        var first = opened.Borrow();
        try
        {
            // The file is only looked into by the first query.
            _ = first.Number(Sql.Raw("SELECT COUNT(*) FROM sqlite_master"));
        }
        finally
        {
            opened.Return(first);
        }
        return new SqliteReadingDb(opened);
    }

    /// <inheritdoc/>
    public override Task<T> Transaction<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) =>
        Task.FromException<T>(new DatabaseUnavailable("The database was opened for reading only."));

    /// <inheritdoc/>
    public override ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) =>
        ValueTask.FromResult(Lend(connection => connection.Query(sql, read), ct));

    /// <inheritdoc/>
    public override ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class =>
        ValueTask.FromResult(Lend(connection => connection.First(sql, read), ct));

    /// <inheritdoc/>
    public override ValueTask<long> Number(Sql sql, CancellationToken ct = default) =>
        ValueTask.FromResult(Lend(connection => connection.Number(sql), ct));

    /// <inheritdoc/>
    public override Task Backup(string file, CancellationToken ct = default) =>
        Task.FromException(new DatabaseUnavailable("The database was opened for reading only."));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        readers.Close();
        return ValueTask.CompletedTask;
    }

    T Lend<T>(Func<SqliteConnection, T> work, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var connection = readers.Borrow();
        try
        {
            return work(connection);
        }
        finally
        {
            readers.Return(connection);
        }
    }
}
