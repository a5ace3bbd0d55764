using System.Security.Cryptography;
using Abaca.DriverSdk;

namespace Abaca.Drivers.Ssh;

/// <summary>
/// Runs programs on another machine through OpenSSH's client. All commands share one connection, which is opened by the first and
/// ends after a minute of rest. Every wait has an end: connecting (ssh's timeout and one of ours), a dead peer (keep-alives), a
/// program that does not come back (the command's deadline).
/// </summary>
/// <remarks>
/// A connection that cannot be made and one that breaks both end in <see cref="CommandEnd.ConnectionLost"/>; standard error then says
/// why, and what to do. After the deadline the program is left alone here and the connection takes no more commands; on the far machine
/// it may run on, as it may after a lost connection. When the address has moved to another machine the old connection is refused or
/// goes silent; a command that it has not taken yet is repeated over a connection to the new holder.
/// <para>The far login shell must be a POSIX shell. A command with all its arguments has to fit into 128 KiB; more belongs on standard input.</para>
/// </remarks>
/// <param name="target">The machine.</param>
/// <param name="stateDirectory">Where host keys and sockets are kept; belongs to the service alone. Runners may share it.</param>
/// <param name="local">Runs <c>ssh</c> here.</param>
/// <param name="clock">The time.</param>
/// <param name="scratch">Where a look from outside keeps them instead; null while the backend runs.</param>
public sealed class SshCommandRunner(SshTarget target, string stateDirectory, ICommandRunner local, TimeProvider clock, string? scratch = null)
    : ICommandRunner, IAsyncDisposable
{
    /// <summary>Logging in takes time after the connection stands, which ssh's own timeout does not count.</summary>
    static readonly TimeSpan LoginTime = TimeSpan.FromSeconds(10);

    static readonly TimeSpan ControlTimeout = TimeSpan.FromSeconds(5);

    readonly SshFiles files = new(stateDirectory, scratch);
    readonly SemaphoreSlim gate = new(1);
    SshLink? current;
    volatile bool closed;
    volatile string? refusal;

    /// <summary>
    /// Why the machine does not let us in, or is not taken for the right one: that does not pass by itself. Null after a connection stood, and
    /// when the last one failed for another reason.
    /// </summary>
    public string? Refusal => refusal;

    /// <summary>In a look from outside: the machine has shown a key that the service does not know yet, and would pin.</summary>
    public bool HasNewKey => files.HasMetNewKey(target);

    /// <summary>The machine.</summary>
    public SshTarget Target => target;

    string KnownHosts => target.KnownHostsPath ?? files.Pins;

    /// <inheritdoc/>
    public async Task<CommandResult> Run(Command command, CancellationToken ct = default)
    {
        var began = clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var connection = await Connected(Left(command, began), ct);
            if (connection.Link is not { } link) return Lost(command, connection.Problem);
            var (result, repeatable) = await Through(link, command, Left(command, began), ct);
            if (!repeatable || attempt == 2) return result;
        }
    }

    /// <summary>
    /// Arguments for this machine that run the given ones over the connection with all three streams passed through, for pipes between
    /// machines. Null when there is no connection and none can be made. Says nothing of how the far program ended but its status.
    /// </summary>
    public async Task<IReadOnlyList<string>?> Passing(IReadOnlyList<string> arguments, CancellationToken ct = default)
    {
        var connection = await Connected(TimeSpan.FromSeconds(target.ConnectSeconds) + LoginTime, ct);
        IReadOnlyList<string> wanted = target.Sudo ? ["sudo", "-n", "--", .. arguments] : arguments;
        return connection.Link is { } link ? SshArguments.Run(target, link.Socket, FarShell.Plain(wanted)) : null;
    }

    /// <summary>Ends the connection; calls that still come are told so, and open no other.</summary>
    public async ValueTask DisposeAsync()
    {
        closed = true;
        await End();
    }

    /// <summary>The shared connection; opened now if there is none.</summary>
    async Task<SshConnection> Connected(TimeSpan patience, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (closed) return Closed();
            if (current is { } standing && File.Exists(standing.Socket)) return new SshConnection(standing);
            var connection = await Connect(patience, ct);
            current = connection.Link;
            if (!closed) return connection;
            await End(); // closed while it was being opened
            return Closed();
        }
        finally
        {
            gate.Release();
        }
    }

    SshConnection Closed() => new(null, $"the connection to {target} has been closed on this side: the backend stops");

    async Task End()
    {
        if (Interlocked.Exchange(ref current, null) is { } link) await Tell(link, "exit");
    }

    async Task<SshConnection> Connect(TimeSpan patience, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        var (connection, error) = await Dial(patience, ct);
        var left = patience - clock.GetElapsedTime(began);
        if (HostKeys.Offered(error) is { } other && left > TimeSpan.Zero && files.Adopt(target, other)) (connection, error) = await Dial(left, ct);
        refusal = connection.Link is null && SshWords.IsRefusal(error) ? connection.Problem : null;
        return connection;
    }

    /// <summary>One try, and ssh's words.</summary>
    async Task<(SshConnection Connection, string Error)> Dial(TimeSpan patience, CancellationToken ct)
    {
        var most = TimeSpan.FromSeconds(target.ConnectSeconds) + LoginTime;
        var socket = files.NewSocket();
        CommandResult opened;
        try
        {
            files.Prepare();
            using var password = target.Password is { } secret ? files.OpenPassword(secret) : null;
            using var key = target.KeyPath is { } path ? files.OpenKey(path) : null;
            IReadOnlyList<string> ask = password is null ? [] : ["env", $"SSH_ASKPASS={password.Program}", "SSH_ASKPASS_REQUIRE=force"];
            var arguments = SshArguments.Connect(target with { KeyPath = key?.Path }, files.KnownHosts, socket, files.ListedUnder(target));
            opened = await local.Run(new Command([.. ask, .. arguments], patience < most ? patience : most), ct);
            // People know the key by its own name.
            if (key is not null) opened = opened with { Error = opened.Error.Replace(key.Path, target.KeyPath, StringComparison.Ordinal) };
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (new SshConnection(null, $"no SSH connection to {target}: {problem.Message}"), "");
        }
        return (opened switch
        {
            { Failed: false } => new SshConnection(new SshLink(socket)),
            { End: CommandEnd.NotFound } => new SshConnection(null, "OpenSSH's client is not installed on this machine (apt-get install openssh-client)."),
            { End: CommandEnd.TimedOut } => new SshConnection(null, $"no SSH connection to {target} within {opened.Command.Timeout.TotalSeconds:0} s"),
            _ => new SshConnection(null, SshWords.Explain(target, KnownHosts, opened.Error)),
        }, opened.Error);
    }

    /// <summary>Runs the command over the connection; the second value says that nothing ran and another connection may be tried.</summary>
    async Task<(CommandResult Result, bool Repeatable)> Through(SshLink link, Command command, TimeSpan patience, CancellationToken ct)
    {
        var mark = $"\nabaca {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))} ";
        IReadOnlyList<string> wanted = target.Sudo ? ["sudo", "-n", "--", .. command.Arguments] : command.Arguments;
        var arguments = SshArguments.Run(target, link.Socket, FarShell.Line(mark, wanted));
        CommandResult run;
        try
        {
            run = await local.Run(new Command(arguments, patience, command.Input), ct);
        }
        catch (OperationCanceledException)
        {
            await Retire(link);
            throw;
        }
        var (error, status) = FarShell.Ending(mark, run.Error);
        var (output, whole) = FarShell.Ending(mark, run.Output);
        if (run.End == CommandEnd.Exited && status is { } code && whole == code) return (Ended(command, code, output, error), false);
        await Retire(link);
        if (run.End == CommandEnd.TimedOut) return (new CommandResult(command, CommandEnd.TimedOut, -1, output, error), false);
        var why = status is null ? SshWords.Explain(target, KnownHosts, error) : $"what {command.Arguments[0]} said on {target} has not arrived whole";
        return (Lost(command, why, output), status is null && SshWords.NothingRan(error));
    }

    CommandResult Ended(Command command, int code, string output, string error)
    {
        var missing = code == 127 || (target.Sudo && code == 1 && error.Contains($"sudo: {command.Arguments[0]}: command not found", StringComparison.Ordinal));
        return missing
            ? new CommandResult(command, CommandEnd.NotFound, -1, output, error)
            : new CommandResult(command, CommandEnd.Exited, code, output, error);
    }

    /// <summary>
    /// The connection gets no more commands: the next call opens another. Commands of others that still run over it come to their own
    /// ends; keep-alives end it when the machine is gone.
    /// </summary>
    async Task Retire(SshLink link)
    {
        if (Interlocked.CompareExchange(ref current, null, link) == link) await Tell(link, "stop");
    }

    async Task Tell(SshLink link, string word)
    {
        if (File.Exists(link.Socket)) _ = await local.Run(new Command(SshArguments.Control(target, link.Socket, word), ControlTimeout), CancellationToken.None);
    }

    TimeSpan Left(Command command, long began)
    {
        var left = command.Timeout - clock.GetElapsedTime(began);
        return left > TimeSpan.Zero ? left : TimeSpan.FromMilliseconds(1);
    }

    static CommandResult Lost(Command command, string problem, string output = "") =>
        new(command, CommandEnd.ConnectionLost, -1, output, problem);
}
