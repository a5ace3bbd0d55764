using Abaca.Server.Data.Migrations;

namespace Abaca.Server.Data;

/// <summary>
/// Copies all rows of a database into an empty one, whatever the engines of both are: from SQLite to a server, and back. In one transaction of the
/// target, so that it has everything or nothing; the source is only read. No process of the service may run meanwhile.
/// </summary>
/// <param name="from">The database.</param>
/// <param name="to">The empty one.</param>
/// <param name="clock">The time.</param>
public sealed class DatabaseMove(Db from, Db to, TimeProvider clock)
{
    /// <summary>So many rows are written by one statement.</summary>
    const int AtOnce = 100;

    /// <summary>What an engine keeps for itself.</summary>
    static readonly string[] Own = ["schema_migrations", "transaction_turn", "transaction_marks", "manager_leases"];

    /// <summary>Does it.</summary>
    /// <returns>The tables with the number of rows that each had and has.</returns>
    /// <exception cref="DatabaseUnavailable">It is refused, and nothing has changed; the text says why.</exception>
    /// <exception cref="MigrationRefused">The target cannot be brought up to date.</exception>
    public async Task<IReadOnlyList<(string Table, long Rows)>> Run(CancellationToken ct = default)
    {
        if (await new Migrator(from, clock).Status(ct) is { Current: false } old)
            throw new DatabaseUnavailable(old.Problem ?? $"The database has {old.Pending.Count} migrations pending: run abaca db upgrade first.");
        await new Migrator(to, clock).Migrate(ct);
        var tables = (await from.Texts(from.Dialect.TableNames, ct)).Except(Own, StringComparer.Ordinal).ToList();
        if (tables.Except(await to.Texts(to.Dialect.TableNames, ct), StringComparer.Ordinal).FirstOrDefault() is { } foreign)
            throw new DatabaseUnavailable($"The database has a table {foreign} that is not Abaca's.");
        return await to.Transaction(async tx =>
        {
            var copied = new List<(string, long)>();
            foreach (var table in tables) copied.Add((table, await Copy(tx, table, ct)));
            return copied;
        }, ct);
    }

    async Task<long> Copy(Tx tx, string table, CancellationToken ct)
    {
        if (await tx.Any(Sql.Raw($"FROM {table}"), ct)) throw new DatabaseUnavailable($"The target is not empty: its table {table} has rows. Nothing was changed. Name an empty database.");
        var columns = await from.Texts(from.Dialect.ColumnNames(table), ct);
        var rows = await from.Query(Sql.Raw($"SELECT {string.Join(", ", columns)} FROM {table}"), row => Enumerable.Range(0, columns.Count).Select(row.Value).ToArray(), ct);
        foreach (var some in rows.Chunk(AtOnce))
        {
            var values = new Sql(0, 0);
            foreach (var row in some) values.Append(Tuple(row, values.Text.Length > 0 ? ", (" : "("));
            await tx.Execute($"INSERT INTO {Sql.Raw(table)} ({Sql.Raw(string.Join(", ", columns))}) VALUES {values}", ct);
        }
        if (table == "services" && to.Dialect.CountOn(table, "id") is { } counting) await tx.Number(counting, ct);
        var there = await tx.Number(Sql.Raw($"SELECT COUNT(*) FROM {table}"), ct);
        return there == rows.Count ? there : throw new DatabaseUnavailable($"The table {table} has {rows.Count} rows, and {there} arrived. Nothing was changed.");
    }

    static Sql Tuple(object?[] row, string opening)
    {
        var tuple = Sql.Raw(opening);
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0) tuple.AppendLiteral(", ");
            tuple.Add(row[i]);
        }
        tuple.AppendLiteral(")");
        return tuple;
    }
}
