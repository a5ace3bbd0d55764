using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MySqlConnector;
using Npgsql;

namespace Abaca.Tests.Server.Databases;

/// <summary>A database server of Debian on a port of 127.0.0.1, with its files in memory. What it has committed outlives its kill. It ends with the process that started it.</summary>
sealed class DatabaseServer
{
    const string Password = "p@ss:w/rd?";

    readonly string kind;
    readonly string directory;
    readonly HashSet<string> made = [];
    // Held to the end of this process: a keeper that is collected closes its input, and ends what it keeps.
    static readonly System.Collections.Concurrent.ConcurrentBag<Process> Keepers = [];

    (string Program, string[] Arguments) served;
    readonly SemaphoreSlim one = new(1);

    DatabaseServer(string kind, string directory, int port) => (this.kind, this.directory, Port) = (kind, directory, port);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Starts it and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">Its programs are absent, or it did not come up; the text says which.</exception>
    public static async Task<DatabaseServer> Start(string kind)
    {
        var room = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"abaca-{kind}-{Guid.NewGuid().ToString("N")[..8]}")).FullName;
        var server = new DatabaseServer(kind, room, FreePort());
        switch (kind)
        {
            case "postgresql": await server.StartPostgreSql(); break;
            case "mariadb": await server.StartMariaDb(); break;
            default: throw new InvalidOperationException($"ABACA_TEST_DATABASE={kind} is none of sqlite, postgresql, mariadb.");
        }
        return server;
    }

    /// <summary>The URL of a database, which is made when it is not there.</summary>
    public async Task<string> Make(string name)
    {
        await one.WaitAsync();
        try
        {
            if (made.Add(name)) await Admin($"CREATE DATABASE {name}");
        }
        finally
        {
            one.Release();
        }
        return Url(name);
    }

    /// <summary>Deletes the database that an URL names.</summary>
    public async Task Drop(string url)
    {
        var name = url[(url.LastIndexOf('/') + 1)..].Split('?')[0];
        await one.WaitAsync();
        try
        {
            if (made.Remove(name)) await Admin(kind == "postgresql" ? $"DROP DATABASE {name} WITH (FORCE)" : $"DROP DATABASE {name}");
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>Kills it in the middle of whatever it does, and starts it again on what it has on disk.</summary>
    public async Task Restart()
    {
        await Kill();
        await Again();
    }

    /// <summary>Kills it in the middle of whatever it does.</summary>
    public async Task Kill()
    {
        var id = (await File.ReadAllTextAsync(Path.Combine(directory, "log.pid"))).Trim();
        Run("kill", [kind == "postgresql" ? "-QUIT" : "-KILL", id]);
        while (Directory.Exists($"/proc/{id}") && !(await File.ReadAllTextAsync($"/proc/{id}/stat")).Contains(") Z ", StringComparison.Ordinal)) await Task.Delay(20);
    }

    /// <summary>Starts it again on what it has on disk.</summary>
    public async Task Again()
    {
        Serve(served.Program, served.Arguments);
        await Answers();
    }

    string Url(string name) => kind == "postgresql"
        ? $"postgresql://abaca:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/{name}"
        : $"mysql+pymysql://abaca:{Uri.EscapeDataString(Password)}@127.0.0.1:{Port}/{name}?charset=utf8";

    async Task Admin(string statement)
    {
        await using System.Data.Common.DbConnection connection = kind == "postgresql"
            ? new NpgsqlConnection(new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = "abaca", Password = Password, Database = "postgres", Pooling = false }.ConnectionString)
            : new MySqlConnection(new MySqlConnectionStringBuilder { Server = "127.0.0.1", Port = (uint)Port, UserID = "abaca", Password = Password, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    async Task StartPostgreSql()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(Directory.Exists)
            : null;
        if (bin is null) throw new InvalidOperationException("PostgreSQL is absent: apt-get install postgresql");
        var secret = Path.Combine(directory, "password");
        await File.WriteAllTextAsync(secret, Password);
        Run("chown", ["-R", "postgres:", directory]);
        Run("setpriv", [.. AsUser("postgres"), $"{bin}/initdb", "-D", $"{directory}/data", "-U", "abaca", "--auth=scram-sha-256", $"--pwfile={secret}", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
        Serve("setpriv", [.. AsUser("postgres"), $"{bin}/postgres", "-D", $"{directory}/data", "-p", $"{Port}", "-h", "127.0.0.1", "-k", "", "-F", "-c", "max_connections=400", "-c", "autovacuum=off"]);
        await Answers();
    }

    async Task StartMariaDb()
    {
        if (!File.Exists("/usr/sbin/mariadbd")) throw new InvalidOperationException("MariaDB is absent: apt-get install mariadb-server");
        Run("chown", ["-R", "mysql:", directory]);
        Run("mariadb-install-db", ["--no-defaults", $"--datadir={directory}/data", "--user=mysql", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        var first = Path.Combine(directory, "first.sql");
        await File.WriteAllTextAsync(first, $"CREATE USER 'abaca'@'%' IDENTIFIED BY '{Password}';\nGRANT ALL ON *.* TO 'abaca'@'%';\n");
        Run("chown", ["mysql:", first]);
        Serve("setpriv", [.. AsUser("mysql"), "/usr/sbin/mariadbd", "--no-defaults", $"--datadir={directory}/data", $"--socket={directory}/socket", $"--port={Port}", "--bind-address=127.0.0.1", $"--pid-file={directory}/pid", $"--init-file={first}", "--skip-name-resolve", "--max-connections=400", "--innodb-flush-log-at-trx-commit=2", "--innodb-buffer-pool-size=256M"]);
        await Answers();
    }

    static string[] AsUser(string user) => [$"--reuid={user}", $"--regid={user}", "--clear-groups"];

    async Task Answers()
    {
        for (var end = DateTime.UtcNow.AddSeconds(60); ;)
        {
            try
            {
                await Admin("SELECT 1");
                return;
            }
            catch (System.Data.Common.DbException) when (DateTime.UtcNow < end)
            {
                await Task.Delay(100);
            }
        }
    }

    // The shell ends the server when its standard input ends: with this process, however that ends.
    void Serve(string program, string[] arguments)
    {
        served = (program, arguments);
        const string keeper = "log=$1; shift; \"$@\" >\"$log\" 2>&1 </dev/null & served=$!; echo $served >\"$log.pid\"; cat >/dev/null; kill -9 $served; wait $served; rm -rf \"${log%/*}\"";
        var start = new ProcessStartInfo("setsid") { UseShellExecute = false, RedirectStandardInput = true };
        foreach (var argument in (string[])["sh", "-c", keeper, "sh", Path.Combine(directory, "log"), program, .. arguments]) start.ArgumentList.Add(argument);
        File.WriteAllText(Path.Combine(directory, "log"), "");
        Keepers.Add(Process.Start(start)!);
    }

    static void Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {errors.Result}{output}");
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
