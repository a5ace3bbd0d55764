namespace Abaca.Server.Data.Sqlite;

/// <summary>
/// A database file that is only looked at: by diagnosis, beside the service that owns it. There is no writer at all, and nothing is left
/// beside the file.
/// </summary>
sealed class SqliteReadingDb : Db
{
    readonly SqliteReaders readers;
    readonly string? copy;

    SqliteReadingDb(SqliteReaders readers, string? copy) => (this.readers, this.copy) = (readers, copy);

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Sqlite;

    /// <summary>Opens an existing file.</summary>
    /// <exception cref="DatabaseUnavailable">The library is absent, or the file is or cannot be read.</exception>
    public static SqliteReadingDb Open(string file)
    {
        SqliteLibrary.Require();
        var path = Path.GetFullPath(file);
        UnfinishedRestore.Refuse(new DatabaseFiles(path));
        DatabaseStamp.Check(new DatabaseFiles(path));
        if (!File.Exists(path)) throw new DatabaseUnavailable($"{path} does not exist.");
        var apart = CopyOf(path);
        var db = new SqliteReadingDb(new SqliteReaders(apart is null ? path : Path.Combine(apart, Path.GetFileName(path)), new SqliteSettings(), tracelessly: apart is null), apart);
        try
        {
            // The file is only looked into by the first query.
            _ = db.Lend(connection => connection.Number(Sql.Raw("SELECT COUNT(*) FROM sqlite_master")), CancellationToken.None);
            return db;
        }
        catch
        {
            db.Close();
            throw;
        }
    }

    /// <summary>
    /// A log without its index, as in a copy of files that somebody made: SQLite would make the index beside it, so a copy is looked at. Null:
    /// the file itself can be looked at.
    /// </summary>
    static string? CopyOf(string path)
    {
        var log = new FileInfo(path + "-wal");
        if (!log.Exists || File.Exists(path + "-shm")) return null;
        var apart = Directory.CreateTempSubdirectory("abaca-look-").FullName;
        foreach (var file in (string[])[path, log.FullName]) File.Copy(file, Path.Combine(apart, Path.GetFileName(file)));
        return apart;
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
    public override async Task<string?> Damage(CancellationToken ct = default) =>
        await this.Texts(Sql.Raw("PRAGMA quick_check(5)"), ct) is var said && said is ["ok"] ? null : string.Join("; ", said);

    /// <inheritdoc/>
    public override Task Backup(string file, CancellationToken ct = default) =>
        Task.FromException(new DatabaseUnavailable("The database was opened for reading only."));

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    void Close()
    {
        readers.Close();
        if (copy is not null) Directory.Delete(copy, recursive: true);
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
