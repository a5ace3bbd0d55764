using Abaca.Server.Configuration;

namespace Abaca.Service;

/// <summary><c>abaca config</c>: check, sample, and what other machines need.</summary>
static class ConfigCommands
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("config", "Checks the configuration, prints a sample of every option, and writes the configuration of other machines.");
        command.Subcommands.Add(Check());
        command.Subcommands.Add(Sample());
        command.Subcommands.Add(new GaneshaCommand().Build());
        command.Subcommands.Add(FarHostCommand.Zfs());
        command.Subcommands.Add(FarHostCommand.Lvm());
        return command;
    }

    static Command Check()
    {
        var command = new Command("check", "Reads the configuration and says everything that is wrong with it.");
        var files = new ServiceFiles().AddTo(command);
        command.SetAction(parsed =>
        {
            var read = files.Load(parsed);
            var loaded = StartChecks.Of(read, ServiceFiles.LoadPolicy(read).Findings);
            Console.Write(ConfigurationText.Check(loaded));
            return loaded.Errors.Any() ? 1 : 0;
        });
        return command;
    }

    static Command Sample()
    {
        var command = new Command("sample", "Prints a configuration file with every option, its meaning and its default.");
        command.SetAction(_ => Console.Write(ConfigurationText.Sample(ServiceFiles.Drivers)));
        return command;
    }
}
