namespace Abaca.Server.Data.Sqlite;

/// <summary>
/// The moment in which a restored database takes the place of the former one. Several names change, so what is meant is written down before;
/// whoever opens the database next, with the state directory's lock, goes on where it was. So the database is the former or the restored one,
/// whenever the process ends, and never a mixture of both.
/// </summary>
static class UnfinishedRestore
{
    /// <summary>Brings a change-over that was cut short to its end; does nothing when there is none.</summary>
    public static void Finish(DatabaseFiles files)
    {
        if (!File.Exists(files.Intent)) return;
        var kept = File.ReadAllText(files.Intent).Trim();
        if (File.Exists(files.Incoming))
        {
            foreach (var suffix in DatabaseFiles.Suffixes.Where(suffix => File.Exists(files.Main + suffix))) File.Move(files.Main + suffix, kept + suffix, overwrite: true);
            DurableNames.Sync(files.Directory);
            DurableNames.Give(files.Incoming, files.Main);
        }
        File.Delete(files.Intent);
        DurableNames.Sync(files.Directory);
    }

    /// <summary>Changes over now.</summary>
    /// <param name="files">The database; its copy to come is whole, checked and on disk.</param>
    /// <param name="kept">Full path of the former database afterwards; its other files get names with the same ending.</param>
    public static void Begin(DatabaseFiles files, string kept)
    {
        DurableNames.Write(files.Intent, kept + "\n");
        Finish(files);
    }

    /// <summary>For whoever has no lock: a database in the middle of a change-over is not opened.</summary>
    /// <exception cref="DatabaseUnavailable">It is in the middle of one.</exception>
    public static void Refuse(DatabaseFiles files)
    {
        if (File.Exists(files.Intent))
            throw new DatabaseUnavailable($"A restore of {files.Main} was cut short. The next start of the service, or abaca db migrate, brings it to its end.");
    }
}
