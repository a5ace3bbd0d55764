using System.Globalization;
using Abaca.Server.Data.Sqlite;
using Xunit;

namespace Abaca.Tests.Unit.Data;

/// <summary>
/// Not a test by itself: <see cref="CrashTests"/> starts this very program again with only this method, and kills it.
/// It writes to the given database and notes every transaction in a file once it is durable.
/// </summary>
public sealed class CrashChild
{
    public const string Database = "ABACA_TEST_CRASH_DATABASE", Acknowledged = "ABACA_TEST_CRASH_ACKNOWLEDGED";

    /// <summary>Rows that each transaction writes beside its own.</summary>
    public const int Parts = 5;

    [Fact(Explicit = true)]
    public async Task Writes_until_it_is_killed()
    {
        var file = Environment.GetEnvironmentVariable(Database);
        Assert.SkipWhen(file is null, $"Only for CrashTests, which sets {Database}.");
        // A parent that died without killing us must not leave us writing for ever.
        using var enough = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        // Small logs, so that the kill also hits checkpoints.
        await using var db = SqliteDb.Open(file, new SqliteSettings { CheckpointPages = 20 });
        await using var acknowledged = new StreamWriter(Environment.GetEnvironmentVariable(Acknowledged)!, append: true) { AutoFlush = true };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var n = 0; !enough.IsCancellationRequested; n++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{writer}-{n}");
                await db.Transaction(async tx =>
                {
                    await tx.Execute($"INSERT INTO things VALUES ({id}, {new string('x', 2000)})");
                    for (var part = 0; part < Parts; part++) await tx.Execute($"INSERT INTO parts VALUES ({id}, {part})");
                });
                lock (acknowledged) acknowledged.WriteLine(id);
            }
        }));
    }
}
