using Microsoft.Extensions.Logging.Abstractions;

namespace Abaca.Server.Data.Servers;

/// <summary>
/// A database on a server that several processes share. What one file with one writer gives the rest of the house, it has to give as well: one
/// transaction at a time over all processes, each whole or not at all, and an answer that says which.
/// </summary>
sealed partial class ServerDb(ServerEngine engine, TimeProvider clock, ILogger? log = null) : Db
{
    /// <summary>So often a transaction is run before its caller is told that it cannot be.</summary>
    const int Attempts = 8;

    /// <summary>So long a transaction is tried again while the server is away: one that restarts, or another that takes its place.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Prepares connections to the server that a <c>connection</c> option names; none is opened yet.</summary>
    /// <exception cref="DatabaseUnavailable">The URL cannot be used.</exception>
    public static ServerDb Of(string url, ILogger? log = null, PoolSize? pool = null)
    {
        var (address, size) = (DatabaseUrl.Require(url).Server!, pool ?? PoolSize.Usual);
        return new ServerDb(address.Kind is ServerKind.MariaDb ? MariaDb.Of(address, size) : PostgreSql.Of(address, size), TimeProvider.System, log);
    }

    readonly ILogger log = log ?? NullLogger.Instance;
    readonly AsyncLocal<bool> inside = new();

    // One transaction runs at a time anyway: those of this process wait here for each other and not as connections of the server.
    readonly SemaphoreSlim turn = new(1);

    /// <inheritdoc/>
    public override Dialect Dialect => engine.Dialect;

    /// <inheritdoc/>
    public override Signalling.ISignalTransport? Signals => engine.Signals;

    /// <inheritdoc/>
    public override Task<T> Transaction<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) =>
        Repeat(mark => engine.Begin(mark, clock.GetUtcNow()), ServerEngine.Commit, work, ct);

    /// <inheritdoc/>
    public override Task<T> SchemaChange<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) =>
        Repeat(_ => engine.BeginSchema, engine.EndSchema, work, ct);

    /// <inheritdoc/>
    public override ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) => Read(session => session.Query(sql, read, ct), ct);

    /// <inheritdoc/>
    public override ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class =>
        Read(session => session.First(sql, read, ct), ct);

    /// <inheritdoc/>
    public override ValueTask<long> Number(Sql sql, CancellationToken ct = default) => Read(session => session.Number(sql, ct), ct);

    /// <inheritdoc/>
    public override Task Backup(string file, CancellationToken ct = default) =>
        throw new DatabaseUnavailable($"{engine.Address} is backed up with its own tools: {engine.Dialect.BackupTool}.");

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        turn.Dispose();
    }

    // A connection that lay in the pool may have been ended by the server long ago: a query is asked once more, on another.
    async ValueTask<T> Read<T>(Func<ServerSession, ValueTask<T>> ask, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var session = await ServerSession.Open(engine, engine.Reading, ct);
                return await ask(session);
            }
            catch (DatabaseUnavailable e) when (e is ConnectionLost or DatabaseConflict && attempt < 3)
            {
                QueryRepeated(log, attempt, e.Message);
            }
        }
    }

    async Task<T> Repeat<T>(Func<string, IReadOnlyList<Sql>> begin, IReadOnlyList<Sql> end, Func<Tx, Task<T>> work, CancellationToken ct)
    {
        if (inside.Value) throw new InvalidOperationException("A transaction cannot be started inside another one.");
        await turn.WaitAsync(ct);
        try
        {
            var started = clock.GetTimestamp();
            for (var attempt = 1; ; attempt++)
            {
                var last = attempt >= Attempts || (attempt > 1 && clock.GetElapsedTime(started) > Patience);
                var transaction = new ServerTransaction<T>(engine, begin, end, clock);
                try
                {
                    var answer = await Inside(() => transaction.Run(work));
                    Ring(transaction.Rings);
                    return answer;
                }
                catch (DatabaseUnavailable e) when (e is ConnectionLost or DatabaseConflict && !last)
                {
                    TransactionRepeated(log, attempt, e.Message);
                }
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 << Math.Min(attempt, 6))), clock, ct);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    // What the work calls sees the mark, and nothing else does: a value set in an asynchronous method ends with it.
    async Task<T> Inside<T>(Func<Task<T>> run)
    {
        inside.Value = true;
        return await run();
    }

    void Ring(IReadOnlyList<Action> rings)
    {
        foreach (var ring in rings)
        {
            try
            {
                ring();
            }
            catch (Exception e)
            {
                RingFailed(log, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A query was asked again (attempt {Attempt}): {Why}")]
    static partial void QueryRepeated(ILogger log, int attempt, string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A transaction is run again (attempt {Attempt}): {Why}")]
    static partial void TransactionRepeated(ILogger log, int attempt, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "An action after a commit failed; the commit stands.")]
    static partial void RingFailed(ILogger log, Exception e);
}
