using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>Counts the commands that change anything on the file server.</summary>
sealed class WatchedFarCommands(ICommandRunner commands, Func<string, bool> isChange, Action changed) : ICommandRunner
{
    public Task<CommandResult> Run(Command command, CancellationToken ct = default)
    {
        if (isChange(command.Arguments[^1])) changed();
        return commands.Run(command, ct);
    }
}
