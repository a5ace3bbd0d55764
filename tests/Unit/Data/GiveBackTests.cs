using System.Diagnostics;
using Abaca.Server.Data;
using Abaca.Server.Data.Sqlite;
using Xunit;

namespace Abaca.Tests.Unit.Data;

/// <summary>The room of deleted rows goes back to the disk, beside writers.</summary>
public sealed class GiveBackTests : IDisposable
{
    readonly string room = Directory.CreateTempSubdirectory("abaca-room-").FullName;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string File => Path.Combine(room, "abaca.sqlite");

    public void Dispose() => Directory.Delete(room, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_shrinks_when_its_rows_are_gone_also_one_of_an_earlier_release(bool isOld)
    {
        if (isOld) MakeOld();
        await using (var db = SqliteDb.OpenAsOwner(File))
        {
            await Fill(db);
            await db.Transaction(tx => tx.Execute(Sql.Raw("DELETE FROM t"), Ct), Ct);
            await db.GiveBack(Ct);
            Assert.Equal(["ok"], await db.Query(Sql.Raw("PRAGMA integrity_check"), row => row.Text(0), Ct));
        }
        Assert.InRange(new FileInfo(File).Length, 1, 4_000_000);
    }

    [Fact]
    public async Task Writers_go_on_meanwhile()
    {
        await using var db = SqliteDb.OpenAsOwner(File);
        await Fill(db);
        await db.Transaction(tx => tx.Execute(Sql.Raw("DELETE FROM t"), Ct), Ct);
        var giving = Task.Run(() => db.GiveBack(Ct), Ct);
        var (writes, longest) = (0, TimeSpan.Zero);
        while (!giving.IsCompleted)
        {
            var since = Stopwatch.GetTimestamp();
            await db.Transaction(tx => tx.Execute($"INSERT INTO t VALUES ({"small"})", Ct), Ct);
            (writes, longest) = (writes + 1, TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(since).Ticks)));
        }
        await giving;
        Assert.True(writes >= 10, $"{writes} transactions got their turn");
        Assert.True(longest < TimeSpan.FromSeconds(2), $"one waited {longest.TotalMilliseconds:0} ms");
    }

    static async Task Fill(Db db)
    {
        await db.Transaction(tx => tx.Execute(Sql.Raw("CREATE TABLE IF NOT EXISTS t (v TEXT) STRICT"), Ct), Ct);
        for (var i = 0; i < 20; i++)
            await db.Transaction(async tx =>
            {
                for (var row = 0; row < 100; row++) await tx.Execute($"INSERT INTO t VALUES ({new string('x', 8000)})", Ct);
            }, Ct);
    }

    /// <summary>As the first releases made it: with tables from before the setting.</summary>
    void MakeOld()
    {
        SqliteLibrary.Require();
        using (var old = SqliteConnection.ForWriting(File, new SqliteSettings()))
        {
            old.Execute(Sql.Raw("PRAGMA auto_vacuum = none"));
            old.Execute(Sql.Raw("CREATE TABLE old (v TEXT) STRICT"));
            old.Execute(Sql.Raw("VACUUM"));
        }
        using var looking = SqliteConnection.ForReading(File, new SqliteSettings());
        Assert.Equal(0, looking.Number(Sql.Raw("PRAGMA auto_vacuum")));
    }
}
