using System.CommandLine;
using Abaca.Cli;
using Abaca.Client;
using Xunit;

namespace Abaca.Tests.Unit.Cli;

/// <summary>Runs command lines as a shell would, against a fake cloud and a fake clock.</summary>
public sealed class Terminal(FakeCloud cloud, bool live = false)
{
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["OS_AUTH_URL"] = FakeCloud.Keystone,
        ["OS_USERNAME"] = "demo",
        ["OS_PASSWORD"] = "hush-hush",
        ["OS_PROJECT_NAME"] = "demo",
    };

    public FakeTime Time { get; } = new();

    public string Directory { get; init; } = "/nowhere";

    public sealed record Ran(int Code, string Out, string Error);

    public async Task<Ran> Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var process = new ProcessSurroundings(Environment.GetValueOrDefault, Directory, Directory, Directory, Directory + "/state");
        var root = new RootCommand("Abaca");
        foreach (var command in CliCommands.All(new CliSurroundings(process, _ => cloud, Time, live))) root.Subcommands.Add(command);
        var code = await CliCommands.Run(root, args, new InvocationConfiguration { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return new Ran(code, output.ToString(), error.ToString());
    }
}
