using Abaca.Server.Signalling;
using Npgsql;

namespace Abaca.Server.Data.Servers;

/// <summary>Signals as notifications of PostgreSQL: https://www.postgresql.org/docs/15/sql-notify.html</summary>
sealed class PostgreSqlSignals(NpgsqlDataSource source, string place) : ISignalTransport
{
    const string Channel = "abaca_signals";

    /// <inheritdoc/>
    public string Place => place;

    /// <inheritdoc/>
    public async Task Send(IReadOnlyCollection<string> names, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        foreach (var name in names)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT pg_notify($1, $2)") { Parameters = { new NpgsqlParameter { Value = Channel }, new NpgsqlParameter { Value = name } } });
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <inheritdoc/>
    public async Task Receive(Action<string> received, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notification += (_, said) => received(said.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection)) await listen.ExecuteNonQueryAsync(ct);
        try
        {
            while (true) await connection.WaitAsync(ct);
        }
        finally
        {
            // It goes back to its pool and must not go on listening there.
            await using var end = new NpgsqlCommand($"UNLISTEN {Channel}", connection);
            if (connection.State is System.Data.ConnectionState.Open) await end.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
