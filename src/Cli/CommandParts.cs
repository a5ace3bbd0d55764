using System.CommandLine.Parsing;

namespace Abaca.Cli;

/// <summary>Which shared options a command takes besides those that choose a cloud.</summary>
[Flags]
enum Takes
{
    /// <summary>None.</summary>
    Nothing = 0,

    /// <summary><c>--format</c> and <c>--column</c>.</summary>
    Output = 1,

    /// <summary><c>--wait</c> and <c>--timeout</c>.</summary>
    Wait = 2,
}

/// <summary>Builds commands, and runs what they do with errors turned into words and exit codes.</summary>
/// <param name="surroundings">What the process offers.</param>
/// <param name="common">The shared options.</param>
sealed class CommandParts(CliSurroundings surroundings, CommonOptions common)
{
    /// <summary>A top-level command with its subcommands; takes the options that choose a cloud.</summary>
    public Command Group(string name, string description, params IReadOnlyList<Command> children)
    {
        var group = Inner(name, description, children);
        common.AddConnection(group);
        return group;
    }

    /// <summary>A top-level command that does something itself; takes the options that choose a cloud.</summary>
    public Command Single(Command command)
    {
        common.AddConnection(command);
        return command;
    }

    /// <summary>A command that only holds subcommands.</summary>
    public static Command Inner(string name, string description, params IReadOnlyList<Command> children)
    {
        var group = new Command(name, description);
        foreach (var child in children) group.Subcommands.Add(child);
        return group;
    }

    /// <summary>A command that does something.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="symbols">Its own arguments and options, in order.</param>
    /// <param name="takes">The shared options it takes.</param>
    /// <param name="act">What it does; returns the exit code.</param>
    public Command Leaf(string name, string description, IReadOnlyList<Symbol> symbols, Takes takes, Func<CommandRun, CancellationToken, Task<int>> act)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }
        if (takes.HasFlag(Takes.Output))
        {
            command.Options.Add(common.Format);
            command.Options.Add(common.Columns);
        }
        if (takes.HasFlag(Takes.Wait))
        {
            command.Options.Add(common.Wait);
            command.Options.Add(common.Timeout);
        }
        command.SetAction((parse, ct) => Guarded(parse, takes, act, ct));
        return command;
    }

    /// <summary>The words that lead to a command: "abaca share create".</summary>
    public static string PathOf(CommandResult? result)
    {
        var words = new List<string>();
        for (var at = result; at?.Parent is not null; at = at.Parent as CommandResult) words.Insert(0, at.Command.Name);
        return string.Join(' ', ["abaca", .. words]);
    }

    async Task<int> Guarded(ParseResult parse, Takes takes, Func<CommandRun, CancellationToken, Task<int>> act, CancellationToken ct)
    {
        var error = parse.InvocationConfiguration.Error;
        try
        {
            using var run = new CommandRun(parse, surroundings, common, takes);
            return await act(run, ct);
        }
        catch (ClientException e)
        {
            ErrorText.Write(error, e);
            return ExitCode.Failed;
        }
        catch (UsageException e)
        {
            await error.WriteLineAsync($"abaca: {e.Message}");
            await error.WriteLineAsync($"  try: {PathOf(parse.CommandResult)} --help");
            return ExitCode.Usage;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await error.WriteLineAsync("abaca: stopped; what was already asked of the service goes on there");
            return ExitCode.Interrupted;
        }
    }
}
