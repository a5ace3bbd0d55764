using System.Diagnostics;
using System.Runtime.Versioning;
using Abaca.Server.Data;
using Abaca.Server.Data.Sqlite;
using Xunit;

namespace Abaca.Tests.Unit.Data;

[UnsupportedOSPlatform("windows")]
public sealed class SqliteTroubleTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_told_and_writing_goes_on_when_there_is_room_again()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small tmpfs needs root.");
        var mount = Directory.CreateTempSubdirectory("abaca-full-").FullName;
        await Do("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mount);
        try
        {
            await using var db = SqliteDb.Open(Path.Combine(mount, "abaca.sqlite"));
            await db.Transaction(tx => tx.Execute($"CREATE TABLE t (n INTEGER PRIMARY KEY, v BLOB) STRICT", Ct), Ct);
            var filler = Path.Combine(mount, "filler");
            await File.WriteAllBytesAsync(filler, new byte[1_500_000], Ct);

            var release = new ManualResetEventSlim();
            var first = db.Transaction(tx => { release.Wait(Ct); return tx.Execute($"INSERT INTO t VALUES (0, NULL)", Ct); }, Ct);
            var small = db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES (1, {new byte[10]})", Ct), Ct);
            var large = db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES (2, {new byte[4_000_000]})", Ct), Ct);
            var behind = db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES (3, {new byte[10]})", Ct), Ct);
            release.Set();
            var full = await Assert.ThrowsAsync<DatabaseUnavailable>(() => large);
            Assert.Contains("full", full.Message, StringComparison.Ordinal);
            await Task.WhenAll(first, small, behind);
            Assert.Equal([0L, 1, 3], await db.Query($"SELECT n FROM t ORDER BY n", r => r.Number(0), Ct));

            File.Delete(filler);
            await db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES (4, {new byte[500_000]})", Ct), Ct);
            Assert.Equal(4, await db.Number($"SELECT count(*) FROM t", Ct));
        }
        finally
        {
            await Do("umount", mount);
            Directory.Delete(mount);
        }
    }

    [Fact]
    public async Task A_lock_of_another_process_is_waited_for_and_then_told()
    {
        await using var made = await new TemporaryDatabase(new() { BusyTimeout = TimeSpan.FromMilliseconds(100) }).With("CREATE TABLE t (n INTEGER) STRICT");
        await using var other = SqliteDb.Open(made.File);
        var (entered, release) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var holding = other.Transaction(tx => { entered.Set(); release.Wait(Ct); return tx.Execute($"INSERT INTO t VALUES (1)", Ct); }, Ct);
        entered.Wait(Ct);
        var waiting = Enumerable.Range(0, 5).Select(_ => made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES (2)", Ct), Ct)).ToList();
        foreach (var one in waiting) Assert.Contains("another process", (await Assert.ThrowsAsync<DatabaseUnavailable>(() => one)).Message, StringComparison.Ordinal);
        Assert.Equal(0, await made.Db.Number($"SELECT count(*) FROM t", Ct));
        release.Set();
        await holding;
        await made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES (3)", Ct), Ct);
        Assert.Equal(4, await made.Db.Number($"SELECT sum(n) FROM t", Ct));
    }

    [Fact]
    public async Task A_file_that_is_no_database_and_a_damaged_one_are_told()
    {
        var directory = Directory.CreateTempSubdirectory("abaca-bad-").FullName;
        var file = Path.Combine(directory, "x.sqlite");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat("This is not a database.", 100)), Ct);
        Assert.Contains("not an SQLite database", Assert.Throws<DatabaseUnavailable>(() => SqliteDb.Open(file)).Message, StringComparison.Ordinal);
        File.Delete(file);
        await using (var db = SqliteDb.Open(file))
        {
            await db.Transaction(tx => tx.Execute($"CREATE TABLE t (v TEXT) STRICT", Ct), Ct);
            for (var i = 0; i < 50; i++) await db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({new string('x', 3000)})", Ct), Ct);
        }
        var bytes = await File.ReadAllBytesAsync(file, Ct);
        Array.Fill(bytes, (byte)0xAB, 4096, bytes.Length - 4096);
        await File.WriteAllBytesAsync(file, bytes, Ct);
        await using (var db = SqliteDb.Open(file))
        {
            var damaged = await Assert.ThrowsAsync<DatabaseUnavailable>(async () => await db.Query($"SELECT v FROM t", r => r.Text(0), Ct));
            Assert.Contains("damaged", damaged.Message, StringComparison.Ordinal);
        }
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Only_the_owner_may_read_what_is_made()
    {
        var parent = Directory.CreateTempSubdirectory("abaca-mode-").FullName;
        var file = Path.Combine(parent, "state", "abaca.sqlite");
        await using (var db = SqliteDb.Open(file))
        {
            await db.Transaction(tx => tx.Execute($"CREATE TABLE t (v TEXT)", Ct), Ct);
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
            foreach (var made in Directory.GetFiles(Path.GetDirectoryName(file)!)) Assert.Equal(owner, File.GetUnixFileMode(made));
        }
        Assert.Equal(["abaca.sqlite"], Directory.GetFiles(Path.GetDirectoryName(file)!).Select(Path.GetFileName));
        Directory.Delete(parent, recursive: true);
    }

    [Fact]
    public async Task A_commit_is_synced_before_it_is_acknowledged()
    {
        await using var made = new TemporaryDatabase();
        var (synchronous, journal, foreignKeys) = await made.Db.Transaction(async tx => (
            await tx.Number($"PRAGMA synchronous", Ct), await tx.First($"PRAGMA journal_mode", r => r.Text(0), Ct), await tx.Number($"PRAGMA foreign_keys", Ct)), Ct);
        Assert.Equal((2, "wal", 1), (synchronous, journal, foreignKeys));
    }

    [Fact]
    public void A_missing_library_names_the_package()
    {
        var missing = Assert.Throws<DatabaseUnavailable>(() => SqliteLibrary.Require("libsqlite3-not-here.so.0"));
        Assert.Contains("apt install libsqlite3-0", missing.Message, StringComparison.Ordinal);
    }

    static async Task Do(string command, params string[] arguments)
    {
        using var run = Process.Start(command, arguments);
        await run.WaitForExitAsync(Ct);
        Assert.Equal(0, run.ExitCode);
    }
}
