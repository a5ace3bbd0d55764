using System.Data.Common;
using System.Text.RegularExpressions;
using MySqlConnector;

namespace Abaca.Server.Data.Servers;

/// <summary>MariaDB from 10.6: https://mariadb.com/kb/en/ ; errors by number.</summary>
sealed partial class MariaDb : ServerEngine
{
    // Strict, with standard quotes and ||, so that statements mean what they mean elsewhere; read committed, since a transaction waits for its turn
    // before it reads; and a process that is stopped in the middle of a transaction must not stop all others.
    const string Session = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,NO_ENGINE_SUBSTITUTION', "
        + "innodb_lock_wait_timeout = 30, idle_transaction_timeout = 5; SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

    MariaDb(ServerAddress address, MySqlDataSource writing, MySqlDataSource reading)
        : base(address, Dialect.MariaDb) => (Writing, Reading) = (writing, reading);

    /// <inheritdoc/>
    public override DbDataSource Writing { get; }

    /// <inheritdoc/>
    public override DbDataSource Reading { get; }

    /// <inheritdoc/>
    /// <remarks>A named lock, since changes of the schema end transactions here.</remarks>
    public override IReadOnlyList<Sql> BeginSchema { get; } = [Sql.Raw("SELECT IF(GET_LOCK('abaca_schema', 60) = 1, 1, (SELECT 1 UNION SELECT 2))")]; // two rows where one is asked for: an error when it is not had

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> EndSchema { get; } = [.. Commit, Sql.Raw("DO RELEASE_LOCK('abaca_schema')")];

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> RollBack { get; } = [Sql.Raw("ROLLBACK"), Sql.Raw("DO RELEASE_LOCK('abaca_schema')")];

    /// <summary>Prepares pools of connections; nothing is opened yet.</summary>
    public static MariaDb Of(ServerAddress address, PoolSize size)
    {
        var settings = new MySqlConnectionStringBuilder
        {
            Server = address.Hosts.Count == 0 ? "/run/mysqld/mysqld.sock" : string.Join(',', address.Hosts.Select(h => h.Name)),
            Port = (uint)(address.Hosts is [{ Port: > 0 } first, ..] ? first.Port : 3306),
            ConnectionProtocol = address.Hosts is [] or [{ Name: ['/', ..] }, ..] ? MySqlConnectionProtocol.UnixSocket : MySqlConnectionProtocol.Socket,
            LoadBalance = MySqlLoadBalance.FailOver,
            UserID = address.User.Length > 0 ? address.User : Environment.UserName,
            Password = address.Password,
            Database = address.Name,
            CharacterSet = "utf8mb4",
            NoBackslashEscapes = true,
            UseAffectedRows = false,
            AllowUserVariables = false,
            ConnectionReset = false,
            ConnectionTimeout = 5,
            DefaultCommandTimeout = 60,
            ConnectionLifeTime = (uint)size.Recycled.TotalSeconds,
            ApplicationName = "abaca",
            TreatTinyAsBoolean = false,
            SslMode = address.Parameter("ssl_ca") is null ? MySqlSslMode.Preferred : MySqlSslMode.VerifyFull,
        };
        if (address.Parameter("ssl_ca") is { } ca) settings.SslCa = ca;
        if (address.Parameter("ssl_cert") is { } certificate) settings.SslCert = certificate;
        if (address.Parameter("ssl_key") is { } key) settings.SslKey = key;
        if (address.Parameter("ssl_verify_identity") is "false" or "0" or "False") settings.SslMode = MySqlSslMode.VerifyCA;
        if (address.Parameter("ssl_verify_cert") is "false" or "0" or "False") settings.SslMode = MySqlSslMode.Required;
        return new MariaDb(address, Source(settings, PoolSize.Writing), Source(settings, size.Reading));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Sql> Begin(string mark, DateTimeOffset now) =>
        [Sql.Raw("START TRANSACTION"), Sql.Raw("SELECT id FROM transaction_turn WHERE id = 1 FOR UPDATE"), TransactionMarks.Leave(mark, now)];

    /// <inheritdoc/>
    public override Trouble Judge(DbException failure) => failure is not MySqlException said ? Trouble.Lost : (int)said.ErrorCode switch
    {
        1366 or 1406 => Trouble.Text,
        1062 or 1586 => Trouble.Unique,
        1213 or 1205 or 1020 or 1047 => Trouble.Conflict, // deadlock, waited too long, changed since read, not ready (a node of a cluster)
        1040 or 1053 or 1077 or 1079 or 1129 or 1152 or 1158 or 1159 or 1160 or 1161 or 1184 or 1203 or 1290 or 1836 or 1927 or 2002 or 2003 or 2006 or 2013 or 2055 or 4031 => Trouble.Lost,
        1042 or 0 or -1 => Trouble.Lost, // the connector's own: no host answers, the stream ended
        1044 or 1045 or 1049 or 1021 or 1114 or 1030 or 1037 or 1038 or 1226 or 1698 => Trouble.Refused,
        _ => Trouble.Statement,
    };

    /// <inheritdoc/>
    public override DbParameter Parameter(object? value) => new MySqlParameter { Value = value ?? DBNull.Value };

    /// <inheritdoc/>
    protected override string Translate(string text)
    {
        var made = text.Replace(" LIKE ?", " COLLATE utf8mb4_general_ci LIKE ?", StringComparison.Ordinal);
        made = HasItem().Replace(made, """JSON_VALUE(${of}, CONCAT('$$."', REPLACE(REPLACE(?, '\', '\\'), '"', '\"'), '"')) = ?""");
        made = Item().Replace(made, "JSON_VALUE(${of}, ${path})");
        made = Nothing().Replace(made, "INSERT INTO ${table} ${rest}ON DUPLICATE KEY UPDATE ${table}.${key} = ${table}.${key}");
        made = Update().Replace(made, "ON DUPLICATE KEY UPDATE");
        return Excluded().Replace(made, "VALUES(${column})");
    }

    static MySqlDataSource Source(MySqlConnectionStringBuilder settings, int size)
    {
        settings.MaximumPoolSize = (uint)size;
        return new MySqlDataSourceBuilder(settings.ConnectionString)
            .UseConnectionOpenedCallback(async (context, ct) =>
            {
                if (!context.Conditions.HasFlag(MySqlConnectionOpenedConditions.New)) return;
                await using var command = context.Connection.CreateCommand();
                command.CommandText = Session;
                await command.ExecuteNonQueryAsync(ct);
            })
            .Build();
    }

    [GeneratedRegex(@"EXISTS \(SELECT 1 FROM json_each\((?<of>[\w.]+)\) m WHERE m\.key = \? AND m\.value = \?\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex HasItem();

    [GeneratedRegex(@"\bjson_extract\((?<of>[\w.]+), (?<path>'[^']*')\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Item();

    [GeneratedRegex(@"INSERT INTO (?<table>\w+) (?<rest>.*)ON CONFLICT \((?<key>\w+)[^)]*\) DO NOTHING", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"ON CONFLICT \([^)]*\) DO UPDATE SET", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Update();

    [GeneratedRegex(@"\bexcluded\.(?<column>\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Excluded();
}
