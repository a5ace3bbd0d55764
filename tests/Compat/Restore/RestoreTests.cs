using System.Diagnostics;
using Abaca.Server.Data;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Restore;

/// <summary>Backup and restore with the real binary.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task A_restore_waits_for_no_service_and_keeps_what_was_there()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        var (work, caller, backup) = (new Operator(service), new Caller(service, Storm.Project), Path.Combine(service.State, "monday"));
        await new Storm(service, most: 1).Prepare();
        var before = await Create(caller);
        Assert.Contains(backup, (await work.Run("db", "backup", backup)).Succeeded(), StringComparison.Ordinal);
        var after = await Create(caller);
        Assert.Contains("is in use by abaca serve", (await work.Run("db", "restore", backup)).Failed(), StringComparison.Ordinal);
        Assert.Equal(200, (await caller.Send(HttpMethod.Get, $"/shares/{after}"))?.Status);

        service.Kill();
        var said = (await work.Run("db", "restore", backup)).Succeeded();
        var kept = Assert.Single(Directory.GetFiles(service.State, "abaca.sqlite.before-restore-*"), file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal));
        Assert.Contains($"What was there is kept as {kept}", said, StringComparison.Ordinal);
        await service.Start();
        Assert.Equal(200, (await caller.Send(HttpMethod.Get, $"/shares/{before}"))?.Status);
        Assert.Equal(404, (await caller.Send(HttpMethod.Get, $"/shares/{after}"))?.Status);
        Assert.Contains(after, await File.ReadAllTextAsync(Path.Combine(service.BackendState, "held.json")), StringComparison.Ordinal);

        await service.Stop();
        (await work.Run("db", "restore", kept)).Succeeded(); // and back again
        await service.Start();
        Assert.Equal(200, (await caller.Send(HttpMethod.Get, $"/shares/{after}"))?.Status);
    }

    [Fact]
    public async Task Killed_at_any_moment_the_database_is_the_former_or_the_restored_one()
    {
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords());
        var (work, backup) = (new Operator(service), Path.Combine(service.State, "monday"));
        await service.Stop();
        (await work.Run("db", "backup", backup)).Succeeded();
        var since = Stopwatch.GetTimestamp();
        (await work.Run("db", "restore", backup)).Succeeded();
        var whole = Stopwatch.GetElapsedTime(since);
        for (var round = 0; round < 12; round++)
        {
            await Mark(service, $"round {round}");
            using (var restoring = Process.Start(new ProcessStartInfo("timeout", ["--signal=KILL", $"{whole.TotalSeconds * (round + 4) / 14:0.000}", Operator.Binary, "db", "restore", backup, "--config-file", work.Configuration])
            {
                Environment = { ["DOTNET_ROOT"] = work.Surroundings["DOTNET_ROOT"] }, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!) await restoring.WaitForExitAsync();
            (await work.Run("db", "migrate")).Succeeded();
            var marks = await Marks(service.Database);
            Assert.True(marks.Count == 0 || marks[^1] == $"round {round}", string.Join(", ", marks));
            Assert.DoesNotContain(Directory.GetFiles(service.State), file => file.EndsWith(".restore", StringComparison.Ordinal));
            if (marks.Count == 0) Assert.Contains($"round {round}", await Marks($"sqlite:///{Directory.GetFiles(service.State, "*.before-restore-*").Where(IsMain).MaxBy(File.GetLastWriteTimeUtc)}"));
        }
        await service.Start();
    }

    static bool IsMain(string file) => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal);

    static async Task Mark(ServiceProcess service, string name)
    {
        await using var db = Db.Open(service.Database);
        await db.Transaction(tx => tx.Execute($"INSERT INTO availability_zones (id, name, created_at) VALUES ({name}, {name}, {TimeProvider.System.GetUtcNow()})"));
    }

    static async Task<List<string>> Marks(string connection)
    {
        await using var db = Db.Open(connection);
        Assert.Equal(["ok"], await db.Query(Sql.Raw("PRAGMA integrity_check"), row => row.Text(0)));
        return await db.Query(Sql.Raw("SELECT name FROM availability_zones WHERE name LIKE 'round%' ORDER BY created_at"), row => row.Text(0));
    }

    static async Task<string> Create(Caller caller)
    {
        var made = await caller.Must(HttpMethod.Post, "/shares", new { share = new { share_proto = "NFS", size = 1, share_type = Storm.Project } });
        var id = made.GetProperty("share").GetProperty("id").GetString()!;
        Assert.True(await Deadline.Holds(async () => (await caller.Must(HttpMethod.Get, $"/shares/{id}")).GetProperty("share").GetProperty("status").GetString() == "available", TimeSpan.FromSeconds(30)), "not available");
        return id;
    }
}
