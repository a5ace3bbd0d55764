using Abaca.Server.Data.Sqlite;

namespace Abaca.Server.Data;

/// <summary>What came of a restore.</summary>
/// <param name="File">The database, now what the backup holds.</param>
/// <param name="Kept">The former database under its new name; null when there was none.</param>
/// <param name="Deployment">Whose it is; null in a backup of the first release.</param>
/// <param name="Former">Whose the former database was; null when there was none, or it could not be read.</param>
/// <param name="Pending">How many migrations the next start runs on it.</param>
public sealed record Restored(string File, string? Kept, string? Deployment, string? Former, int Pending);

/// <summary>
/// Puts a backup in the place of a database that nobody has open. The backup is copied and the copy is checked before anything changes; the
/// former database is kept under another name. Whenever the process ends, the database is the former or the restored one.
/// </summary>
/// <param name="connection">The <c>connection</c> option.</param>
/// <param name="commands">Runs programs on this machine.</param>
/// <param name="clock">The time.</param>
public sealed class DatabaseRestore(string connection, ICommandRunner commands, TimeProvider clock)
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Does it. The caller has the state directory's lock.</summary>
    /// <param name="backup">The file to restore; it stays as it is.</param>
    /// <param name="owner">A file or directory of the state directory: whose it is, the database will be.</param>
    /// <param name="belongsTo">Id of the deployment that the state directory is known to belong to, or null.</param>
    /// <param name="mayBeAnother">Whether a backup of another deployment is wanted.</param>
    /// <param name="ct">Gives up, until files change over.</param>
    /// <exception cref="DatabaseUnavailable">It is refused, and nothing has changed; the text says why.</exception>
    public async Task<Restored> Run(string backup, string owner, string? belongsTo, bool mayBeAnother, CancellationToken ct)
    {
        SqliteLibrary.Require();
        var files = new DatabaseFiles(Path.GetFullPath(FileOf(connection)));
        var source = new DatabaseFiles(Path.GetFullPath(backup));
        UnfinishedRestore.Finish(files);
        Whole(source, files);
        await InUse(files, ct);
        await Copy(source, files, owner, ct);
        try
        {
            var incoming = new DatabaseFiles(files.Incoming);
            var found = await BackupFile.Examine(incoming, source.Main, clock, ct);
            if (incoming.HasLog) throw new DatabaseUnavailable($"Somebody else changes the copy {incoming.Main}. Try again.");
            foreach (var suffix in DatabaseFiles.Suffixes.Skip(1)) File.Delete(incoming.Main + suffix);
            var former = await Former(files, ct) ?? belongsTo;
            if (!mayBeAnother && former is not null && found.Deployment != former) throw new DatabaseUnavailable(Another(source.Main, found.Deployment, former));
            incoming.Unstamp();
            var kept = DatabaseFiles.Suffixes.Any(suffix => File.Exists(files.Main + suffix)) ? KeptName(files) : null;
            UnfinishedRestore.Begin(files, kept ?? KeptName(files));
            if (kept is not null) DatabaseStamp.Fold(new DatabaseFiles(kept), files);
            return new Restored(files.Main, kept, found.Deployment, former, found.Schema.Pending.Count);
        }
        finally
        {
            Discard(files);
        }
    }

    /// <summary>Brings a restore that was cut short to its end. For whoever has the state directory's lock, before the database is opened.</summary>
    public static void Finish(string connection)
    {
        if (DatabaseUrl.Read(connection, out _) is { IsFile: true } url) UnfinishedRestore.Finish(new DatabaseFiles(Path.GetFullPath(url.File)));
    }

    /// <summary>
    /// Gives what a database that is gone has left beside it other names: a log without its file holds nothing that could be used, and would be
    /// written into the next file of that name. For whoever has the state directory's lock.
    /// </summary>
    /// <returns>The names that it has now.</returns>
    /// <exception cref="DatabaseUnavailable">There is a database.</exception>
    public IReadOnlyList<string> SetAside()
    {
        var files = new DatabaseFiles(Path.GetFullPath(FileOf(connection)));
        if (files.Exists) throw new DatabaseUnavailable($"{files.Main} exists; nothing was changed.");
        var (kept, moved) = (KeptName(files), new List<string>());
        foreach (var suffix in DatabaseFiles.Suffixes.Where(suffix => File.Exists(files.Main + suffix)))
        {
            File.Move(files.Main + suffix, kept + suffix);
            moved.Add(kept + suffix);
        }
        return moved;
    }

    static string FileOf(string connection) => DatabaseUrl.Require(connection) is { IsFile: true } url
        ? url.File
        : throw new DatabaseUnavailable("The database is on a server: restore a dump with the server's own tools while no process of the service runs, then start it.");

    static void Whole(DatabaseFiles source, DatabaseFiles files)
    {
        if (source.Main == files.Main) throw new DatabaseUnavailable($"{source.Main} is the database itself; name the backup.");
        if (!File.Exists(source.Main)) throw new DatabaseUnavailable($"{source.Main} does not exist.");
        if (source.LyingBeside is [var beside, ..])
        {
            throw new DatabaseUnavailable(
                $"{beside} lies beside {source.Main}: the file is not whole by itself, or what lies there belongs to another database. "
                + $"Restore what abaca db backup has written, or the file that a clean stop leaves. If both were copied together from one service, make a backup of them: "
                + $"OS_DATABASE__CONNECTION=sqlite:///{source.Main} abaca db backup {source.Main}.backup");
        }
    }

    /// <summary>A process that has the database open holds a lock on it (fcntl(2)), whatever its state directory is.</summary>
    static async Task InUse(DatabaseFiles files, CancellationToken ct)
    {
        if (!File.Exists(files.Main)) return;
        var stat = await new LocalCommandRunner(TimeProvider.System).Run(new Command(["stat", "--format=%i", files.Main], Patience), ct);
        var inode = ":" + stat.Output.Trim();
        foreach (var line in await File.ReadAllLinesAsync("/proc/locks", ct))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!stat.Failed && words.SkipWhile(word => word != "POSIX").ToList() is [_, _, _, var process, var where, ..] && where.EndsWith(inode, StringComparison.Ordinal)
                && process != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
                throw new DatabaseUnavailable($"{files.Main} is in use by process {process}. Stop that first.");
        }
    }

    async Task Copy(DatabaseFiles source, DatabaseFiles files, string owner, CancellationToken ct)
    {
        Discard(files);
        OwnedFile.Make(files.Incoming);
        try
        {
            await using var from = File.OpenRead(source.Main);
            await using var to = new FileStream(files.Incoming, FileMode.Open, FileAccess.Write);
            await from.CopyToAsync(to, ct);
            to.Flush(flushToDisk: true);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Discard(files);
            throw new DatabaseUnavailable($"{source.Main} cannot be copied to {files.Incoming}: {failed.Message}", failed);
        }
        var like = File.Exists(files.Main) ? files.Main : owner;
        if (Environment.IsPrivilegedProcess) await commands.Run(new Command(["chown", $"--reference={like}", files.Incoming], Patience), ct);
    }

    static async Task<string?> Former(DatabaseFiles files, CancellationToken ct)
    {
        if (!files.Exists) return null;
        try
        {
            await using var db = SqliteReadingDb.Open(files.Main);
            return (await Deployment.Find(db, ct))?.Id;
        }
        catch (Exception unread) when (unread is DatabaseUnavailable or StatementFailed)
        {
            return null; // it may be why a backup is restored
        }
    }

    static string Another(string backup, string? theirs, string ours) =>
        $"{backup} is of {(theirs is null ? "a release that had no deployments yet" : $"deployment {theirs}")}, and this service is deployment {ours}: "
        + "what its backends hold belongs to that. Name a backup of this deployment; if the other one is meant, add --other-deployment.";

    string KeptName(DatabaseFiles files)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{files.Main}.before-restore-{clock.GetUtcNow():yyyyMMdd-HHmmss}");
        for (var more = 2; DatabaseFiles.Suffixes.Any(suffix => File.Exists(name + suffix)); more++)
            name = string.Create(CultureInfo.InvariantCulture, $"{files.Main}.before-restore-{clock.GetUtcNow():yyyyMMdd-HHmmss}-{more}");
        return name;
    }

    static void Discard(DatabaseFiles files)
    {
        if (File.Exists(files.Intent)) return;
        foreach (var suffix in DatabaseFiles.Suffixes) File.Delete(files.Incoming + suffix);
    }
}
