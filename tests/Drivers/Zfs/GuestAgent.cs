using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// Runs scripts as root in a virtual machine over its second serial port, so that its network may be down (see <c>scripts/zfs-vm</c>
/// for the other end). One after the other.
/// </summary>
sealed class GuestAgent : IAsyncDisposable
{
    const int Piece = 2000; // a serial port has no way to say "slower"; this much it keeps

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(150); // the other end gives a script 120
    static readonly TimeSpan BootPatience = TimeSpan.FromMinutes(5); // ten seconds on an idle machine
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    readonly SemaphoreSlim gate = new(1);
    readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    readonly StreamReader answers;

    GuestAgent(string path)
    {
        socket.Connect(new UnixDomainSocketEndPoint(path));
        answers = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
    }

    /// <summary>Connects to qemu's end of the port.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static GuestAgent Connect(string path) => new(path);

    /// <summary>Runs a command.</summary>
    public async Task<CommandResult> Run(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var command = new Command(arguments, Patience);
        var line = "exec " + string.Join(' ', arguments.Select(Abaca.Drivers.Ssh.FarShell.Quote));
        var script = Convert.ToBase64String(Encoding.UTF8.GetBytes(line + "\n"));
        await gate.WaitAsync(ct);
        try
        {
            foreach (var piece in script.Chunk(Piece)) await Ask("a " + new string(piece), ct);
            var answer = (await Ask("r", ct)).Split(' ');
            string Text(int part) => Encoding.UTF8.GetString(Convert.FromBase64String(answer[part].TrimEnd('.')));
            return new CommandResult(command, CommandEnd.Exited, int.Parse(answer[1], CultureInfo.InvariantCulture), Text(2), Text(3));
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Waits until the other end listens, which while the machine boots it does not.</summary>
    public async Task Ready(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(BootPatience);
        var answer = answers.ReadLineAsync(limit.Token).AsTask();
        for (var word = 0; ; word++)
        {
            // A port that nobody has opened yet may give back what it is sent, or keep it: only the answer to the last question counts.
            await socket.SendAsync(Encoding.ASCII.GetBytes($"p {word}\n"), limit.Token);
            for (var asked = Task.Delay(Pause, TimeProvider.System, limit.Token); await Task.WhenAny(answer, asked) == answer; answer = answers.ReadLineAsync(limit.Token).AsTask())
                if ((await answer ?? throw new IOException("The virtual machine has ended.")) == $"! {word}") return;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        answers.Dispose();
        gate.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<string> Ask(string line, CancellationToken ct)
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes(line + "\n"), ct);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        return await answers.ReadLineAsync(limit.Token) ?? throw new IOException("The virtual machine has ended.");
    }
}
