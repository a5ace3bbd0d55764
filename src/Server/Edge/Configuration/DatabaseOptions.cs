using Abaca.Server.Data.Servers;

namespace Abaca.Server.Configuration;

/// <summary>Where rows are kept.</summary>
public sealed record DatabaseOptions
{
    /// <summary><c>[database] connection</c>, an SQLAlchemy URL. A secret: it may hold a password.</summary>
    public required string Connection { get; init; }

    /// <summary>Path of the SQLite file that <see cref="Connection"/> names.</summary>
    public string SqliteFile => Connection.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) ? Connection[Sqlite.Length..] : "";

    /// <summary><c>max_pool_size</c> and <c>max_overflow</c>, <c>connection_recycle_time</c>: a process's connections to a database server.</summary>
    public PoolSize Pool { get; init; } = PoolSize.Usual;

    /// <summary><c>max_retries</c>: how often a starting process asks again for a server that does not answer; negative: for ever.</summary>
    public int StartRetries { get; init; }

    /// <summary><c>retry_interval</c>: how long it waits each time.</summary>
    public TimeSpan StartInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Never the connection.</summary>
    public override string ToString() => $"{nameof(DatabaseOptions)} {{ Connection = {Finding.Masked} }}";

    /// <summary>How a connection to a SQLite file begins; the file's path follows, so an absolute path makes a fourth slash.</summary>
    internal const string Sqlite = "sqlite:///";

    const string Name = "database";
    const int Endless = 200;

    internal static IReadOnlyList<KnownOption> Known { get; } =
    [
        new OptionSection(Name).Secret("connection", Sqlite + "$state_path/abaca.sqlite", "The database: sqlite:/// and the path of a file, or mysql+pymysql:// or postgresql:// and a server's.")
            .Was(IniFile.Default, "sql_connection").Was("sql", "connection"),
        new OptionSection(Name).Integer("max_pool_size", 32, "Connections of a process to a database server for queries; transactions have three of their own.").AtLeast(1),
        new OptionSection(Name).Integer("max_overflow", 0, "Connections beyond max_pool_size; negative: 200.").AtLeast(-1),
        new OptionSection(Name).Integer("connection_recycle_time", 3600, "Seconds that a connection to a database server is used.").AtLeast(1),
        new OptionSection(Name).Integer("max_retries", 10, "How often a starting process asks again for a database server that does not answer; -1: for ever.").AtLeast(-1),
        new OptionSection(Name).Integer("retry_interval", 10, "Seconds between these.").AtLeast(1),
    ];

    internal static DatabaseOptions Read(OptionReader reader)
    {
        var section = reader.In(Name);
        var overflow = section.Integer("max_overflow");
        return new()
        {
            Connection = section.Text("connection"),
            Pool = new(Math.Min(section.Integer("max_pool_size") + (overflow < 0 ? Endless : overflow), 1000), section.Seconds("connection_recycle_time")),
            StartRetries = section.Integer("max_retries"),
            StartInterval = section.Seconds("retry_interval"),
        };
    }
}
