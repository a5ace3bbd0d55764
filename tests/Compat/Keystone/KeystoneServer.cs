using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Keystone;

/// <summary>
/// A real Keystone as Debian packages it: SQLite, Fernet keys and configuration in a directory of its own, on a loopback address that nobody else has.
/// It can be stopped and started again. Werkzeug, which it brings, serves it.
/// </summary>
public sealed class KeystoneServer : IAsyncDisposable
{
    /// <summary>Password of its administrator.</summary>
    public const string Password = "admins-secret";

    static readonly TimeSpan Starting = TimeSpan.FromSeconds(120);

    // Keystone's own keystone-wsgi-public ends connections without saying so, as HTTP/1.0 may, and answers one request at a time.
    const string Program = """
        import sys
        from werkzeug.serving import run_simple
        from keystone.server.wsgi import initialize_public_application
        host = sys.argv.pop(1)
        run_simple(host, 5000, initialize_public_application(), threaded=True)
        """;

    readonly DirectoryInfo room;
    readonly string address;
    readonly string file;
    Process? process;

    KeystoneServer(DirectoryInfo room, string file)
    {
        (this.room, this.file) = (room, file);
        address = string.Create(CultureInfo.InvariantCulture, $"127.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(2, 255)}");
    }

    /// <summary>Where it answers, without the version.</summary>
    public string Url => $"http://{address}:5000";

    /// <summary>Makes one with its first administrator, and starts it.</summary>
    public static async Task<KeystoneServer> New()
    {
        Requirements.ForKeystone();
        var made = Directory.CreateTempSubdirectory("abaca-keystone-");
        var server = new KeystoneServer(made, Path.Combine(made.FullName, "keystone.conf"));
        var keys = made.CreateSubdirectory("keys").FullName;
        File.SetUnixFileMode(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var name in (string[])["0", "1"]) await File.WriteAllTextAsync(Path.Combine(keys, name), Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)) + "=");
        await File.WriteAllTextAsync(Path.Combine(made.FullName, "policy.yaml"), "{}\n");
        await File.WriteAllLinesAsync(server.file,
        [
            "[DEFAULT]", "use_stderr = true", "log_dir =", "[database]", $"connection = sqlite:///{made.FullName}/keystone.sqlite", "sqlite_synchronous = false",
            "[fernet_tokens]", $"key_repository = {keys}", "[fernet_receipts]", $"key_repository = {keys}", "[cache]", "enabled = false", "[oslo_policy]", $"policy_file = {made.FullName}/policy.yaml",
            "[identity]", "password_hash_rounds = 4", "[token]", "expiration = 3600",
        ]);
        await server.Tell("db_sync");
        // Keystone reads and writes over two connections at once, which SQLite's usual journal does not let it.
        (await Tool.Run("sqlite3", [$"{made.FullName}/keystone.sqlite", "PRAGMA journal_mode=WAL"])).Succeeded();
        await server.Tell("bootstrap", "--bootstrap-password", Password, "--bootstrap-region-id", "RegionOne",
            "--bootstrap-admin-url", server.Url + "/v3", "--bootstrap-internal-url", server.Url + "/v3", "--bootstrap-public-url", server.Url + "/v3");
        await server.Start();
        return server;
    }

    /// <summary>Another process on the same users and keys, whose tokens last so many seconds.</summary>
    public async Task<KeystoneServer> WithTokensOf(int seconds)
    {
        var other = Path.Combine(room.FullName, string.Create(CultureInfo.InvariantCulture, $"tokens-{seconds}.conf"));
        await File.WriteAllTextAsync(other, (await File.ReadAllTextAsync(file)).Replace("expiration = 3600", string.Create(CultureInfo.InvariantCulture, $"expiration = {seconds}"), StringComparison.Ordinal));
        var server = new KeystoneServer(room, other);
        await server.Start();
        return server;
    }

    /// <summary>Starts it and waits for its first answer.</summary>
    public async Task Start()
    {
        var log = file + ".log";
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >>\"$LOG\" 2>&1", "sh", "/usr/bin/python3", "-c", Program, address, "--config-file", file]);
        start.Environment["LOG"] = log;
        process = Process.Start(start)!;
        using var http = new HttpClient();
        var answers = await Deadline.Holds(async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Url + "/v3"));
                return answer.IsSuccessStatusCode || process.HasExited;
            }
            catch (HttpRequestException)
            {
                return process.HasExited;
            }
        }, Starting);
        Assert.True(answers && !process.HasExited, $"Keystone does not answer:\n{await File.ReadAllTextAsync(log)}");
    }

    /// <summary>Ends it, as by kill -9.</summary>
    public void Stop()
    {
        if (process is not { HasExited: false }) return;
        process.Kill();
        process.WaitForExit();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Stop();
        process?.Dispose();
        if (file.EndsWith("keystone.conf", StringComparison.Ordinal)) room.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    // Debian's keystone-manage ends with 0 and a complaint of a library at its exit: its exit code counts.
    async Task Tell(string command, params string[] arguments) =>
        (await Tool.Run("keystone-manage", ["--config-file", file, command, .. arguments], patience: Starting)).Succeeded();
}
