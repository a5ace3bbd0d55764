using Abaca.Server.Data;

namespace Abaca.Tests.Server.Races;

/// <summary>
/// A database at whose door chosen transactions wait for each other: each has read what it goes by, and none has written. So a race that needs luck
/// elsewhere is there every time. What is not chosen passes.
/// </summary>
/// <param name="inner">The database.</param>
/// <param name="meeting">Who waits for whom.</param>
sealed class MeetingDb(Db inner, Meeting meeting) : Db
{
    /// <inheritdoc/>
    public override Dialect Dialect => inner.Dialect;

    /// <inheritdoc/>
    public override Abaca.Server.Signalling.ISignalTransport? Signals => inner.Signals;

    /// <inheritdoc/>
    public override async Task<T> Transaction<T>(Func<Tx, Task<T>> work, CancellationToken ct = default)
    {
        await meeting.Come(work);
        return await inner.Transaction(work, ct);
    }

    /// <inheritdoc/>
    public override Task<T> SchemaChange<T>(Func<Tx, Task<T>> work, CancellationToken ct = default) => inner.SchemaChange(work, ct);

    /// <inheritdoc/>
    public override ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) => inner.Query(sql, read, ct);

    /// <inheritdoc/>
    public override ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct = default) where T : class => inner.First(sql, read, ct);

    /// <inheritdoc/>
    public override ValueTask<long> Number(Sql sql, CancellationToken ct = default) => inner.Number(sql, ct);

    /// <inheritdoc/>
    public override Task Backup(string file, CancellationToken ct = default) => inner.Backup(file, ct);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
