using Abaca.Server.Data.Sqlite;

namespace Abaca.Server.Hosting;

/// <summary>
/// The state directory knows which deployment it belongs to (file <c>deployment</c>), so that a database that is gone, or another one in its
/// place, is told from a first start: what lies in the directory and on the backends belongs to the database that is missing.
/// </summary>
/// <param name="directory">The state directory.</param>
public sealed class KnownDeployment(string directory)
{
    string File => Path.Combine(directory, "deployment");

    /// <summary>Its id; null in a directory that is new, or of a release that did not write it.</summary>
    public string? Read()
    {
        try
        {
            return System.IO.File.ReadAllText(File).Trim() is { Length: > 0 } id ? id : null;
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>From now on it belongs to this one.</summary>
    public void Write(string deployment) => DurableNames.Write(File, deployment + "\n");

    /// <summary>From now on it belongs to the next database that is started with it.</summary>
    public void Forget() => System.IO.File.Delete(File);

    /// <summary>Whether the configured database is the directory's: null, or what is wrong and what to do. Changes nothing.</summary>
    /// <exception cref="DatabaseUnavailable">The database cannot be read.</exception>
    public static async Task<string?> Problem(ServiceOptions options, CancellationToken ct = default)
    {
        if (new KnownDeployment(options.Node.StatePath).Read() is not { } known || DatabaseUrl.Read(options.Database.Connection, out _) is not { } url) return null;
        var file = url.Place;
        if (url.IsFile && !new DatabaseFiles(file).Exists) return Gone(file, options.Node.StatePath, known);
        await using var db = Db.OpenToRead(options.Database.Connection);
        if (await Deployment.Find(db, ct) is not { } its)
            return (await db.Texts(db.Dialect.TableNames, ct)).Count == 0 ? Gone(file, options.Node.StatePath, known) : null;
        return its.Id == known ? null :
            $"The database {file} is deployment {its.Id}, but the state directory {options.Node.StatePath} belongs to deployment {known}. Nothing was changed. "
            + "Correct [database] connection or state_path, or put a backup of the right database in place with abaca db restore FILE. "
            + "If this database is meant, say so with abaca db adopt.";
    }

    static string Gone(string file, string directory, string known) =>
        $"The database {file} is gone: the state directory {directory} belongs to deployment {known}, and there is no database with it. Nothing was made in its place. "
        + "Mount the disk that holds it, or put a backup in place with abaca db restore FILE. "
        + "If there is none, abaca db create begins with an empty database of the same deployment, and abaca reconcile list shows what the backends hold.";
}
