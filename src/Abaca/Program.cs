using Abaca.Cli;
using Abaca.Service;

var root = new RootCommand("Abaca: self-service shared file systems. 'abaca serve' runs the service; the other commands use or look after one.");
var users = CliCommands.All().ToDictionary(command => command.Name, StringComparer.Ordinal);
foreach (var command in ServiceCommands.All())
{
    if (!users.TryGetValue(command.Name, out var same))
    {
        root.Subcommands.Add(command);
        continue;
    }
    // "abaca share" is a process that works with the backends; "abaca share create" and its like are for its users.
    foreach (var option in command.Options) same.Options.Add(option);
    same.Action = command.Action;
}
foreach (var command in users.Values) root.Subcommands.Add(command);
root.Subcommands.Single(command => command.Name == "quota").Subcommands.Add(QuotaVerifyCommand.Build());
root.Subcommands.Single(command => command.Name == "identity").Subcommands.Add(ResetPasswordCommand.Build());
ServeCommand.AlsoManager(root.Subcommands.Single(command => command.Name == "share"));
// Whoever is asked to end has this long: the service lets running work come to the end of its step. A command of a client ends at once.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = AbacaHost.LongestStop + TimeSpan.FromSeconds(15) };
return await CliCommands.Run(root, args, invocation);
