namespace Abaca.DriverSdk;

/// <summary>Runs programs on the machine where the storage is: this one, or one reached over SSH.</summary>
public interface ICommandRunner
{
    /// <summary>
    /// Runs one command to its end or to its deadline, whichever comes first; never throws for a failed command. It has ended when it has
    /// exited and nobody it started can add to its output, daemons not counted; what it said is all there, or the end says that it is not.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command was killed with its children.</exception>
    Task<CommandResult> Run(Command command, CancellationToken ct = default);
}

/// <summary>A command as an argument list; there is no shell.</summary>
/// <param name="Arguments">Program first. Secrets do not belong here: give them as <paramref name="Input"/>.</param>
/// <param name="Timeout">Deadline for this run.</param>
/// <param name="Input">Standard input, or null for none. Never logged.</param>
public sealed record Command(IReadOnlyList<string> Arguments, TimeSpan Timeout, string? Input = null);

/// <summary>How a command ended.</summary>
public enum CommandEnd
{
    /// <summary>It ran and gave an exit status.</summary>
    Exited,
    /// <summary>The deadline passed; it was killed.</summary>
    TimedOut,
    /// <summary>The connection to the machine was lost; it may still run there.</summary>
    ConnectionLost,
    /// <summary>The program is not there.</summary>
    NotFound,
    /// <summary>It ended, and not all that it said could be read: nobody knows what it meant.</summary>
    Incomplete,
}

/// <summary>What a command left: status and both streams.</summary>
/// <param name="Command">As it was asked for.</param>
/// <param name="End">How it ended.</param>
/// <param name="ExitCode">Exit status; -1 unless it exited.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record CommandResult(Command Command, CommandEnd End, int ExitCode, string Output, string Error)
{
    /// <summary>Anything but an exit with status 0.</summary>
    public bool Failed => End != CommandEnd.Exited || ExitCode != 0;

    /// <summary>Whether standard error contains the words, in any case.</summary>
    public bool Says(string words) => Error.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Why it failed, in its own words and one line (see <see cref="DriverSdk.Cause"/>). Some programs complain on standard output.</summary>
    public string Cause => DriverSdk.Cause.In(string.IsNullOrWhiteSpace(Error) ? Output : Error);

    /// <summary>One line for logs and operations: the command and how it ended.</summary>
    public string Summary => End switch
    {
        CommandEnd.Exited => $"{Line}: exit {ExitCode}: {Cause}",
        CommandEnd.TimedOut => $"{Line}: no answer within {Command.Timeout.TotalSeconds:0} s",
        CommandEnd.NotFound => $"{Command.Arguments[0]}: program not found",
        CommandEnd.Incomplete => $"{Line}: its output was lost",
        _ => $"{Line}: connection lost{(Error.Length == 0 ? "" : $": {DriverSdk.Cause.In(Error)}")}",
    };

    /// <summary>The command as people see it: a script or a list among its arguments is cut.</summary>
    string Line => string.Join(' ', Command.Arguments.Select(argument =>
        argument.Length > LongestArgument ? argument[..LongestArgument].ReplaceLineEndings(" ") + "…" : argument.ReplaceLineEndings(" ")));

    const int LongestArgument = 200;
}
