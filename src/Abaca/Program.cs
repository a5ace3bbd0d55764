using Abaca.Cli;
using Abaca.Service;

var root = new RootCommand("Abaca: self-service shared file systems. 'abaca serve' runs the service; the other commands use or look after one.");
foreach (var command in ServiceCommands.All()) root.Subcommands.Add(command);
foreach (var command in CliCommands.All()) root.Subcommands.Add(command);
root.Subcommands.Single(command => command.Name == "quota").Subcommands.Add(QuotaVerifyCommand.Build());
root.Subcommands.Single(command => command.Name == "identity").Subcommands.Add(ResetPasswordCommand.Build());
ServeCommand.AlsoManager(root.Subcommands.Single(command => command.Name == "share"));
// Whoever is asked to end has this long: the service lets running work come to the end of its step. A command of a client ends at once.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = AbacaHost.LongestStop + TimeSpan.FromSeconds(15) };
return await CliCommands.Run(root, args, invocation);
