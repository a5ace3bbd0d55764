using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Tests.Server.Worlds;
using Xunit;

namespace Abaca.Tests.Server.Databases;

/// <summary><c>abaca db move</c>: all rows of a database into an empty one of any engine, or none.</summary>
public sealed class MoveTests : IAsyncLifetime
{
    const string Odd = "O'Neill \"and\" \\ %_ é 日本 \U0001F40D end ";

    readonly string place = Directory.CreateTempSubdirectory("abaca-move-").FullName;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => default;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await TestDatabase.Drop($"{place}/there");
        Directory.Delete(place, recursive: true);
    }

    /// <summary>To a file and into another empty database, with odd texts, and with more rows than one statement writes.</summary>
    [Fact]
    public async Task All_rows_arrive_elsewhere_and_come_back()
    {
        await using var world = new World();
        await world.InitializeAsync();
        var share = world.Ids["share"];
        Assert.Equal(200, (await world.Host.Put($"/v2/shares/{share}", new { share = new { display_name = Odd, display_description = Odd } })).Status);
        await using var here = Db.Open(await world.Host.Stop());
        await Numbers.Make(here, 523);
        await here.Transaction(tx => Numbers.Copy(here, tx, "messages", "id = (SELECT MIN(id) FROM messages)", column => column == "id" ? "n.id" : $"t.{column}"));
        await here.SchemaChange(tx => tx.Execute(Sql.Raw("DROP TABLE test_numbers")));
        var (inFile, there) = ($"sqlite:///{place}/file.sqlite", await TestDatabase.UrlFor($"{place}/there"));
        Directory.CreateDirectory($"{place}/there");

        var moved = await new DatabaseMove(here, inFile, TimeProvider.System).Run();
        await using var file = Db.OpenToRead(inFile);
        await new DatabaseMove(file, there, TimeProvider.System).Run();

        await using var back = Db.Open(there);

        Assert.Contains(moved, table => table.Table == "messages" && table.Rows > 523);
        Assert.Equal(1, await back.Number($"SELECT COUNT(*) FROM shares WHERE id = {share} AND name = {Odd}"));
        foreach (var (table, rows) in moved)
        {
            var first = (await WholeRows.Of(here, table)).Order(StringComparer.Ordinal).ToList();
            Assert.Equal(rows, first.Count);
            Assert.Equal(first, (await WholeRows.Of(file, table)).Order(StringComparer.Ordinal));
            Assert.Equal(first, (await WholeRows.Of(back, table)).Order(StringComparer.Ordinal));
        }
        // The next service gets a number of its own, and none that came along.
        await back.Transaction(tx => tx.Execute($"INSERT INTO services (host, service_binary, topic, zone, reported_at, created_at) SELECT {"new"}, service_binary, topic, zone, reported_at, created_at FROM services WHERE id = (SELECT MIN(id) FROM services)"));
    }

    /// <summary>Nothing of what is there is written over or mixed with.</summary>
    [Fact]
    public async Task A_database_with_rows_is_no_target()
    {
        await using var from = await File("from");
        var there = await TestDatabase.UrlFor($"{place}/there");
        Directory.CreateDirectory($"{place}/there");
        await using var to = Db.Open(there);
        await new Migrator(to, TimeProvider.System).Migrate();
        await to.Transaction(tx => tx.Execute($"INSERT INTO quotas (project_id, scope, scope_id, resource, hard_limit) VALUES ({"p"}, {"project"}, {""}, {"shares"}, {7L})"));

        var refused = await Assert.ThrowsAsync<DatabaseUnavailable>(() => new DatabaseMove(from, there, TimeProvider.System).Run());

        Assert.Contains(TestDatabase.IsServer ? "not empty: its table quotas" : "exists", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await to.Number($"SELECT COUNT(*) FROM quotas"));
    }

    /// <summary>What runs on it would go on writing into the database that is left behind.</summary>
    [Fact]
    public async Task A_database_that_a_service_runs_on_is_not_moved()
    {
        await using var host = await ApiHost.Start();
        await host.Db.Transaction(tx => tx.Execute($"UPDATE manager_leases SET owner = {"somebody"}, until = {TimeProvider.System.GetUtcNow().AddMinutes(1)}"));
        await host.Db.Transaction(tx => tx.Execute(
            $"INSERT INTO manager_leases (host, owner, fence, until) VALUES ({"other"}, {"somebody"}, {1L}, {TimeProvider.System.GetUtcNow().AddMinutes(1)})"));

        var refused = await Assert.ThrowsAsync<DatabaseUnavailable>(() => new DatabaseMove(host.Db, $"sqlite:///{place}/to.sqlite", TimeProvider.System).Run());

        Assert.Empty(Directory.GetFiles(place));
        Assert.Contains("other", refused.Message, StringComparison.Ordinal);
        Assert.Contains("stop all its processes", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A row that the other engine cannot keep ends it with the table's name, and the target has not one row.</summary>
    [Fact]
    public async Task A_row_that_the_target_cannot_keep_is_named_and_nothing_arrives()
    {
        Assert.SkipUnless(TestDatabase.IsServer, "sqlite takes every text: run it as ./do test server mariadb or postgresql.");
        await using var from = await File("from");
        var spoilt = TestDatabase.Kind == "mariadb" ? new string('x', 300) : "a\0b";
        await from.Transaction(tx => tx.Execute($"INSERT INTO quotas (project_id, scope, scope_id, resource, hard_limit) VALUES ({"p"}, {"project"}, {""}, {"shares"}, {7L})"));
        await from.Transaction(tx => tx.Execute($"INSERT INTO quotas (project_id, scope, scope_id, resource, hard_limit) VALUES ({"p"}, {"project"}, {""}, {spoilt}, {7L})"));
        var there = await TestDatabase.UrlFor($"{place}/there");

        var refused = await Assert.ThrowsAsync<DatabaseUnavailable>(() => new DatabaseMove(from, there, TimeProvider.System).Run());

        await using var to = Db.Open(there);
        Assert.Contains("quotas", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await to.Number($"SELECT COUNT(*) FROM quotas"));
    }

    async Task<Db> File(string name)
    {
        var db = Db.Open($"sqlite:///{place}/{name}.sqlite");
        await new Migrator(db, TimeProvider.System).Migrate();
        return db;
    }
}
