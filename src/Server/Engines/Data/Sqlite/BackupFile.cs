using Abaca.Server.Data.Migrations;

namespace Abaca.Server.Data.Sqlite;

/// <summary>What a database file that is to be restored was found to be.</summary>
/// <param name="Deployment">Id of its deployment; null in one of the first release, which had none.</param>
/// <param name="Schema">Its migrations.</param>
sealed record BackupFile(string? Deployment, SchemaStatus Schema)
{
    /// <summary>Looks into a copy that nobody else has; refuses what this binary cannot go on with.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="name">What it is a copy of, for people.</param>
    /// <param name="clock">The time.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="DatabaseUnavailable">It is damaged, newer, or no database of Abaca's.</exception>
    public static async Task<BackupFile> Examine(DatabaseFiles copy, string name, TimeProvider clock, CancellationToken ct)
    {
        if (!copy.Exists) throw new DatabaseUnavailable($"{name} is empty.");
        if (!copy.IsSqlite) throw new DatabaseUnavailable($"{name} is no database file.");
        try
        {
            await using var db = SqliteDb.Open(copy.Main);
            var said = await db.Texts(Sql.Raw("PRAGMA integrity_check(5)"), ct);
            if (said is not ["ok"]) throw new DatabaseUnavailable($"{name} is damaged: {string.Join("; ", said)}. Take another backup.");
            var schema = await new Migrator(db, clock).Status(ct);
            if (schema.Problem is { } problem) throw new DatabaseUnavailable($"{name} cannot be used: {problem}");
            if (schema.Applied.Count == 0) throw new DatabaseUnavailable($"{name} is no database of Abaca's: it holds nothing.");
            return new BackupFile((await Data.Deployment.Find(db, ct))?.Id, schema);
        }
        catch (Exception failed) when (failed is StatementFailed || (failed is DatabaseUnavailable unusable && unusable.Message.StartsWith(copy.Main, StringComparison.Ordinal)))
        {
            throw new DatabaseUnavailable($"{name} is damaged or no database of Abaca's: {failed.Message.Replace(copy.Main, name, StringComparison.Ordinal)}", failed);
        }
    }
}
