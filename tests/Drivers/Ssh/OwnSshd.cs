using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Abaca.Drivers.Ssh;

namespace Abaca.Tests.Drivers.Ssh;

/// <summary>
/// An sshd of the test's own on 127.0.0.1: its configuration, host key and user are seen by nobody else (the user lives in a mount
/// namespace where /etc/passwd and /etc/shadow are the test's).
/// </summary>
sealed class OwnSshd : IAsyncDisposable
{
    /// <summary>Logs in with key or password; an ordinary user.</summary>
    public const string User = "abaca-test";

    /// <summary>The user's password.</summary>
    public const string Password = "a password with $pecial \"chars\" 'too";

    /// <summary>The password as /etc/shadow has it.</summary>
    public const string Hash = "$6$abacatests$8YdA3si7ozXjEi8yZ1wjSp/QAnSCEioUbG0RU/KeOw3C38moyQ3FPvcP3644baYMO/no8i62GgS2eHYnHLYCQ.";

    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    readonly string directory = Directory.CreateTempSubdirectory("abaca-sshd-").FullName;
    Process? server;

    /// <summary>Its port.</summary>
    public int Port { get; } = FreePort();

    /// <summary>The user's private key.</summary>
    public string Key => Path.Combine(directory, "user");

    /// <summary>Line of a known_hosts file for the host key of now.</summary>
    public string KnownHost => $"[127.0.0.1]:{Port} " + string.Join(' ', File.ReadAllText(HostKey + ".pub").Split(' ')[..2]);

    /// <summary>A place for the test's own files.</summary>
    public string Scratch => directory;

    string HostKey => Path.Combine(directory, "host");

    /// <summary>Makes keys and user and starts the server.</summary>
    public static async Task<OwnSshd> Start(CancellationToken ct)
    {
        var sshd = new OwnSshd();
        File.SetUnixFileMode(sshd.directory, (UnixFileMode)0x1ED); // 755: sshd reads the keys as the user
        await sshd.NewKey(sshd.Key, ct);
        await sshd.NewKey(sshd.HostKey, ct);
        await sshd.WriteFiles(ct);
        await sshd.Up(ct);
        return sshd;
    }

    /// <summary>How to reach it with the key.</summary>
    public SshTarget ByKey(int connectSeconds = 10) =>
        new("127.0.0.1", User, Port, KeyPath: Key, ConnectTimeout: TimeSpan.FromSeconds(connectSeconds));

    /// <summary>How to reach it with the password.</summary>
    public SshTarget ByPassword(string password = Password) =>
        new("127.0.0.1", User, Port, Password: password, ConnectTimeout: TimeSpan.FromSeconds(10));

    /// <summary>Starts it when it is down.</summary>
    public async Task Up(CancellationToken ct)
    {
        const string Script = """
            mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow && mount -t tmpfs none /run && mkdir /run/sshd \
              && exec /usr/sbin/sshd -D -E "$1/log" -f "$1/sshd_config"
            """;
        server = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", "sh", "-c", Script, "sh", directory])
        {
            UseShellExecute = false,
        })!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(StartTimeout);
        while (!await Answers(deadline.Token)) await Task.Delay(20, deadline.Token);
    }

    /// <summary>Kills the server with all its sessions and what runs in them.</summary>
    public async Task Kill()
    {
        foreach (var process in Sessions()) Signal(process, 9);
        await KillListener();
    }

    /// <summary>Kills the server only; its sessions go on, as those of a machine that an address has left.</summary>
    public async Task KillListener()
    {
        Signal(server!.Id, 9);
        await server.WaitForExitAsync();
        server.Dispose();
        server = null;
    }

    /// <summary>Processes below the server.</summary>
    public IReadOnlyList<int> Sessions() => server is null ? [] : Below(server.Id);

    /// <summary>Stops every session in its tracks, as if the cable were cut.</summary>
    public IReadOnlyList<int> Freeze()
    {
        var frozen = Sessions();
        foreach (var process in frozen) Signal(process, 19);
        return frozen;
    }

    /// <summary>Another machine's key, from the next start on.</summary>
    public async Task ChangeHostKey(CancellationToken ct)
    {
        File.Delete(HostKey);
        File.Delete(HostKey + ".pub");
        await NewKey(HostKey, ct);
    }

    /// <summary>Sends a signal; a process that is gone is no failure.</summary>
    public static void Signal(int process, int signal) => _ = Send(process, signal);

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
    static extern int Send(int process, int signal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is not null) await Kill();
        Directory.Delete(directory, recursive: true);
    }

    async Task NewKey(string path, CancellationToken ct)
    {
        using var keygen = Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]);
        await keygen.WaitForExitAsync(ct);
        Assert(keygen.ExitCode == 0, "ssh-keygen failed");
    }

    async Task WriteFiles(CancellationToken ct)
    {
        File.Copy(Key + ".pub", Path.Combine(directory, "authorized_keys"));
        var passwd = await File.ReadAllTextAsync("/etc/passwd", ct);
        await File.WriteAllTextAsync(Path.Combine(directory, "passwd"), $"{passwd.TrimEnd()}\n{User}:x:65533:65534::{directory}:/bin/sh\n", ct);
        await File.WriteAllTextAsync(Path.Combine(directory, "shadow"), $"root:*:19000:0:99999:7:::\n{User}:{Hash}:19000:0:99999:7:::\n", ct);
        await File.WriteAllTextAsync(Path.Combine(directory, "sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {Port}
            HostKey {HostKey}
            AuthorizedKeysFile {directory}/authorized_keys
            StrictModes no
            UsePAM no
            PasswordAuthentication yes
            KbdInteractiveAuthentication no
            PidFile none
            UseDNS no
            MaxSessions 50

            """, ct);
    }

    async Task<bool> Answers(CancellationToken ct)
    {
        Assert(server is { HasExited: false }, "sshd ended: " + (File.Exists(Path.Combine(directory, "log")) ? File.ReadAllText(Path.Combine(directory, "log")) : ""));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, ct);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Processes below another.</summary>
    public static IReadOnlyList<int> Below(int parent)
    {
        var found = new List<int>();
        foreach (var path in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(path, "stat"));
                if (int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]) != parent) continue;
                var id = int.Parse(Path.GetFileName(path));
                found.Add(id);
                found.AddRange(Below(id));
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }
        return found;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static void Assert(bool condition, string message)
    {
        if (!condition) throw new InvalidOperationException(message);
    }
}
