using Abaca.Server.Data;
using Abaca.Server.Data.Migrations;

namespace Abaca.Tests.Server.Operations;

/// <summary>A migrated database in a directory of its own, gone after the test. In memory (a tmpfs) unless it is to be durable.</summary>
sealed class OperationDatabase : IAsyncDisposable
{
    const string Memory = "/dev/shm";

    readonly string directory;

    OperationDatabase(bool durable)
    {
        directory = Path.Combine(!durable && Directory.Exists(Memory) ? Memory : Path.GetTempPath(), "abaca-operations-" + Guid.NewGuid().ToString("N")[..12]);
    }

    public Db Db { get; private set; } = null!;

    public static async Task<OperationDatabase> Open(bool durable = false)
    {
        var database = new OperationDatabase(durable);
        database.Db = Db.Open(await Databases.TestDatabase.UrlFor(database.directory));
        await new Migrator(database.Db, TimeProvider.System).Migrate();
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await Databases.TestDatabase.Drop(directory);
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
    }
}
