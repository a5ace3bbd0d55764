using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Local;

/// <summary>Counts the starts of Ganesha.</summary>
sealed class WatchedCommands(ICommandRunner commands, Action changed) : ICommandRunner
{
    public Task<CommandResult> Run(Command command, CancellationToken ct = default)
    {
        if (command.Arguments.Contains("ganesha.nfsd")) changed();
        return commands.Run(command, ct);
    }
}
