namespace Abaca.Server.Data.Sqlite;

/// <summary>
/// A database file that can give room back in small steps (<c>auto_vacuum = incremental</c>). SQLite decides that when the file gets its first
/// table; an older file is rewritten once, at a start, before anybody writes.
/// </summary>
static class ShrinkingFile
{
    const long Incremental = 2;

    /// <summary>Rewriting takes about a second for 100 MB; a larger file stays as it is.</summary>
    const long Largest = 1L << 30;

    /// <summary>Makes an older file one; the caller has the state directory's lock.</summary>
    public static void Make(DatabaseFiles files)
    {
        // While it is rewritten it is there up to three times: in the file, in a temporary one, and in the log.
        if (files.Length is 0 or > Largest || new DriveInfo(files.Directory).AvailableFreeSpace < 3 * files.Length) return;
        using var connection = SqliteConnection.ForWriting(files.Main, new SqliteSettings());
        if (connection.Number(Sql.Raw("PRAGMA auto_vacuum")) == Incremental) return;
        connection.Execute(Sql.Raw("PRAGMA temp_store = file"));
        connection.Execute(Sql.Raw("VACUUM"));
    }
}
