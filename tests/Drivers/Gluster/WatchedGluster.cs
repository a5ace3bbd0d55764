using Abaca.DriverSdk;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>Counts the commands that change anything on a cluster.</summary>
sealed class WatchedGluster(ICommandRunner commands, Action changed) : ICommandRunner
{
    static readonly string[] Changing = ["set", "start", "stop", "delete", "reset", "limit-usage", "remove", "create", "clone", "activate"];

    public Task<CommandResult> Run(Command command, CancellationToken ct = default)
    {
        // Over SSH the words stand in one line.
        var words = command.Arguments.SelectMany(argument => argument.Split(' ')).Select(word => word.Trim('\'')).ToList();
        if ((words.Contains("gluster") && words.Exists(Changing.Contains)) || command.Arguments.Any(argument => argument.Contains("echo wiped", StringComparison.Ordinal))) changed();
        return commands.Run(command, ct);
    }
}
