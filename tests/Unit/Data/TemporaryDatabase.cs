using Abaca.Server.Data;
using Abaca.Server.Data.Sqlite;

namespace Abaca.Tests.Unit.Data;

/// <summary>A database in a directory of its own, gone after the test.</summary>
sealed class TemporaryDatabase : IAsyncDisposable
{
    public TemporaryDatabase(SqliteSettings? settings = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("abaca-db-").FullName;
        File = Path.Combine(Directory, "abaca.sqlite");
        Db = SqliteDb.Open(File, settings);
    }

    public string Directory { get; }

    public string File { get; }

    public SqliteDb Db { get; }

    public async Task<TemporaryDatabase> With(params string[] statements)
    {
        await Db.Transaction(async tx =>
        {
            foreach (var statement in statements) await tx.Execute(Sql.Raw(statement));
        });
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
