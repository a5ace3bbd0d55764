using System.Text.RegularExpressions;
using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>Counts the commands that change anything on the file server.</summary>
sealed partial class WatchedFarCommands(ICommandRunner commands, Action changed) : ICommandRunner
{
    public Task<CommandResult> Run(Command command, CancellationToken ct = default)
    {
        if (Changing().IsMatch(command.Arguments[^1])) changed();
        return commands.Run(command, ct);
    }

    /// <summary>In the line for the far shell: words of ZFS that do not only show, and writers of exports.</summary>
    [GeneratedRegex(@"/zfs' '(?!get'|list')|/exportfs' '-[^v]|/etc/exports\.d/\S+'.*/tee'")]
    private static partial Regex Changing();
}
