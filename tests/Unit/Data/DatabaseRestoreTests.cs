using Abaca.DriverSdk;
using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;
using Abaca.Server.Data.Sqlite;
using Xunit;

namespace Abaca.Tests.Unit.Data;

/// <summary>A backup in the place of a database: what is refused, what is kept, and what a kill leaves.</summary>
public sealed class DatabaseRestoreTests : IDisposable
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly string room = Directory.CreateTempSubdirectory("abaca-restore-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Database => Path.Combine(room, "abaca.sqlite");

    string Backup => Path.Combine(room, "backup");

    public void Dispose() => Directory.Delete(room, recursive: true);

    [Fact]
    public async Task The_backup_takes_the_place_and_what_was_there_is_kept_with_its_log()
    {
        await MakeBackup("then");
        await LeaveAsKilled("now");
        var restored = await Restore();
        Assert.Equal("then", await NameIn(Database));
        Assert.Equal("now", await NameIn(restored.Kept!));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Database));
        Assert.True(File.Exists(Backup));
        Assert.DoesNotContain(Directory.EnumerateFiles(room), file => file.EndsWith(".restore", StringComparison.Ordinal) || file.Contains(".restoring", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_machine_without_a_database_gets_one()
    {
        await MakeBackup("then");
        Assert.Null((await Restore()).Kept);
        Assert.Equal("then", await NameIn(Database));
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("cut")]
    [InlineData("text")]
    [InlineData("empty")]
    [InlineData("foreign")]
    [InlineData("bare")]
    [InlineData("newer")]
    [InlineData("absent")]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData("-journal")]
    [InlineData("other deployment")]
    [InlineData("itself")]
    public async Task What_is_no_whole_backup_of_ours_is_refused_and_changes_nothing(string fault)
    {
        await MakeBackup("then");
        await LeaveAsKilled("now");
        await Spoil(fault);
        var before = Contents();
        var refused = await Assert.ThrowsAsync<DatabaseUnavailable>(() => Restore(fault == "itself" ? Database : Backup));
        Assert.DoesNotContain(".restoring", refused.Message, StringComparison.Ordinal);
        // A reader that looked whose the former database is may have laid an index of its log beside it.
        Assert.Equal(before, Contents());
        Assert.Equal("now", await NameIn(Database));
    }

    [Fact]
    public async Task Another_deployment_is_restored_when_that_is_said()
    {
        await MakeBackup("then", deployment: "another");
        await LeaveAsKilled("now");
        Assert.Equal("another", (await Restore(other: true)).Deployment);
        Assert.Equal("then", await NameIn(Database));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_change_over_that_was_cut_short_is_brought_to_its_end_and_nobody_opens_what_is_half_done(int done)
    {
        await MakeBackup("then");
        await LeaveAsKilled("now");
        var kept = Path.Combine(room, "kept");
        File.Copy(Backup, Database + ".restoring");
        await File.WriteAllTextAsync(Database + ".restore", kept + "\n", Ct);
        string[][] moves = [[Database, kept], [Database + "-wal", kept + "-wal"], [Database + "-shm", kept + "-shm"], [Database + ".restoring", Database]];
        foreach (var move in moves.Take(done).Where(move => File.Exists(move[0]))) File.Move(move[0], move[1]);
        Assert.Throws<DatabaseUnavailable>(() => SqliteDb.Open(Database));
        Assert.Throws<DatabaseUnavailable>(() => Db.OpenToRead(Url));
        DatabaseRestore.Finish(Url);
        DatabaseRestore.Finish(Url);
        Assert.Equal("then", await NameIn(Database));
        Assert.Equal("now", await NameIn(kept));
    }

    [Fact]
    public async Task A_file_that_was_put_beside_another_ones_log_is_not_opened_and_nothing_is_touched()
    {
        await using (var first = await Opened("now")) await first.Backup(Backup, Ct);
        await LeaveAsKilled("later");
        File.Copy(Backup, Database, overwrite: true);
        var before = Contents();
        Assert.Contains("-wal belongs to", Assert.Throws<DatabaseUnavailable>(() => SqliteDb.OpenAsOwner(Database)).Message, StringComparison.Ordinal);
        Assert.Throws<DatabaseUnavailable>(() => SqliteDb.Open(Database));
        Assert.Throws<DatabaseUnavailable>(() => Db.OpenToRead(Url));
        Assert.Equal(before, Contents());
        File.Move(Database + "-wal", Database + "-wal.former"); // as the message says
        Assert.Equal("now", await NameIn(Database));
    }

    [Fact]
    public async Task A_log_that_a_kill_left_is_its_own_databases_in_every_life()
    {
        for (var life = 0; life < 3; life++)
        {
            await LeaveAsKilled($"life {life}");
            Assert.True(new FileInfo(Database + "-wal").Length > 32);
        }
        Assert.Equal("life 2", await NameIn(Database));
    }

    string Url => $"sqlite:///{Database}";

    Task<Restored> Restore(string? backup = null, bool other = false) =>
        new DatabaseRestore(Url, new LocalCommandRunner(TimeProvider.System), TimeProvider.System).Run(backup ?? Backup, room, null, other, Ct);

    /// <summary>The database as the service opens it, with a name in it.</summary>
    async Task<SqliteDb> Opened(string name, string? file = null, string deployment = "ours")
    {
        var db = SqliteDb.OpenAsOwner(file ?? Database);
        await new Migrator(db, TimeProvider.System).Migrate(Ct);
        await Deployment.Of(db, TimeProvider.System, deployment, Ct);
        await db.Transaction(tx => tx.Execute($"INSERT INTO availability_zones (id, name, created_at) VALUES ({name}, {name}, {TimeProvider.System.GetUtcNow()})", Ct), Ct);
        return db;
    }

    static async Task<string?> NameIn(string file)
    {
        await using var db = SqliteDb.Open(file);
        return await db.First($"SELECT name FROM availability_zones ORDER BY created_at DESC", row => row.Text(0), Ct);
    }

    async Task MakeBackup(string name, string deployment = "ours")
    {
        var other = Path.Combine(room, "other", "abaca.sqlite");
        await using (var db = await Opened(name, other, deployment)) await db.Backup(Backup, Ct);
        Directory.Delete(Path.GetDirectoryName(other)!, recursive: true);
    }

    /// <summary>The files as a service leaves them that is killed while its log holds changes.</summary>
    async Task LeaveAsKilled(string name)
    {
        var db = await Opened(name);
        var left = Directory.EnumerateFiles(room, "abaca.sqlite*").Select(file => (file, Bytes: File.ReadAllBytes(file))).ToList();
        await db.DisposeAsync();
        foreach (var (file, bytes) in left) await File.WriteAllBytesAsync(file, bytes, Ct);
    }

    async Task Spoil(string fault)
    {
        var bytes = await File.ReadAllBytesAsync(Backup, Ct);
        switch (fault)
        {
            case "damaged":
                bytes.AsSpan(3 * 4096, bytes.Length - (4 * 4096)).Fill(0x5a);
                await File.WriteAllBytesAsync(Backup, bytes, Ct);
                break;
            case "cut": await File.WriteAllBytesAsync(Backup, bytes[..^8192], Ct); break;
            case "text": await File.WriteAllTextAsync(Backup, "no database", Ct); break;
            case "empty": await File.WriteAllBytesAsync(Backup, [], Ct); break;
            case "absent": File.Delete(Backup); break;
            case "itself": break;
            case "-wal" or "-shm" or "-journal": await File.WriteAllBytesAsync(Backup + fault, new byte[64], Ct); break;
            default:
                File.Delete(Backup);
                await Other(fault);
                break;
        }
    }

    async Task Other(string fault)
    {
        if (fault == "other deployment")
        {
            await MakeBackup("then", "another");
            return;
        }
        await using var db = fault == "newer" ? await Opened("then", Backup) : SqliteDb.Open(Backup);
        await db.Transaction(async tx =>
        {
            await tx.Execute(Sql.Raw(fault == "newer" ? "INSERT INTO schema_migrations SELECT MAX(number) + 1, 'from-tomorrow', 'x', 0 FROM schema_migrations" : "CREATE TABLE songs (id INTEGER)"), Ct);
            if (fault == "bare") await tx.Execute(Sql.Raw("DROP TABLE songs"), Ct);
        }, Ct);
    }

    /// <summary>All files but SQLite's index of a log, which holds nothing.</summary>
    Dictionary<string, string> Contents() => Directory.EnumerateFiles(room).Where(file => file.EndsWith("abaca.sqlite-shm", StringComparison.Ordinal) is false)
        .ToDictionary(file => file, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))));
}
