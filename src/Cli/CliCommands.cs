using System.CommandLine.Invocation;

namespace Abaca.Cli;

/// <summary>The client side of <c>abaca</c>: every command that talks to a share service over its API.</summary>
public static class CliCommands
{
    /// <summary>All client commands, to be added to a root command.</summary>
    /// <param name="surroundings">What they need from the process; null takes the running one's.</param>
    public static IReadOnlyList<Command> All(CliSurroundings? surroundings = null)
    {
        var parts = new CommandParts(surroundings ?? CliSurroundings.Real(), new CommonOptions());
        return
        [
            new ShareCommands(parts).Build(),
            new SnapshotCommands(parts).Build(),
            new ShareGroupCommands(parts).Build(),
            new ReplicaCommands(parts).Build(),
            new AccessCommands(parts).Build(),
            new ShareTypeCommands(parts).Build(),
            new QuotaCommands(parts).Build(),
            new LimitsCommand(parts).Build(),
            new IdentityCommands(parts).Build(),
            new KeystoneCommands(parts).Build(),
            new OperatorCommands(parts).Service(),
            new OperatorCommands(parts).Pool(),
            new OperatorCommands(parts).Zone(),
            new MessageCommands(parts).Build(),
            new OperationCommands(parts).Build(),
            new ReconcileCommands(parts).Build(),
            CompletionCommand.Build(),
        ];
    }

    /// <summary>
    /// Runs a command line. Differs from the library's own way in one thing: a command line that cannot be parsed ends in
    /// <see cref="ExitCode.Usage"/> with a short hint instead of the whole help.
    /// </summary>
    /// <param name="root">The root command with everything added.</param>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="invocation">Where output goes, and how long a command may take to end when it is asked to; null: the console, and 2 s.</param>
    /// <param name="ct">Ends the run.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(RootCommand root, IReadOnlyList<string> args, InvocationConfiguration? invocation = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(root);
        invocation ??= new InvocationConfiguration();
        var parsed = root.Parse(args);
        if (parsed.Action is not ParseErrorAction) return await parsed.InvokeAsync(invocation, ct);

        foreach (var error in parsed.Errors) await invocation.Error.WriteLineAsync($"abaca: {error.Message}");
        await invocation.Error.WriteLineAsync($"  try: {CommandParts.PathOf(parsed.CommandResult)} --help");
        return ExitCode.Usage;
    }
}
