using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Counts the commands that change what Ganesha serves.</summary>
sealed class WatchedCommands(ICommandRunner commands, Action changed) : ICommandRunner
{
    static readonly string[] Changing = [".AddExport", ".UpdateExport", ".RemoveExport"];

    public Task<CommandResult> Run(Command command, CancellationToken ct = default)
    {
        if (command.Arguments.Any(word => word == "ganesha.nfsd" || Changing.Any(word.EndsWith))) changed();
        return commands.Run(command, ct);
    }
}
