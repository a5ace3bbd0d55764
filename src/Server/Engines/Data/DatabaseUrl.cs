using System.Collections.Frozen;
using Abaca.Server.Data.Servers;

namespace Abaca.Server.Data;

/// <summary>
/// The <c>connection</c> option as SQLAlchemy writes it: <c>sqlite:///relative</c>, <c>sqlite:////absolute</c>,
/// <c>mysql+pymysql://user:password@host:port/database?charset=utf8</c>, <c>postgresql://user:password@host/database</c>.
/// </summary>
/// <param name="File">The database file: absolute, or relative to the working directory or what the caller decides. Empty for a server.</param>
public sealed record DatabaseUrl(string File)
{
    const string Supported = "This release supports sqlite:////absolute/path, sqlite:///relative/path, mysql+pymysql://USER:PASSWORD@HOST/DATABASE and postgresql://USER:PASSWORD@HOST/DATABASE.";

    static readonly FrozenDictionary<string, ServerKind> Kinds = new Dictionary<string, ServerKind>(StringComparer.Ordinal)
    {
        ["mysql"] = ServerKind.MariaDb,
        ["mariadb"] = ServerKind.MariaDb,
        ["postgresql"] = ServerKind.PostgreSql,
        ["postgres"] = ServerKind.PostgreSql,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The server; null for a file.</summary>
    internal ServerAddress? Server { get; private init; }

    /// <summary>Whether the database is a file of this machine, which one service has for itself.</summary>
    public bool IsFile => Server is null;

    /// <summary>Where it is, for people: never with its password.</summary>
    public string Place => Server is { } server ? server.ToString() : Path.GetFullPath(File);

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
        var (scheme, rest) = (url[..end], url[(end + 3)..]);
        if (scheme is "sqlite" or "sqlite+pysqlite") return OfFile(rest, out problem);
        if (!Kinds.TryGetValue(scheme.Split('+')[0], out var kind))
        {
            problem = $"Databases of kind '{scheme}' are not supported. {Supported}";
            return null;
        }
        return ServerAddress.Read(kind, rest, out problem) is { } server ? new DatabaseUrl("") { Server = server } : null;
    }

    /// <summary>As <see cref="Read"/>, for those who cannot go on without one.</summary>
    /// <exception cref="DatabaseUnavailable">It is none; the text says why.</exception>
    public static DatabaseUrl Require(string url) => Read(url, out var problem) ?? throw new DatabaseUnavailable(problem!);

    /// <inheritdoc/>
    public override string ToString() => Place;

    static DatabaseUrl? OfFile(string rest, out string? problem)
    {
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
