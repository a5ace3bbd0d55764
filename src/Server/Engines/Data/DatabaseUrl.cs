namespace Abaca.Server.Data;

/// <summary>
/// The <c>connection</c> option as SQLAlchemy writes it: <c>sqlite:///relative</c>, <c>sqlite:////absolute</c>.
/// </summary>
/// <param name="File">The database file: absolute, or relative to the working directory or what the caller decides.</param>
public sealed record DatabaseUrl(string File)
{
    const string Supported = "This release supports sqlite:////absolute/path and sqlite:///relative/path.";

    /// <summary>Reads an URL. On failure the answer is null and the problem says why; it never repeats a password.</summary>
    public static DatabaseUrl? Read(string url, out string? problem)
    {
        problem = null;
        var end = url.IndexOf("://", StringComparison.Ordinal);
        if (end <= 0)
        {
            problem = $"A database connection is an URL. {Supported}";
            return null;
        }
        var scheme = url[..end];
        if (scheme is not ("sqlite" or "sqlite+pysqlite"))
        {
            problem = $"Databases of kind '{scheme}' are not supported yet. {Supported}";
            return null;
        }
        var rest = url[(end + 3)..];
        problem = rest switch
        {
            "" or "/" or "/:memory:" => $"A database in memory would be lost at every restart. {Supported}",
            _ when rest[0] != '/' => $"An SQLite URL names no host: write three slashes before a relative path, four before an absolute one. {Supported}",
            _ when rest.Contains('?', StringComparison.Ordinal) => $"An SQLite URL takes no parameters. {Supported}",
            _ => null,
        };
        return problem is null ? new DatabaseUrl(rest[1..]) : null;
    }
}
