using System.Globalization;
using System.Net.Sockets;
using Abaca.DriverSdk;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>Looks at machines from outside: what answers there, and whether a process still lives.</summary>
static class NodeReach
{
    /// <summary>Export locations name no port, so clients come to this one.</summary>
    const int NfsPort = 2049;

    const int SshPort = 22;

    static readonly TimeSpan Knock = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Quick = TimeSpan.FromSeconds(10);

    /// <summary>Whether anybody takes connections on the NFS port.</summary>
    public static Task<bool> ServesNfs(string address, CancellationToken ct) => Answers(address, NfsPort, SocketError.Success, ct);

    /// <summary>Whether there is a machine at all: it takes connections for NFS or SSH, or says that it does not.</summary>
    public static async Task<bool> IsThere(string address, CancellationToken ct) =>
        (await Task.WhenAll(((int[])[NfsPort, SshPort]).Select(port => Answers(address, port, SocketError.ConnectionRefused, ct)))).Contains(true);

    /// <summary>The same as another machine sees it; null when that cannot be asked.</summary>
    public static async Task<bool?> IsThereFrom(ICommandRunner machine, string address, CancellationToken ct)
    {
        // All of it ends after the time: timeout(1) signals its whole process group.
        const string Script = "for port in 2049 22; do { exec 3<>\"/dev/tcp/$1/$port\" && echo there; } 2>&1 & done; wait";
        var look = await machine.Run(new Command(["timeout", "1", "bash", "-c", Script, "bash", address], Quick), ct);
        if (look.End != CommandEnd.Exited || look.ExitCode is not (0 or 124)) return null;
        return look.Output.Contains("there\n", StringComparison.Ordinal) || look.Output.Contains("Connection refused", StringComparison.Ordinal);
    }

    /// <summary>
    /// Whether the process has ended: true or false when its own machine says so, null when another machine answers or none. One
    /// program reads host name and process together, since a floating address may move between two.
    /// </summary>
    public static async Task<bool?> HasEnded(ICommandRunner machine, GaneshaProcess process, CancellationToken ct)
    {
        var stat = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Pid}/stat");
        var look = await machine.Run(new Command(["head", "-n", "1", "/proc/sys/kernel/hostname", stat], Quick), ct);
        if (look.End != CommandEnd.Exited || !look.Output.Split('\n').Contains(process.Host)) return null;
        if (look.Says($"{stat}' for reading: No such file") || look.Says($"{stat}': No such process")) return true;
        var state = look.Output.LastIndexOf(") ", StringComparison.Ordinal);
        if (state < 0) return null;
        return look.Output[state + 2] is 'Z' or 'X'; // ended, but its parent has not noticed
    }

    static async Task<bool> Answers(string address, int port, SocketError alsoGood, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Knock);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address, port, deadline.Token);
            return true;
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode == alsoGood;
        }
        catch (OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            return false;
        }
    }
}
