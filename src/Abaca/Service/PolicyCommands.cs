using Abaca.Server.Identity.Policy;

namespace Abaca.Service;

/// <summary><c>abaca policy list</c> and <c>abaca policy sample</c>.</summary>
static class PolicyCommands
{
    /// <summary>The command.</summary>
    public static Command Build()
    {
        var command = new Command("policy", "Shows who may do what.");
        var list = new Command("list", "Every rule as it is in effect.");
        var files = new ServiceFiles().AddTo(list);
        list.SetAction(parsed => Console.Write(PolicyText.List(ServiceFiles.LoadPolicy(files.Load(parsed)).Rules)));
        var sample = new Command("sample", "A policy file with every default, commented out.");
        sample.SetAction(_ => Console.Write(PolicyText.Sample()));
        command.Subcommands.Add(list);
        command.Subcommands.Add(sample);
        return command;
    }
}
