using Abaca.Server.Data.Migrations;
using Abaca.Server.Data.Sqlite;

namespace Abaca.Server.Data;

/// <summary>
/// Copies all rows of a database into an empty one, whatever the engines of both are: from SQLite to a server, and back. The target has everything or
/// nothing: on a server it is one transaction, and a file gets its name when all is in it. The source is only read, in one transaction if others could
/// write to it.
/// </summary>
/// <param name="from">The database.</param>
/// <param name="target">URL of the empty one, as in <c>[database] connection</c>.</param>
/// <param name="clock">The time.</param>
public sealed class DatabaseMove(Db from, string target, TimeProvider clock)
{
    /// <summary>So many rows are written by one statement.</summary>
    const int AtOnce = 100;

    /// <summary>What an engine keeps for itself.</summary>
    static readonly string[] Own = ["schema_migrations", "transaction_turn", "transaction_marks", "manager_leases"];

    /// <summary>Writes to the target.</summary>
    delegate Task Writing(Func<Tx, Task> work);

    /// <summary>Does it.</summary>
    /// <returns>The tables with the number of rows that each had and has.</returns>
    /// <exception cref="DatabaseUnavailable">It is refused, and the target has no rows; the text says why.</exception>
    /// <exception cref="MigrationRefused">The target cannot be brought up to date.</exception>
    public async Task<IReadOnlyList<(string Table, long Rows)>> Run(CancellationToken ct = default)
    {
        if (await new Migrator(from, clock).Status(ct) is { Current: false } old)
            throw new DatabaseUnavailable(old.Problem ?? $"The database has {old.Pending.Count} migrations pending: run abaca db upgrade first.");
        return DatabaseUrl.Require(target) is { IsFile: true, File: var file } ? await IntoFile(Path.GetFullPath(file), ct) : await IntoServer(ct);
    }

    async Task<IReadOnlyList<(string Table, long Rows)>> IntoServer(CancellationToken ct)
    {
        await using var to = Db.Open(target);
        var tables = await Tables(to, ct);
        return await to.Transaction(tx => Reading(source => Copy(tables, source, tx, to.Dialect, work => work(tx), ct), ct), ct);
    }

    // A transaction of SQLite waits for nobody else, so a file is filled by many, under another name.
    async Task<IReadOnlyList<(string Table, long Rows)>> IntoFile(string file, CancellationToken ct)
    {
        var unfinished = file + ".moving";
        foreach (var there in (string[])[file, unfinished])
            if (File.Exists(there)) throw new DatabaseUnavailable($"{there} exists. Nothing was changed. Name a file that is not there yet{(there == unfinished ? ", or delete what a move left that did not come to its end" : "")}.");
        try
        {
            IReadOnlyList<(string, long)> copied;
            await using (var to = Db.Open($"sqlite:///{unfinished}"))
            {
                var tables = await Tables(to, ct);
                copied = await Reading(source => Copy(tables, source, to, to.Dialect, work => to.Transaction(work, ct), ct), ct);
            }
            DurableNames.Give(unfinished, file);
            return copied;
        }
        catch
        {
            foreach (var suffix in DatabaseFiles.Suffixes) File.Delete(unfinished + suffix);
            throw;
        }
    }

    async Task<IReadOnlyList<string>> Tables(Db to, CancellationToken ct)
    {
        await new Migrator(to, clock).Migrate(ct);
        var tables = (await from.Texts(from.Dialect.TableNames, ct)).Except(Own, StringComparer.Ordinal).ToList();
        return tables.Except(await to.Texts(to.Dialect.TableNames, ct), StringComparer.Ordinal).FirstOrDefault() is { } foreign
            ? throw new DatabaseUnavailable($"The database has a table {foreign} that is not Abaca's. The target has no rows.")
            : tables;
    }

    Task<T> Reading<T>(Func<IQueries, Task<T>> copy, CancellationToken ct) => from.Dialect.IsServer ? from.Transaction(copy, ct) : copy(from);

    async Task<IReadOnlyList<(string Table, long Rows)>> Copy(
        IReadOnlyList<string> tables, IQueries source, IQueries there, Dialect words, Writing write, CancellationToken ct)
    {
        var managers = await source.Texts($"SELECT host FROM manager_leases WHERE owner IS NOT NULL AND until > {clock.GetUtcNow()} ORDER BY host", ct);
        if (managers.Count > 0)
            throw new DatabaseUnavailable($"The service runs on this database (managers of {string.Join(", ", managers)}): stop all its processes, and wait for a minute after one that was killed.");
        foreach (var table in tables)
            if (await there.Any(Sql.Raw($"FROM {table}"), ct)) throw new DatabaseUnavailable($"The target is not empty: its table {table} has rows. Nothing was changed. Name an empty database.");
        var copied = new List<(string, long)>();
        foreach (var table in tables)
        {
            var pages = await TablePages.Of(table, source, from.Dialect, ct);
            var rows = 0L;
            for (; await pages.Next(source, ct) is { Count: > 0 } page; rows += page.Count) await write(tx => Insert(table, pages.Columns, page, tx, ct));
            if (pages.Counted is { } counted && words.CountOn(table, counted) is { } counting) await there.Number(counting, ct);
            var arrived = await there.Number(Sql.Raw($"SELECT COUNT(*) FROM {table}"), ct);
            if (arrived != rows) throw new DatabaseUnavailable($"The table {table} has {rows} rows, and {arrived} arrived. Nothing was changed.");
            copied.Add((table, rows));
        }
        return copied;
    }

    static async Task Insert(string table, IReadOnlyList<string> columns, IReadOnlyList<object?[]> rows, Tx target, CancellationToken ct)
    {
        foreach (var some in rows.Chunk(AtOnce))
        {
            try
            {
                await target.Execute($"INSERT INTO {Sql.Raw(table)} ({Sql.Raw(string.Join(", ", columns))}) VALUES {Tuples(some)}", ct);
            }
            catch (Exception e) when (e is StatementFailed or TextNotStorable)
            {
                throw new DatabaseUnavailable($"Rows of the table {table} from {string.Join(", ", some[0].Take(2))} on cannot be kept by the target: {e.Message} Nothing was changed.", e);
            }
        }
    }

    static Sql Tuples(IReadOnlyList<object?[]> rows)
    {
        var values = new Sql(0, 0);
        for (var row = 0; row < rows.Count; row++)
        {
            for (var i = 0; i < rows[row].Length; i++)
            {
                values.AppendLiteral((row, i) switch { (0, 0) => "(", (_, 0) => "), (", _ => ", " });
                values.Add(rows[row][i]);
            }
        }
        values.AppendLiteral(")");
        return values;
    }
}
