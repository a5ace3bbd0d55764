using System.Reflection;
using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Data.Sqlite;
using Xunit;

namespace Abaca.Tests.Unit.Data;

/// <summary>Columns are known by their names only: whoever adds one to a table or to a description, wherever in it, concerns nobody else.</summary>
public sealed class RowColumnsTests : IDisposable
{
    readonly string directory = Directory.CreateTempSubdirectory("abaca-columns-").FullName;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static readonly Columns<Thing> Things = new(c => new Thing(
        c.Text("t.id", t => t.Id), c.TextOrNull("t.name", t => t.Name), c.Count("t.size", t => t.Size), c.Flag("t.is_public", t => t.IsPublic),
        c.Moment("t.created_at", t => t.CreatedAt), c.Map("t.metadata", t => t.Metadata), c.Text("u.word", shown: "COALESCE(u.word, 'none')")));

    [Fact]
    public async Task What_is_inserted_and_set_is_what_is_read()
    {
        await using var db = await Database();
        var thing = new Thing("a", "first", 3, true, DateTimeOffset.UnixEpoch, new Dictionary<string, string> { ["k"] = "v" }, "none");
        await db.Transaction(tx => tx.Execute(Things.Insert("things t", thing)), Stop);
        await db.Transaction(tx => tx.Execute($"UPDATE things SET {Things.Set(thing with { Name = null, Size = 4 }, "t.name", "t.size")} WHERE id = {"a"}"), Stop);
        var found = (await db.First(Things, $"FROM things t LEFT JOIN words u ON u.id = t.id", Stop))!;
        Assert.Equal(thing with { Name = null, Size = 4, Metadata = found.Metadata }, found);
        Assert.Equal("v", found.Metadata["k"]);
    }

    [Fact]
    public async Task A_column_between_two_others_moves_nothing_of_who_reads_behind_them()
    {
        await using var db = await Database();
        await db.Transaction(tx => tx.Execute($"INSERT INTO things (id, size, is_public, created_at, metadata) VALUES ({"a"}, {7}, {false}, {1}, {"{}"})"), Stop);
        var wide = new Columns<Wide>(c => new Wide(c.Part(Things), c.Number("t.size + 1"), c.Part(Things), c.Text("t.id")));
        var found = (await db.First(wide, $"FROM things t LEFT JOIN words u ON u.id = t.id", Stop))!;
        Assert.Equal((7, 8L, 7, "a"), (found.One.Size, found.More, found.Other.Size, found.Id));
    }

    [Fact]
    public void What_is_shown_in_a_columns_place_is_not_stored()
    {
        Assert.EndsWith("COALESCE(u.word, 'none')", Things.List.Text, StringComparison.Ordinal);
        Assert.EndsWith("u.word", Things.AsStored().List.Text, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Things.Set(new Thing("a", null, 1, false, default, Json.Nothing, ""), "u.word"));
    }

    /// <summary>Every table of the service gets a column more in its middle, as it would have it if a migration had made it so.</summary>
    [Fact]
    public async Task Every_description_of_the_service_reads_tables_that_have_grown()
    {
        await using var db = SqliteDb.Open(Path.Combine(directory, "grown.sqlite"));
        await db.Transaction(async tx =>
        {
            foreach (var statement in MigrationSet.Embedded().All.SelectMany(m => m.Statements(db.Dialect)))
            {
                var text = statement.Text.TrimStart();
                var grown = text.StartsWith("CREATE TABLE", StringComparison.Ordinal) ? InTheMiddle(text) : text;
                await tx.Execute(Sql.Raw(grown));
            }
        }, Stop);
        var plain = await Columns(db);
        Assert.NotEmpty(plain);
        foreach (var (owner, list) in Described())
        {
            // A list that names no table but only columns is read from the table that has them all.
            if (list.Contains('.', StringComparison.Ordinal) || list.Contains('(', StringComparison.Ordinal)) continue;
            var names = list.Split(", ");
            if (plain.FirstOrDefault(table => names.All(table.Value.Contains)).Key is not { } one) continue;
            await db.Query(Sql.Of($"SELECT {Sql.Raw(list)} FROM {Sql.Raw(one)}"), row => row.IsNull(names.Length - 1), Stop);
            Assert.DoesNotContain("added_later", list, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(owner));
        }
    }

    /// <summary>Whoever adds a column by a migration and forgets its line in a description is told so.</summary>
    [Fact]
    public async Task Every_column_is_named_by_somebody()
    {
        await using var db = SqliteDb.Open(Path.Combine(directory, "whole.sqlite"));
        await new Migrator(db, TimeProvider.System).Migrate(Stop);
        var sources = string.Join('\n', new Architecture.SourceTree().In("src/Server").Select(file => file.Text));
        var words = System.Text.RegularExpressions.Regex.Matches(sources, @"[a-z_0-9]+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(10)).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(
            from table in await Columns(db)
            from column in table.Value
            where !words.Contains(column)
            select $"{table.Key}.{column}: no code of the service names it");
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(directory, recursive: true);

    static string InTheMiddle(string create)
    {
        var comma = create.IndexOf(',', StringComparison.Ordinal);
        return comma < 0 ? create : $"{create[..comma]}, added_later TEXT{create[comma..]}";
    }

    static async Task<Dictionary<string, HashSet<string>>> Columns(Db db)
    {
        var tables = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var table in await db.Texts(db.Dialect.TableNames, Stop))
        {
            tables[table] = [.. await db.Texts(Sql.Of($"SELECT name FROM pragma_table_info({table})"), Stop)];
        }
        return tables;
    }

    static IEnumerable<(string Owner, string List)> Described() =>
        from type in typeof(Db).Assembly.GetTypes().Where(t => !t.ContainsGenericParameters)
        from field in type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
        where field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(Columns<>)
        let columns = field.GetValue(null)
        let list = (Sql)field.FieldType.GetProperty(nameof(Columns<Thing>.List))!.GetValue(columns)!
        select (type.Name, list.Text);

    async Task<Db> Database()
    {
        var db = SqliteDb.Open(Path.Combine(directory, "things.sqlite"));
        await db.Transaction(async tx =>
        {
            await tx.Execute($"CREATE TABLE things (id TEXT, size INTEGER, added_in_the_middle TEXT, name TEXT, is_public INTEGER, created_at INTEGER, metadata TEXT, added_last TEXT)");
            await tx.Execute($"CREATE TABLE words (id TEXT, word TEXT)");
        }, Stop);
        return db;
    }

    sealed record Thing(string Id, string? Name, int Size, bool IsPublic, DateTimeOffset CreatedAt, IReadOnlyDictionary<string, string> Metadata, string Word);

    sealed record Wide(Thing One, long More, Thing Other, string Id);
}
