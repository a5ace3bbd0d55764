using Abaca.Server.Data.Migrations;

namespace Abaca.Server.Data;

/// <summary>
/// Copies all rows of a database into an empty one, whatever the engines of both are: from SQLite to a server, and back. In one transaction of the
/// target, so that it has everything or nothing, and in one of a source that others could write to. The source is only read.
/// </summary>
/// <param name="from">The database.</param>
/// <param name="to">The empty one.</param>
/// <param name="clock">The time.</param>
public sealed class DatabaseMove(Db from, Db to, TimeProvider clock)
{
    /// <summary>What an engine keeps for itself.</summary>
    static readonly string[] Own = ["schema_migrations", "transaction_turn", "transaction_marks", "manager_leases"];

    /// <summary>Does it.</summary>
    /// <returns>The tables with the number of rows that each had and has.</returns>
    /// <exception cref="DatabaseUnavailable">It is refused, and the target has no rows; the text says why.</exception>
    /// <exception cref="MigrationRefused">The target cannot be brought up to date.</exception>
    public async Task<IReadOnlyList<(string Table, long Rows)>> Run(CancellationToken ct = default)
    {
        if (await new Migrator(from, clock).Status(ct) is { Current: false } old)
            throw new DatabaseUnavailable(old.Problem ?? $"The database has {old.Pending.Count} migrations pending: run abaca db upgrade first.");
        await new Migrator(to, clock).Migrate(ct);
        var tables = (await from.Texts(from.Dialect.TableNames, ct)).Except(Own, StringComparer.Ordinal).ToList();
        if (tables.Except(await to.Texts(to.Dialect.TableNames, ct), StringComparer.Ordinal).FirstOrDefault() is { } foreign)
            throw new DatabaseUnavailable($"The database has a table {foreign} that is not Abaca's. The target has no rows.");
        return await to.Transaction(target => from.Dialect.IsServer
            ? from.Transaction(source => Copy(tables, source, target, ct), ct)
            : Copy(tables, from, target, ct), ct);
    }

    async Task<IReadOnlyList<(string Table, long Rows)>> Copy(IReadOnlyList<string> tables, IQueries source, Tx target, CancellationToken ct)
    {
        var managers = await source.Texts($"SELECT host FROM manager_leases WHERE owner IS NOT NULL AND until > {clock.GetUtcNow()} ORDER BY host", ct);
        if (managers.Count > 0)
            throw new DatabaseUnavailable($"The service runs on this database (managers of {string.Join(", ", managers)}): stop all its processes, and wait for a minute after one that was killed.");
        var copied = new List<(string, long)>();
        foreach (var table in tables) copied.Add((table, await Copy(table, source, target, ct)));
        return copied;
    }

    async Task<long> Copy(string table, IQueries source, Tx target, CancellationToken ct)
    {
        if (await target.Any(Sql.Raw($"FROM {table}"), ct))
            throw new DatabaseUnavailable($"The target is not empty: its table {table} has rows. Nothing was changed. Name an empty database.");
        var pages = await TablePages.Of(table, source, from.Dialect, ct);
        var rows = 0L;
        while (await pages.Next(source, ct) is { Count: > 0 } page)
        {
            await Insert(table, pages.Columns, page, target, ct);
            rows += page.Count;
        }
        if (pages.Counted is { } counted && to.Dialect.CountOn(table, counted) is { } counting) await target.Number(counting, ct);
        var there = await target.Number(Sql.Raw($"SELECT COUNT(*) FROM {table}"), ct);
        return there == rows ? there : throw new DatabaseUnavailable($"The table {table} has {rows} rows, and {there} arrived. Nothing was changed.");
    }

    static async Task Insert(string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, Tx target, CancellationToken ct)
    {
        var values = new Sql(0, 0);
        foreach (var row in rows)
        {
            values.AppendLiteral(row == rows[0] ? "(" : ", (");
            for (var i = 0; i < row.Length; i++)
            {
                if (i > 0) values.AppendLiteral(", ");
                values.Add(row[i]);
            }
            values.AppendLiteral(")");
        }
        try
        {
            await target.Execute($"INSERT INTO {Sql.Raw(table)} ({Sql.Raw(string.Join(", ", columns))}) VALUES {values}", ct);
        }
        catch (Exception e) when (e is StatementFailed or TextNotStorable)
        {
            throw new DatabaseUnavailable($"Rows of the table {table} from {string.Join(", ", rows[0].Take(2))} on cannot be kept by the target: {e.Message} Nothing was changed.", e);
        }
    }
}
