using Abaca.Server.Data.Migrations;
using Abaca.Server.Data.Sqlite;

namespace Abaca.Tests.Server.Operations;

/// <summary>A migrated database in a directory of its own, gone after the test. In memory (a tmpfs) unless it is to be durable.</summary>
sealed class OperationDatabase : IAsyncDisposable
{
    const string Memory = "/dev/shm";

    readonly string directory;

    OperationDatabase(bool durable)
    {
        directory = Path.Combine(!durable && Directory.Exists(Memory) ? Memory : Path.GetTempPath(), "abaca-operations-" + Guid.NewGuid().ToString("N")[..12]);
        Db = SqliteDb.Open(Path.Combine(directory, "abaca.sqlite"));
    }

    public SqliteDb Db { get; }

    public static async Task<OperationDatabase> Open(bool durable = false)
    {
        var database = new OperationDatabase(durable);
        await new Migrator(database.Db, MigrationSet.Embedded(), TimeProvider.System).Migrate();
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}
