namespace Abaca.Server.Data.Servers;

/// <summary>An open transaction on a server's connection.</summary>
sealed class ServerTx(ServerSession session) : Tx
{
    List<Action>? rings;
    volatile bool closed;

    /// <summary>What to run after the commit.</summary>
    public IReadOnlyList<Action> Rings => rings ?? [];

    /// <summary>No call is served from now on.</summary>
    public void Close() => closed = true;

    /// <inheritdoc/>
    public override Task<int> Execute(Sql sql, CancellationToken ct = default) => Open().Execute(sql, CancellationToken.None);

    /// <inheritdoc/>
    public override ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) => Open().Query(sql, read, CancellationToken.None);

    /// <inheritdoc/>
    public override ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class =>
        Open().First(sql, read, CancellationToken.None);

    /// <inheritdoc/>
    public override ValueTask<long> Number(Sql sql, CancellationToken ct = default) => Open().Number(sql, CancellationToken.None);

    /// <inheritdoc/>
    public override void AfterCommit(Action ring)
    {
        Open();
        (rings ??= []).Add(ring);
    }

    ServerSession Open() => closed ? throw new InvalidOperationException("The transaction is over: its work may await only its own calls.") : session;
}
