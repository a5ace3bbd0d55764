using System.CommandLine;
using Abaca.Cli;
using Abaca.Service;

var root = new RootCommand("Abaca: self-service shared file systems. 'abaca serve' runs the service; the other commands use or look after one.");
foreach (var command in ServiceCommands.All()) root.Subcommands.Add(command);
foreach (var command in CliCommands.All()) root.Subcommands.Add(command);
return await CliCommands.Run(root, args);
