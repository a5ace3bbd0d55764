namespace Abaca.Server.Configuration;

/// <summary>Where rows are kept.</summary>
public sealed record DatabaseOptions
{
    /// <summary><c>[database] connection</c>, an SQLAlchemy URL. A secret: it may hold a password.</summary>
    public required string Connection { get; init; }

    /// <summary>Path of the SQLite file that <see cref="Connection"/> names.</summary>
    public string SqliteFile => Connection.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) ? Connection[Sqlite.Length..] : "";

    /// <summary>Never the connection.</summary>
    public override string ToString() => $"{nameof(DatabaseOptions)} {{ Connection = {Finding.Masked} }}";

    /// <summary>How a connection to a SQLite file begins; the file's path follows, so an absolute path makes a fourth slash.</summary>
    internal const string Sqlite = "sqlite:///";

    const string Name = "database";

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        new OptionSection(Name).Secret("connection", Sqlite + "$state_path/abaca.sqlite", "The database: sqlite:/// and the path of a file.")
            .Was(IniFile.Default, "sql_connection").Was("sql", "connection"),
    ];

    internal static DatabaseOptions Read(OptionReader reader) => new() { Connection = reader.In(Name).Text("connection") };
}
