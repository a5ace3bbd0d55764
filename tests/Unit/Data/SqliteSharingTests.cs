using System.Runtime.Versioning;
using Abaca.Server.Data;
using Abaca.Server.Data.Sqlite;
using Xunit;

namespace Abaca.Tests.Unit.Data;

[UnsupportedOSPlatform("windows")]
public sealed class SqliteSharingTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_go_on_during_writes_and_see_whole_commits_only()
    {
        await using var made = await new TemporaryDatabase(new() { CheckpointPages = 20, IdleReaders = 2 }).With(
            "CREATE TABLE pairs (id INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT", "INSERT INTO pairs VALUES (1, 0), (2, 0)");
        using var stop = new CancellationTokenSource();
        // On threads of their own: they never really wait, and would take the pool's threads from everybody else.
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() =>
        {
            var seen = new HashSet<long>();
            while (!stop.IsCancellationRequested)
            {
                var both = made.Db.Query($"SELECT n FROM pairs ORDER BY id", r => r.Number(0), Ct).Result;
                Assert.Equal(both[0], both[1]);
                seen.Add(both[0]);
            }
            return seen.Count;
        }, Ct, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await made.Db.Transaction(async tx =>
                {
                    await tx.Execute($"UPDATE pairs SET n = n + 1 WHERE id = 1", Ct);
                    await tx.Execute($"UPDATE pairs SET n = n + 1 WHERE id = 2", Ct);
                }, Ct);
            }
        }, Ct)));
        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(readers), count => Assert.InRange(count, 1, 401));
        Assert.Equal(400, await made.Db.Number($"SELECT n FROM pairs WHERE id = 2", Ct));
    }

    [Fact]
    public async Task A_reader_never_waits_for_an_open_transaction()
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (n INTEGER) STRICT");
        var (entered, release) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        var writing = made.Db.Transaction(async tx =>
        {
            await tx.Execute($"INSERT INTO t VALUES (1)", Ct);
            entered.Set();
            release.Wait(Ct);
        }, Ct);
        entered.Wait(Ct);
        Assert.Equal(0, await made.Db.Number($"SELECT count(*) FROM t", Ct));
        release.Set();
        await writing;
        Assert.Equal(1, await made.Db.Number($"SELECT count(*) FROM t", Ct));
    }

    [Fact]
    public async Task The_log_is_moved_into_the_database_while_writing_goes_on()
    {
        await using var made = await new TemporaryDatabase(new() { CheckpointPages = 50, LogBytesKept = 1 << 20 }).With("CREATE TABLE t (v TEXT) STRICT");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 250; i++) await made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({new string('x', 8000)})", Ct), Ct);
        }, Ct)));
        // 1,000 transactions of at least three pages each are 12 MB of log, had it never been started anew.
        Assert.InRange(new FileInfo(made.File + "-wal").Length, 1, 4_000_000);
        Assert.True(new FileInfo(made.File).Length > 4_000_000);
        Assert.Equal(1000, await made.Db.Number($"SELECT count(*) FROM t", Ct));
    }

    [Fact]
    public async Task The_log_stays_bounded_when_no_thread_moves_it()
    {
        await using var made = await new TemporaryDatabase(new() { CheckpointPages = 50, LogBytesKept = 1 << 20, Checkpoints = new NoThreads() })
            .With("CREATE TABLE t (v TEXT) STRICT");
        for (var i = 0; i < 1000; i++) await made.Db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({new string('x', 8000)})", Ct), Ct);
        Assert.InRange(new FileInfo(made.File + "-wal").Length, 1, 4_000_000);
    }

    /// <summary>What is queued here runs when somebody waits for it, as on a machine that is too busy to run anything beside.</summary>
    sealed class NoThreads : TaskScheduler
    {
        protected override void QueueTask(Task task)
        {
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    [Fact]
    public async Task A_backup_is_a_whole_database_and_never_overwrites()
    {
        await using var made = await new TemporaryDatabase().With("CREATE TABLE t (n INTEGER) STRICT", "INSERT INTO t VALUES (7)");
        var copy = Path.Combine(made.Directory, "backups", "copy.sqlite");
        await made.Db.Backup(copy, Ct);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        Assert.Equal(["copy.sqlite"], Directory.GetFiles(Path.GetDirectoryName(copy)!).Select(Path.GetFileName));
        await using (var restored = SqliteDb.Open(copy)) Assert.Equal(7, await restored.Number($"SELECT n FROM t", Ct));
        await Assert.ThrowsAsync<DatabaseUnavailable>(() => made.Db.Backup(copy, Ct));
    }

    [Theory]
    [InlineData("sqlite:///abaca.sqlite", "abaca.sqlite")]
    [InlineData("sqlite:////var/lib/abaca/abaca.sqlite", "/var/lib/abaca/abaca.sqlite")]
    [InlineData("sqlite+pysqlite:////x.db", "/x.db")]
    public void A_connection_URL_names_a_file(string url, string file)
    {
        Assert.Equal(file, DatabaseUrl.Read(url, out var problem)?.File);
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/var/lib/x.sqlite")]
    [InlineData("sqlite://")]
    [InlineData("sqlite:///")]
    [InlineData("sqlite:///:memory:")]
    [InlineData("sqlite://host/x")]
    [InlineData("sqlite:////x.db?timeout=1")]
    [InlineData("oracle://manila:secret@db/manila")]
    [InlineData("mysql+pymysql://manila:secret@db")]
    [InlineData("postgresql://manila:secret@db/")]
    public void Other_connection_URLs_are_refused_with_what_is_supported_and_without_their_password(string url)
    {
        var refused = Assert.Throws<DatabaseUnavailable>(() => Db.Open(url));
        Assert.Matches("sqlite:////absolute/path|PROTOCOL://USER:PASSWORD@HOST/DATABASE|percent signs", refused.Message);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql+pymysql://manila:p%40ss%3A@db/manila?charset=utf8", "MariaDB database manila at db", "manila", "p@ss:")]
    [InlineData("mysql://root@localhost:3307/abaca", "MariaDB database abaca at localhost:3307", "root", "")]
    [InlineData("postgresql+psycopg2://u:p@[2001:db8::1]:5433/m", "PostgreSQL database m at 2001:db8::1:5433", "u", "p")]
    [InlineData("postgresql://u:p@/m?host=a:5432&host=b:5433", "PostgreSQL database m at a:5432,b:5433", "u", "p")]
    [InlineData("postgresql:///m", "PostgreSQL database m at this machine's socket", "", "")]
    [InlineData("mysql+pymysql://u:p@/m?unix_socket=/run/mysqld/mysqld.sock", "MariaDB database m at /run/mysqld/mysqld.sock", "u", "p")]
    public void A_connection_URL_names_a_server(string url, string place, string user, string password)
    {
        var server = DatabaseUrl.Read(url, out var problem)?.Server;
        Assert.Null(problem);
        Assert.Equal((place, user, password), (server!.ToString(), server.User, server.Password));
    }
}
