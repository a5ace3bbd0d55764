using System.Data.Common;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Abaca.Server.Data.Servers;

/// <summary>PostgreSQL: https://www.postgresql.org/docs/15/ ; errors by SQLSTATE, appendix A.</summary>
sealed partial class PostgreSql : ServerEngine
{
    /// <summary>The key of the advisory lock that a transaction holds until it ends ("ABAC"): any number that no other program uses in this database.</summary>
    const long Turn = 0x41424143;

    PostgreSql(ServerAddress address, NpgsqlDataSource writing, NpgsqlDataSource reading)
        : base(address, Dialect.PostgreSql) => (Writing, Reading, Signals) = (writing, reading, new PostgreSqlSignals(reading, address.ToString()));

    /// <inheritdoc/>
    public override Signalling.ISignalTransport Signals { get; }

    /// <inheritdoc/>
    public override DbDataSource Writing { get; }

    /// <inheritdoc/>
    public override DbDataSource Reading { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> BeginSchema { get; } = [Sql.Raw("BEGIN"), Sql.Raw(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_xact_lock({Turn})"))];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> EndSchema => Commit;

    /// <summary>Prepares pools of connections; nothing is opened yet.</summary>
    public static PostgreSql Of(ServerAddress address, PoolSize size)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = address.Hosts.Count == 0 ? "/var/run/postgresql" : string.Join(',', address.Hosts.Select(h => h.Port == 0 ? h.Name : string.Create(CultureInfo.InvariantCulture, $"{h.Name}:{h.Port}"))),
            Username = address.User.Length > 0 ? address.User : null,
            Password = address.Password.Length > 0 ? address.Password : null,
            Database = address.Name,
            ApplicationName = address.Parameter("application_name") ?? "abaca",
            MaxAutoPrepare = 200,
            NoResetOnClose = true,
            Timeout = 5,
            CommandTimeout = 60,
            KeepAlive = 30,
            ConnectionLifetime = (int)size.Recycled.TotalSeconds,
            TargetSessionAttributes = address.Hosts.Count > 1 ? address.Parameter("target_session_attrs") ?? "primary" : null,
            // A process that is stopped in the middle of a transaction must not stop all others.
            Options = "-c idle_in_transaction_session_timeout=5000 -c lock_timeout=30000 -c default_transaction_isolation=read\\ committed",
        };
        if (address.Parameter("sslmode") is { } mode) settings.SslMode = Mode(mode);
        if (address.Parameter("sslrootcert") is { } root) settings.RootCertificate = root;
        if (address.Parameter("sslcert") is { } certificate) settings.SslCertificate = certificate;
        if (address.Parameter("sslkey") is { } key) settings.SslKey = key;
        return new PostgreSql(address, Source(settings, PoolSize.Writing), Source(settings, size.Reading));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Begin(string mark, DateTimeOffset now) => [.. BeginSchema, TransactionMarks.Leave(mark, now)];

    /// <inheritdoc/>
    public override Trouble Judge(DbException failure) => failure switch
    {
        PostgresException { SqlState: "23505" } => Trouble.Unique,
        PostgresException { SqlState: "22021" or "22P05" or "22001" } => Trouble.Text,
        PostgresException { SqlState: "40001" or "40P01" or "55P03" } => Trouble.Conflict,
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "25P03" or "53300" } => Trouble.Lost,
        PostgresException { SqlState: "25006" } => Trouble.Lost, // read only: the former primary after a failover
        PostgresException e when e.SqlState.StartsWith("08", StringComparison.Ordinal) => Trouble.Lost,
        PostgresException e when e.SqlState[..2] is "53" or "28" or "3D" or "58" => Trouble.Refused,
        PostgresException => Trouble.Statement,
        _ => Trouble.Lost,
    };

    /// <inheritdoc/>
    public override DbParameter Parameter(object? value) => new NpgsqlParameter { Value = value ?? DBNull.Value };

    /// <inheritdoc/>
    protected override string Said(DbException failure) => failure is PostgresException said ? said.MessageText.TrimEnd('.') : (failure.InnerException ?? failure).Message.TrimEnd('.');

    /// <summary>Parameters are numbered, ILIKE is the search that knows no case, and what lies in a JSON text is reached by another function.</summary>
    protected override string Translate(string text)
    {
        var words = Item().Replace(text.Replace(" LIKE ?", " ILIKE ?", StringComparison.Ordinal), "(${of}::jsonb ->> '${item}')");
        words = Items().Replace(words, "jsonb_each_text(${of}::jsonb)");
        var made = new StringBuilder(words.Length + 16);
        var (number, quoted) = (0, false);
        foreach (var letter in words)
        {
            if (letter == '\'') quoted = !quoted;
            if (letter == '?' && !quoted) made.Append('$').Append((++number).ToString(CultureInfo.InvariantCulture));
            else made.Append(letter);
        }
        return made.ToString();
    }

    [GeneratedRegex(@"\bjson_each\((?<of>[\w.]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Items();

    [GeneratedRegex(@"\bjson_extract\((?<of>[\w.]+), '\$\.(?<item>\w+)'\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Item();

    static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings, int size)
    {
        settings.MaxPoolSize = size;
        return new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableTransportSecurity().Build();
    }

    static SslMode Mode(string name) => name switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => throw new DatabaseUnavailable($"sslmode={name} is none of disable, allow, prefer, require, verify-ca, verify-full."),
    };
}
