using System.Diagnostics;
using Abaca.Server.Data.Sqlite;
using Xunit;

namespace Abaca.Tests.Unit.Data;

public sealed class CrashTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_acknowledged_survives_a_kill_and_nothing_is_half_there()
    {
        await using var made = await new TemporaryDatabase().With(
            "CREATE TABLE things (id TEXT PRIMARY KEY, payload TEXT NOT NULL) STRICT",
            "CREATE TABLE parts (thing TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (thing, n)) STRICT");
        // Closed while the child runs, so that the next to open it has to recover the log.
        await made.Db.DisposeAsync();
        foreach (var more in new[] { 1, 100, 300 })
        {
            var acknowledged = await KilledAfter(more, made);
            await using var db = SqliteDb.Open(made.File);
            var found = await db.Query($"SELECT id FROM things", r => r.Text(0), Ct);
            Assert.Empty(acknowledged.Except(found));
            Assert.Equal(0, await db.Number($"SELECT count(*) FROM things WHERE (SELECT count(*) FROM parts WHERE thing = id) <> {CrashChild.Parts}", Ct));
            Assert.Equal(found.Count * CrashChild.Parts, await db.Number($"SELECT count(*) FROM parts", Ct));
            Assert.Equal(["ok"], await db.Query($"PRAGMA integrity_check", r => r.Text(0), Ct));
        }
    }

    // Everything acknowledged so far, by this child and those before it.
    static async Task<string[]> KilledAfter(int more, TemporaryDatabase made)
    {
        var notes = Path.Combine(made.Directory, "acknowledged");
        using var child = new Process();
        child.StartInfo = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileName(Environment.ProcessPath) == "dotnet") child.StartInfo.ArgumentList.Add(typeof(CrashTests).Assembly.Location);
        foreach (var argument in new[] { "-method", $"{typeof(CrashChild).FullName}.{nameof(CrashChild.Writes_until_it_is_killed)}", "-explicit", "only" })
        {
            child.StartInfo.ArgumentList.Add(argument);
        }
        child.StartInfo.Environment[CrashChild.Database] = made.File;
        child.StartInfo.Environment[CrashChild.Acknowledged] = notes;
        var wanted = Noted(notes).Length + more;
        child.Start();
        try
        {
            // The child ends by itself after a minute: this loop has that deadline.
            while (Noted(notes).Length < wanted && !child.HasExited) await Task.Delay(5, Ct);
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
        var noted = Noted(notes);
        Assert.True(noted.Length >= wanted, await child.StandardOutput.ReadToEndAsync(Ct));
        return noted;
    }

    // A line without its end was not noted.
    static string[] Noted(string file)
    {
        if (!File.Exists(file)) return [];
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
