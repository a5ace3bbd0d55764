using System.Security.Cryptography;

namespace Abaca.Server.Data.Sqlite;

/// <summary>
/// Tells whether a write-ahead log belongs to the database beside it. SQLite's logs do not say; a file that was put in the place of
/// another one while that one's log lay there would get its pages and be ruined. So every start of the service gives the file a new number
/// (<c>user_version</c>, in its header), and a file beside it says which number the log goes with. Backups have none: so a start also sees that a
/// database was restored, whoever put it there.
/// </summary>
static class DatabaseStamp
{
    /// <summary>Nothing is opened when the log that lies there is another database's.</summary>
    /// <exception cref="DatabaseUnavailable">It is; the text says what to do.</exception>
    public static void Check(DatabaseFiles files)
    {
        if (!files.HasLog || !File.Exists(files.Stamps)) return;
        var stamp = files.ReadStamp();
        if (Known(files).Contains(stamp)) return;
        throw new DatabaseUnavailable(
            $"{files.Main} is not the database that the write-ahead log {files.Main}-wal belongs to: another file was put in its place while the log lay there. "
            + $"Nothing was touched. To use this file as it is, without what the log holds: mv {files.Main}-wal {files.Main}-wal.former "
            + "A backup is put in place with: abaca db restore FILE");
    }

    /// <summary>Gives the file a new number. Whoever calls has the state directory's lock.</summary>
    public static void Renew(DatabaseFiles files)
    {
        var (before, next) = (files.ReadStamp(), RandomNumberGenerator.GetInt32(1, int.MaxValue));
        // Kept in a file, since the number is gone when somebody could take note of it in the database.
        if (files.Exists && !(File.Exists(files.Stamps) && Known(files).Contains(before))) DurableNames.Write(files.Replaced, "");
        // Both, for a process that ends in between.
        Write(files, [before, next]);
        using (var connection = SqliteConnection.ForWriting(files.Main, new SqliteSettings())) connection.Execute(Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {next}")));
        if (files.ReadStamp() == next) Write(files, [next]);
    }

    /// <summary>
    /// Moves the changes of a kept database's own log into it, so that it is one file that can be restored. A log that is another's, and a file that
    /// cannot be used, stay as they are.
    /// </summary>
    /// <param name="kept">The kept files.</param>
    /// <param name="former">Their former names: what lies there says which log is whose.</param>
    public static void Fold(DatabaseFiles kept, DatabaseFiles former)
    {
        if (!kept.Exists || !File.Exists(former.Stamps) || !Known(former).Contains(kept.ReadStamp())) return;
        try
        {
            // The last connection to a file moves all of its log when it is closed.
            using var connection = SqliteConnection.ForWriting(kept.Main, new SqliteSettings());
            connection.Checkpoint();
        }
        catch (DatabaseUnavailable)
        {
            // It may be why another one was restored.
        }
    }

    static IReadOnlyList<int> Known(DatabaseFiles files) =>
        [.. File.ReadAllLines(files.Stamps).Select(line => int.TryParse(line, NumberStyles.Integer, CultureInfo.InvariantCulture, out var stamp) ? stamp : 0)];

    static void Write(DatabaseFiles files, IEnumerable<int> stamps) =>
        DurableNames.Write(files.Stamps, string.Concat(stamps.Select(stamp => string.Create(CultureInfo.InvariantCulture, $"{stamp}\n"))));
}
