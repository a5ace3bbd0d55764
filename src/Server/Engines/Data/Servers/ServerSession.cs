using System.Data.Common;

namespace Abaca.Server.Data.Servers;

/// <summary>One connection of a pool while it is lent to a query or a transaction. Failures come out in the words of <see cref="Db"/>.</summary>
sealed class ServerSession(ServerEngine engine, DbConnection connection) : IAsyncDisposable
{
    /// <summary>Borrows a connection.</summary>
    /// <exception cref="DatabaseUnavailable">There is none.</exception>
    public static async ValueTask<ServerSession> Open(ServerEngine engine, DbDataSource source, CancellationToken ct)
    {
        try
        {
            return new ServerSession(engine, await source.OpenConnectionAsync(ct));
        }
        catch (DbException failure)
        {
            throw engine.Explain(failure, null);
        }
        catch (Exception failure) when (failure is TimeoutException or InvalidOperationException or IOException)
        {
            throw new ConnectionLost($"{engine.Address} gives no connection: {failure.Message}", failure);
        }
    }

    /// <summary>Runs a statement and answers with the number of rows it met.</summary>
    public async Task<int> Execute(Sql sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        return await Told(() => command.ExecuteNonQueryAsync(ct), sql);
    }

    /// <summary>Runs statements one after the other, sent at once.</summary>
    public async Task Execute(IReadOnlyList<Sql> statements, CancellationToken ct)
    {
        if (statements is [var only])
        {
            await Execute(only, ct);
            return;
        }
        await using var batch = connection.CreateBatch();
        foreach (var sql in statements)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = engine.Spell(sql.Text);
            foreach (var value in sql.Parameters) command.Parameters.Add(engine.Parameter(value));
            batch.BatchCommands.Add(command);
        }
        await Told(() => batch.ExecuteNonQueryAsync(ct), statements[^1]);
    }

    /// <summary>All rows, each as it is read.</summary>
    public async ValueTask<List<T>> Query<T>(Sql sql, Func<Row, T> read, CancellationToken ct)
    {
        await using var command = Command(sql);
        return await Told(async () =>
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            var row = new ServerRow(reader);
            var all = new List<T>();
            while (await reader.ReadAsync(ct)) all.Add(read(row));
            return all;
        }, sql);
    }

    /// <summary>The first row, or null.</summary>
    public async ValueTask<T?> First<T>(Sql sql, Func<Row, T> read, CancellationToken ct) where T : class
    {
        await using var command = Command(sql);
        return await Told(async () =>
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? read(new ServerRow(reader)) : null;
        }, sql);
    }

    /// <summary>The first column of the first row as a number.</summary>
    public async ValueTask<long> Number(Sql sql, CancellationToken ct)
    {
        await using var command = Command(sql);
        return await Told(async () =>
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? new ServerRow(reader).Number(0) : 0L;
        }, sql);
    }

    /// <summary>Gives the connection back to its pool.</summary>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    DbCommand Command(Sql sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is made of literals; values are parameters (see Sql).
        command.CommandText = engine.Spell(sql.Text);
#pragma warning restore CA2100
        foreach (var value in sql.Parameters) command.Parameters.Add(engine.Parameter(value));
        return command;
    }

    async Task<T> Told<T>(Func<Task<T>> run, Sql sql)
    {
        try
        {
            return await run();
        }
        catch (DbException failure)
        {
            throw engine.Explain(failure, sql.Text);
        }
        catch (Exception failure) when (failure is TimeoutException or IOException or System.Net.Sockets.SocketException
            || (failure is InvalidOperationException && connection.State is not System.Data.ConnectionState.Open))
        {
            throw new ConnectionLost($"{engine.Address} does not answer: {failure.Message}", failure);
        }
    }
}
