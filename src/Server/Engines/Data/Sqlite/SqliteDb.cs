using Microsoft.Extensions.Logging.Abstractions;

namespace Abaca.Server.Data.Sqlite;

/// <summary>
/// The embedded database: one file, one writer that commits in groups with full durability, readers that never wait.
/// Queries run on the caller's thread and are complete when they return.
/// </summary>
public sealed class SqliteDb : Db
{
    readonly SqliteWriter writer;
    readonly SqliteReaders readers;

    SqliteDb(string file, SqliteSettings settings, ILogger log)
    {
        File = file;
        writer = new SqliteWriter(file, settings, log);
        readers = new SqliteReaders(file, settings);
    }

    /// <summary>The full path of the database file.</summary>
    public string File { get; }

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Sqlite;

    /// <summary>Opens the file, making it (mode 0600) and its directory (0700) when absent.</summary>
    /// <exception cref="DatabaseUnavailable">The library is absent, or the file cannot be used.</exception>
    public static SqliteDb Open(string file, SqliteSettings? settings = null, ILogger? log = null)
    {
        SqliteLibrary.Require();
        var path = Path.GetFullPath(file);
        UnfinishedRestore.Refuse(new DatabaseFiles(path));
        DatabaseStamp.Check(new DatabaseFiles(path));
        OwnedFile.Make(path);
        return new SqliteDb(path, settings ?? new SqliteSettings(), log ?? NullLogger.Instance);
    }

    /// <summary>As <see cref="Open"/>, and gives the file a stamp of this life (see <see cref="DatabaseStamp"/>).</summary>
    /// <exception cref="DatabaseUnavailable">The library is absent, or the file cannot be used.</exception>
    public static SqliteDb OpenAsOwner(string file, ILogger? log = null)
    {
        SqliteLibrary.Require();
        var files = new DatabaseFiles(Path.GetFullPath(file));
        UnfinishedRestore.Refuse(files);
        DatabaseStamp.Check(files);
        OwnedFile.Make(files.Main);
        ShrinkingFile.Make(files);
        DatabaseStamp.Renew(files);
        return Open(file, log: log);
    }

    /// <inheritdoc/>
    public override Task<T> Transaction<T>(Func<Tx, Task<T>> work, CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested) return Task.FromCanceled<T>(ct);
        var queued = new QueuedTransaction<T>(work, ct);
        writer.Enqueue(queued);
        return queued.Task;
    }

    /// <inheritdoc/>
    public override ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var connection = readers.Borrow();
        try
        {
            return ValueTask.FromResult(connection.Query(sql, read));
        }
        finally
        {
            readers.Return(connection);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class
    {
        ct.ThrowIfCancellationRequested();
        var connection = readers.Borrow();
        try
        {
            return ValueTask.FromResult(connection.First(sql, read));
        }
        finally
        {
            readers.Return(connection);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<long> Number(Sql sql, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var connection = readers.Borrow();
        try
        {
            return ValueTask.FromResult(connection.Number(sql));
        }
        finally
        {
            readers.Return(connection);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Some free pages are kept for the rows to come. A file that the service has not opened as its own may be one that cannot shrink.</remarks>
    public override async Task GiveBack(CancellationToken ct = default)
    {
        const int kept = 500, step = 128;
        for (var free = await FreePages(ct); free > kept;)
        {
            await Transaction(tx => tx.Execute(Sql.Raw($"PRAGMA incremental_vacuum({step})"), ct), ct);
            if (await FreePages(ct) is var left && left >= free) return;
            else free = left;
        }
    }

    ValueTask<long> FreePages(CancellationToken ct) => Number(Sql.Raw("PRAGMA freelist_count"), ct);

    /// <inheritdoc/>
    public override async Task<string?> Damage(CancellationToken ct = default) =>
        await this.Texts(Sql.Raw("PRAGMA quick_check(5)"), ct) is var said && said is ["ok"] ? null : string.Join("; ", said);

    /// <inheritdoc/>
    public override Task Backup(string file, CancellationToken ct = default) => Task.Run(() =>
    {
        var target = Path.GetFullPath(file);
        var part = target + ".part";
        if (System.IO.File.Exists(target)) throw new DatabaseUnavailable($"{target} exists already; a backup never overwrites.");
        if (System.IO.File.Exists(part)) System.IO.File.Delete(part);
        OwnedFile.Make(part);
        var connection = readers.Borrow();
        try
        {
            connection.Execute($"VACUUM INTO {part}");
        }
        catch
        {
            System.IO.File.Delete(part);
            throw;
        }
        finally
        {
            readers.Return(connection);
        }
        // SQLite does not sync what VACUUM INTO writes; a backup that a power cut could take away is none.
        new DatabaseFiles(part).Unstamp();
        DurableNames.Give(part, target);
    }, ct);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        readers.Close();
        await writer.Stop();
    }
}
