namespace Abaca.Server.Data.Migrations;

/// <summary>
/// Brings a database to the schema of this binary. Each migration runs in one transaction together with its row in
/// <c>schema_migrations</c>, and looks at that table inside it, so that two processes may start at once.
/// </summary>
public sealed class Migrator(Db db, MigrationSet migrations, TimeProvider time)
{
    /// <summary>With the migrations of this binary.</summary>
    public Migrator(Db db, TimeProvider time)
        : this(db, MigrationSet.For(db.Dialect), time)
    {
    }

    const string Table = "schema_migrations";

    static readonly Migration Bookkeeping = new(0, "bookkeeping", $$"""
        CREATE TABLE {{Table}} (
            number {long} NOT NULL PRIMARY KEY,
            name {name} NOT NULL,
            checksum {name} NOT NULL,
            applied_at {moment} NOT NULL
        ) {table};
        """);

    static readonly Columns<AppliedMigration> Applied = new(c => new AppliedMigration(
        c.Count("number", m => m.Number), c.Text("name", m => m.Name), c.Text("checksum", m => m.Checksum), c.Moment("applied_at", m => m.AppliedAt)));

    static readonly Sql InOrder = Sql.Raw($"FROM {Table} ORDER BY number");

    /// <summary>How far the database is. Changes nothing.</summary>
    public async Task<SchemaStatus> Status(CancellationToken ct = default)
    {
        var tables = await db.Texts(db.Dialect.TableNames, ct);
        return Judge(tables, tables.Contains(Table) ? await db.Query(Applied, InOrder, ct) : []);
    }

    /// <summary>Runs what is pending and answers with it; an empty list when there was nothing to do.</summary>
    /// <exception cref="MigrationRefused">The database is newer, was changed behind our back, or a migration failed; that one left nothing behind.</exception>
    /// <exception cref="DatabaseUnavailable">The database cannot be used.</exception>
    public async Task<IReadOnlyList<Migration>> Migrate(CancellationToken ct = default)
    {
        var done = new List<Migration>();
        while (await db.SchemaChange(tx => RunNext(tx, ct), ct) is { } migration) done.Add(migration);
        return done;
    }

    async Task<Migration?> RunNext(Tx tx, CancellationToken ct)
    {
        var tables = await tx.Texts(db.Dialect.TableNames, ct);
        var known = tables.Contains(Table);
        var status = Judge(tables, known ? await tx.Query(Applied, InOrder, ct) : []);
        if (status.Problem is { } problem) throw new MigrationRefused(problem);
        if (!known) await Run(tx, Bookkeeping, ct);
        if (status.Pending is not [var next, ..]) return null;

        await Run(tx, next, ct);
        await tx.Execute(Applied.Insert(Table, new AppliedMigration(next.Number, next.Name, next.Checksum, time.GetUtcNow())), ct);
        return next;
    }

    async Task Run(Tx tx, Migration migration, CancellationToken ct)
    {
        try
        {
            foreach (var statement in migration.Statements(db.Dialect)) await tx.Execute(db.Dialect.Repeatable(statement), ct);
        }
        catch (Exception e) when (e is StatementFailed or UniqueViolation or FormatException)
        {
            throw new MigrationRefused($"Migration {migration} failed and was undone: {e.Message}", e);
        }
    }

    SchemaStatus Judge(List<string> tables, List<AppliedMigration> applied)
    {
        var pending = migrations.All.Skip(applied.Count).ToList();
        return new SchemaStatus(applied, pending, tables.Contains(Table) ? Mismatch(applied) : Foreign(tables));
    }

    string? Mismatch(List<AppliedMigration> applied)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            var row = applied[i];
            if (row.Number != migrations.First + i) return $"The database lacks migration {migrations.First + i} although {row.Number} ran. Restore a backup.";
            if (i >= migrations.All.Count)
            {
                return $"The database was migrated by a newer Abaca: this one does not know migration {row.Number} ({row.Name}). Install that version again, or restore a backup.";
            }
            if (row.Checksum != migrations.All[i].Checksum)
            {
                return $"Migration {migrations.All[i]} is not the one that the database ran ({row.Name}): one of them was changed. Use the binary that migrated it.";
            }
        }
        return null;
    }

    static string? Foreign(List<string> tables) => tables.Count == 0
        ? null
        : $"The database is not Abaca's: it has no {Table} but the table {tables[0]}. Check the connection option.";
}
