using Abaca.Server.Data.Migrations;

namespace Abaca.Server.Doctor;

/// <summary>The database as a check may see it: open for reading, or the reason why not.</summary>
/// <param name="File">The database file; empty when the connection names none.</param>
/// <param name="Db">Open for reading, or null.</param>
/// <param name="Trouble">Why it is not open; null when it is.</param>
/// <param name="Time">The time.</param>
public sealed record StoredRows(string File, Db? Db, string? Trouble, TimeProvider Time) : IAsyncDisposable
{
    /// <summary>Opens what the connection names.</summary>
    public static StoredRows Open(string connection, TimeProvider time)
    {
        var file = DatabaseUrl.Read(connection, out var problem)?.Place ?? "";
        if (problem is not null) return new StoredRows(file, null, problem, time);
        try
        {
            return new StoredRows(file, Data.Db.OpenToRead(connection), null, time);
        }
        catch (DatabaseUnavailable trouble)
        {
            return new StoredRows(file, null, trouble.Message, time);
        }
    }

    /// <summary>Whether there is a file at all.</summary>
    public bool Exists => System.IO.File.Exists(File);

    /// <summary>Which migrations ran; null when the database is not open.</summary>
    public async Task<SchemaStatus?> Schema(CancellationToken ct) =>
        Db is null ? null : await new Migrator(Db, Time).Status(ct);

    /// <summary>The database when its tables are those of this binary, else null: the migrations check says why.</summary>
    public async Task<Db?> Current(CancellationToken ct) => await Schema(ct) is { Current: true } ? Db : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Db?.DisposeAsync() ?? ValueTask.CompletedTask;
}
