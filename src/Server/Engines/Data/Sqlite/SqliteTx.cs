namespace Abaca.Server.Data.Sqlite;

/// <summary>A transaction on the writer's connection. Everything in it completes at once, on the writer's thread.</summary>
sealed class SqliteTx(SqliteConnection connection) : Tx
{
    readonly int thread = Environment.CurrentManagedThreadId;
    List<Action>? rings;
    volatile bool closed;

    /// <summary>What to run after the commit.</summary>
    public IReadOnlyList<Action> Rings => rings ?? [];

    /// <summary>No call is served from now on.</summary>
    public void Close() => closed = true;

    /// <inheritdoc/>
    public override Task<int> Execute(Sql sql, CancellationToken ct = default) => Task.FromResult(Open().Execute(sql));

    /// <inheritdoc/>
    public override ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) =>
        ValueTask.FromResult(Open().Query(sql, read));

    /// <inheritdoc/>
    public override ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class =>
        ValueTask.FromResult(Open().First(sql, read));

    /// <inheritdoc/>
    public override ValueTask<long> Number(Sql sql, CancellationToken ct = default) => ValueTask.FromResult(Open().Number(sql));

    /// <inheritdoc/>
    public override void AfterCommit(Action ring)
    {
        Open();
        (rings ??= []).Add(ring);
    }

    // SQLite ends the whole transaction after some errors; work that swallowed such an error must not go on without one.
    SqliteConnection Open()
    {
        if (closed || Environment.CurrentManagedThreadId != thread)
        {
            throw new InvalidOperationException("The transaction is over, or used from another thread: its work may await only its own calls.");
        }
        return connection.InAutoCommit ? throw new DatabaseUnavailable("The transaction was rolled back after an earlier error.") : connection;
    }
}
