namespace Abaca.Server.Data;

/// <summary>
/// The one port to a database. Reads see the last commit and never wait for writers; writes happen in transactions.
/// Engines differ behind it; statements are plain SQL that all of them understand, with <c>?</c> parameters.
/// </summary>
public abstract class Db : IQueries, IAsyncDisposable
{
    /// <summary>The engine's words for what migrations need.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>Carries signals between the processes that use it, where the engine can; null where it cannot, or only one process uses it.</summary>
    public virtual Signalling.ISignalTransport? Signals => null;

    /// <summary>Opens the database that a <c>connection</c> option names (see <see cref="DatabaseUrl"/>).</summary>
    /// <exception cref="DatabaseUnavailable">The URL or the database cannot be used.</exception>
    public static Db Open(string url, ILogger? log = null) =>
        DatabaseUrl.Require(url) is { Server: null, File: var file } ? Sqlite.SqliteDb.Open(file, log: log) : Servers.ServerDb.Of(url, log);

    /// <summary>As <see cref="Open"/>, for the service whose database it is from now on: a write-ahead log of any other life is told from its own.</summary>
    /// <param name="url">The database.</param>
    /// <param name="pool">The connections to a server; null: as many as usual.</param>
    /// <param name="log">Where it tells what it does again.</param>
    /// <exception cref="DatabaseUnavailable">The URL or the database cannot be used.</exception>
    public static Db OpenOwned(string url, Servers.PoolSize? pool = null, ILogger? log = null) =>
        DatabaseUrl.Require(url) is { Server: null, File: var file } ? Sqlite.SqliteDb.OpenAsOwner(file, log) : Servers.ServerDb.Of(url, log, pool);

    /// <summary>Whether another file was put in the place of the database that the last start used, and nobody has taken note of it yet.</summary>
    public static bool IsReplaced(string url) => DatabaseUrl.Require(url).IsFile && File.Exists(FilesOf(url).Replaced);

    /// <summary>That it was replaced has been taken note of in the database itself.</summary>
    public static void NoteReplaced(string url) => File.Delete(FilesOf(url).Replaced);

    static Sqlite.DatabaseFiles FilesOf(string url) => new(Path.GetFullPath(DatabaseUrl.Require(url).File));

    /// <summary>Opens an existing database to look at it beside a running service: nothing can be written through it.</summary>
    /// <exception cref="DatabaseUnavailable">The URL or the database cannot be used, or there is none yet.</exception>
    public static Db OpenToRead(string url) =>
        DatabaseUrl.Require(url) is { Server: null, File: var file } ? Sqlite.SqliteReadingDb.Open(file) : Servers.ServerDb.Of(url);

    /// <summary>
    /// Runs the work in one transaction and commits it durably before the task ends; a throw rolls all of it back.
    /// The work may await nothing but the transaction's own calls, and may be run again after a serialization conflict.
    /// </summary>
    public abstract Task<T> Transaction<T>(Func<Tx, Task<T>> work, CancellationToken ct = default);

    /// <summary>As <see cref="Transaction{T}"/>, for changes of the schema: nothing is expected to be there before, and one process at a time does it.</summary>
    public virtual Task<T> SchemaChange<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) => Transaction(work, ct);

    /// <summary>As <see cref="Transaction{T}"/>, without an answer.</summary>
    public Task Transaction(Func<Tx, Task> work, CancellationToken ct = default) => Transaction(async tx =>
    {
        await work(tx);
        return true;
    }, ct);

    /// <summary>All rows of a query, each read by <paramref name="read"/>, outside any transaction.</summary>
    public abstract ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default);

    /// <summary>The first row of a query, or null when there is none.</summary>
    public abstract ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class;

    /// <summary>The first column of the first row as a number; 0 when there is no row or it is null.</summary>
    public abstract ValueTask<long> Number(Sql sql, CancellationToken ct = default);

    /// <summary>Writes a consistent copy of the whole database to a new file while it is in use.</summary>
    /// <exception cref="DatabaseUnavailable">The file exists already or cannot be written.</exception>
    public abstract Task Backup(string file, CancellationToken ct = default);

    /// <summary>What of the database is damaged, as far as the engine can say by looking; null when nothing is, or when its server looks after that.</summary>
    public virtual Task<string?> Damage(CancellationToken ct = default) => Task.FromResult<string?>(null);

    /// <summary>Gives the room of deleted rows back to the disk, in steps between which others write. Does nothing where the engine does so by itself.</summary>
    public virtual Task GiveBack(CancellationToken ct = default) => Task.CompletedTask;

    /// <summary>Finishes the transactions that are queued, then ends all connections.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>An open transaction. Sees its own changes.</summary>
public abstract class Tx : IQueries
{
    /// <summary>Runs a statement and answers with the number of rows it changed.</summary>
    /// <exception cref="UniqueViolation">A unique or primary key exists already.</exception>
    public abstract Task<int> Execute(Sql sql, CancellationToken ct = default);

    /// <summary>All rows of a query.</summary>
    public abstract ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default);

    /// <summary>The first row of a query, or null.</summary>
    public abstract ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class;

    /// <summary>The first column of the first row as a number; 0 when there is no row or it is null.</summary>
    public abstract ValueTask<long> Number(Sql sql, CancellationToken ct = default);

    /// <summary>
    /// Runs a part that may fail by itself: then what it changed is taken back, and the rest of the transaction stands. Answers with what it
    /// threw, or null.
    /// </summary>
    /// <exception cref="DatabaseUnavailable">The whole transaction cannot go on.</exception>
    public async Task<Exception?> Part(Func<Task> part)
    {
        await Execute(Sql.Raw("SAVEPOINT part"));
        try
        {
            await part();
            await Execute(Sql.Raw("RELEASE SAVEPOINT part"));
            return null;
        }
        catch (Exception e) when (e is not DatabaseUnavailable)
        {
            await Execute(Sql.Raw("ROLLBACK TO SAVEPOINT part"));
            await Execute(Sql.Raw("RELEASE SAVEPOINT part"));
            return e;
        }
    }

    /// <summary>Runs the action after the commit is durable, and never if it rolls back. For signals, not for work.</summary>
    public abstract void AfterCommit(Action ring);
}

/// <summary>The current row of a query; valid only inside the read function. Columns count from 0.</summary>
public abstract class Row
{
    /// <summary>Whether the column is null.</summary>
    public abstract bool IsNull(int column);

    /// <summary>A text that is never null.</summary>
    public abstract string Text(int column);

    /// <summary>A whole number; 0 for null.</summary>
    public abstract long Number(int column);

    /// <summary>A fraction; 0 for null.</summary>
    public abstract double Fraction(int column);

    /// <summary>Text as UTF-8 (or a blob), valid until the next row; empty for null.</summary>
    public abstract ReadOnlySpan<byte> Utf8(int column);

    /// <summary>Whatever it is: null, a long, a double, a string or bytes.</summary>
    public abstract object? Value(int column);

    /// <summary>A text or null.</summary>
    public virtual string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>A whole number or null.</summary>
    public long? NumberOrNull(int column) => IsNull(column) ? null : Number(column);

    /// <summary>A flag stored as 0 or 1.</summary>
    public bool Flag(int column) => Number(column) != 0;

    /// <summary>A moment stored as microseconds.</summary>
    public DateTimeOffset Moment(int column) => Moments.FromMicroseconds(Number(column));

    /// <summary>A moment or null.</summary>
    public DateTimeOffset? MomentOrNull(int column) => IsNull(column) ? null : Moment(column);
}

/// <summary>A unique or primary key exists already. The transaction is still usable where the engine allows; callers let it roll back.</summary>
public sealed class UniqueViolation(string what, Exception? inner = null) : Exception(what, inner);

/// <summary>The database cannot be used: missing library, unreadable file, disk full, lost connection. The text says what to do.</summary>
public class DatabaseUnavailable(string message, Exception? inner = null) : Exception(message, inner);
