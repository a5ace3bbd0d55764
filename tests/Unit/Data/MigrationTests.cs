using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Data.Sqlite;
using Xunit;

namespace Abaca.Tests.Unit.Data;

public sealed class MigrationTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static readonly Migration One = new(1, "foundation", """
        -- Two tables.
        CREATE TABLE a (
            id {id} NOT NULL PRIMARY KEY,
            what {text}, payload {json}, size {long} NOT NULL, at {moment}, ratio {fraction}, raw {bytes}, on_off {flag}
        ) {table};

        CREATE TABLE b (seq {serial}, name {name}) {table};
        """);

    static readonly Migration Two = new(2, "more", "ALTER TABLE a ADD COLUMN extra {text};\n");

    static Migrator Of(Db db, params Migration[] migrations) => new(db, new MigrationSet(migrations), TimeProvider.System);

    /// <summary>A database that ran a script refuses another one of its number, so what was released stays as it is to the byte.</summary>
    [Fact]
    public void A_script_is_never_changed_once_a_database_may_have_run_it()
    {
        var known = File.ReadLines(Path.Combine(new Architecture.SourceTree().Root, "tests/Unit/Data/migrations.tsv")).Select(line => line.Split('\t')).ToDictionary(row => row[0], row => row[1]);
        var now = MigrationSet.Embedded().All.ToDictionary(one => $"{one.Number:0000}-{one.Name}", one => one.Checksum);
        Assert.Empty(known.Where(one => now.GetValueOrDefault(one.Key) != one.Value).Select(one => $"{one.Key} was released: what is to change goes into a new script"));
        Assert.Empty(now.Keys.Except(known.Keys).Select(one => $"{one} {now[one]}: add it to migrations.tsv"));
    }

    [Fact]
    public async Task A_fresh_database_gets_all_of_them_once()
    {
        await using var made = new TemporaryDatabase();
        var status = await Of(made.Db, Two, One).Status(Ct);
        Assert.Equal((0, 2, null, false), (status.Applied.Count, status.Pending.Count, status.Problem, status.Current));
        Assert.Equal([One, Two], await Of(made.Db, One, Two).Migrate(Ct));
        Assert.Empty(await Of(made.Db, One, Two).Migrate(Ct));
        status = await Of(made.Db, One, Two).Status(Ct);
        Assert.True(status.Current);
        Assert.Equal([(1, "foundation", One.Checksum), (2, "more", Two.Checksum)], status.Applied.Select(a => (a.Number, a.Name, a.Checksum)));
        Assert.Equal(0, await made.Db.Number($"SELECT count(extra) FROM a", Ct));
    }

    [Fact]
    public async Task A_database_one_step_behind_gets_the_rest()
    {
        await using var made = new TemporaryDatabase();
        await Of(made.Db, One).Migrate(Ct);
        Assert.Equal([Two], (await Of(made.Db, One, Two).Status(Ct)).Pending);
        Assert.Equal([Two], await Of(made.Db, One, Two).Migrate(Ct));
    }

    [Fact]
    public async Task A_newer_database_a_changed_script_and_a_foreign_database_are_refused_unchanged()
    {
        await using var made = new TemporaryDatabase();
        await Of(made.Db, One, Two).Migrate(Ct);
        Assert.Contains("newer", (await Assert.ThrowsAsync<MigrationRefused>(() => Of(made.Db, One).Migrate(Ct))).Message, StringComparison.Ordinal);
        var changed = One with { Script = "CREATE TABLE z (id {id});" };
        Assert.Contains("0001-foundation", (await Of(made.Db, new Migration(1, "foundation", changed.Script), Two).Status(Ct)).Problem, StringComparison.Ordinal);

        await made.With("DELETE FROM schema_migrations WHERE number = 1");
        Assert.Contains("lacks migration 1", (await Of(made.Db, One, Two).Status(Ct)).Problem, StringComparison.Ordinal);

        await using var foreign = await new TemporaryDatabase().With("CREATE TABLE alembic_version (x TEXT)");
        await Assert.ThrowsAsync<MigrationRefused>(() => Of(foreign.Db, One).Migrate(Ct));
        Assert.Equal(1, await foreign.Db.Number($"SELECT count(*) FROM sqlite_master", Ct));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind_and_earlier_ones_stay()
    {
        await using var made = new TemporaryDatabase();
        var broken = new Migration(2, "broken", "CREATE TABLE c (id {id});\nCREATE TABLE a (id {id});\n");
        var refused = await Assert.ThrowsAsync<MigrationRefused>(() => Of(made.Db, One, broken).Migrate(Ct));
        Assert.Contains("0002-broken", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await made.Db.Number($"SELECT count(*) FROM sqlite_master WHERE name = 'c'", Ct));
        Assert.Single((await Of(made.Db, One).Status(Ct)).Applied);
    }

    [Fact]
    public async Task Two_processes_may_migrate_at_once()
    {
        await using var made = new TemporaryDatabase();
        await using var other = SqliteDb.Open(made.File);
        var many = Enumerable.Range(1, 20).Select(i => new Migration(i, $"t{i}", $"CREATE TABLE t{i} (id {{id}}) {{table}};")).ToArray();
        var both = await Task.WhenAll(Task.Run(() => Of(made.Db, many).Migrate(Ct), Ct), Task.Run(() => Of(other, many).Migrate(Ct), Ct));
        Assert.Equal(many, both.SelectMany(m => m).OrderBy(m => m.Number));
        Assert.True((await Of(made.Db, many).Status(Ct)).Current);
    }

    [Fact]
    public void Gaps_doubles_odd_names_and_unknown_tokens_are_refused()
    {
        Assert.Throws<FormatException>(() => new MigrationSet([One, new Migration(3, "x", "")]));
        Assert.Throws<FormatException>(() => new MigrationSet([One, One]));
        Assert.Throws<FormatException>(() => Migration.Of("1-x.sql", ""));
        Assert.Throws<FormatException>(() => new Migration(1, "x", "CREATE TABLE t (a {nope});").Statements(Dialect.Sqlite));
        Assert.Throws<FormatException>(() => new Migration(1, "x", "CREATE TABLE t (a {id)").Statements(Dialect.Sqlite));
        Assert.Equal("0007-some-name", Migration.Of("0007-some-name.sql", "x").ToString());
    }

    [Fact]
    public void The_checksum_does_not_depend_on_line_endings() =>
        Assert.Equal(new Migration(1, "x", "a\nb\n").Checksum, new Migration(1, "x", "a\r\nb\r\n").Checksum);

    [Fact]
    public async Task The_migrations_of_this_binary_run_on_a_fresh_database()
    {
        await using var made = new TemporaryDatabase();
        var all = MigrationSet.Embedded();
        await new Migrator(made.Db, all, TimeProvider.System).Migrate(Ct);
        Assert.True((await new Migrator(made.Db, all, TimeProvider.System).Status(Ct)).Current);
    }
}
