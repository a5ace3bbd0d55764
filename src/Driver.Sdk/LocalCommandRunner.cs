using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Abaca.DriverSdk;

/// <summary>
/// Runs programs on this machine. Each runs in a session of its own, so that the deadline ends it together with every
/// child it started, and so that a Ctrl-C meant for the service does not reach it.
/// </summary>
public sealed class LocalCommandRunner(TimeProvider clock) : ICommandRunner
{
    const string Setsid = "/usr/bin/setsid";

    /// <inheritdoc/>
    public async Task<CommandResult> Run(Command command, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        if (Find(command.Arguments[0]) is not { } program || !File.Exists(Setsid))
            return new CommandResult(command, CommandEnd.NotFound, -1, "", "");

        using var process = new Process { StartInfo = StartInfo(program, command) };
        process.Start();
        using var deadline = new CancellationTokenSource(command.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        var streams = new CommandStreams(process);
        try
        {
            if (command.Input is { } input) await Feed(process, input, either.Token);
            await Exit(process, either.Token);
            // A program has ended when nobody can say anything for it any more: what is missing would be taken for an answer.
            await streams.End(either.Token);
        }
        catch (OperationCanceledException)
        {
            KillGroup(process.Id);
            await Exit(process, CancellationToken.None);
            await streams.GiveUp();
            ct.ThrowIfCancellationRequested();
            return new CommandResult(command, CommandEnd.TimedOut, -1, streams.Output, streams.Error);
        }
        finally
        {
            await streams.GiveUp();
        }
        return streams.IsWhole
            ? new CommandResult(command, CommandEnd.Exited, process.ExitCode, streams.Output, streams.Error)
            : new CommandResult(command, CommandEnd.Incomplete, -1, streams.Output, streams.Error);
    }

    /// <summary>The program's full path: as given, or looked for in PATH and in the system directories that PATH may lack.</summary>
    public static string? Find(string program)
    {
        if (program.Contains('/')) return File.Exists(program) ? program : null;
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/sbin", "/usr/bin", "/sbin", "/bin"])
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);
    }

    static ProcessStartInfo StartInfo(string program, Command command)
    {
        var start = new ProcessStartInfo(Setsid)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(program);
        foreach (var argument in command.Arguments.Skip(1)) start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>Writes standard input; a program that does not read it to the end is no failure of ours.</summary>
    static async Task Feed(Process process, string input, CancellationToken ct)
    {
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), ct);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It closed its end or died; its exit status says what that means.
        }
    }

    /// <summary>Waits for the exit alone: Process.WaitForExitAsync would also wait for the streams, which a daemon may keep.</summary>
    static async Task Exit(Process process, CancellationToken ct)
    {
        Close(process);
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => exited.TrySetResult();
        process.EnableRaisingEvents = true;
        if (process.HasExited) return;
        await exited.Task.WaitAsync(ct);
    }

    static void Close(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Already broken: nothing to close.
        }
    }

    /// <summary>The group has the number of its first process because setsid made it a leader; the second call is for one caught before that.</summary>
    static void KillGroup(int leader)
    {
        _ = Kill(-leader, 9);
        _ = Kill(leader, 9);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int Kill(int pid, int signal);
}
