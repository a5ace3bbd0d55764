using System.Text.RegularExpressions;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>The command line.</summary>
public sealed partial class Commands
{
    readonly SourceTree tree = new();

    [Fact]
    public void Every_class_of_commands_is_reached_from_the_list_of_all() => Assert.Empty(
        from file in tree.In("src/Cli/Commands")
        from Match made in Class().Matches(file.Text)
        let name = made.Groups["name"].Value
        where !tree.In("src/Cli").Any(other => other.Path != file.Path && Regex.IsMatch(other.Text, $@"\bnew {name}\(|\b{name}\.|: {name}\b|\b{name}<", RegexOptions.None, TimeSpan.FromSeconds(1)))
        select $"{file.Path}: nobody uses {name}; commands are listed in CliCommands.All");

    [GeneratedRegex(@"^(?:public |internal )?(?:static |sealed |abstract )*class (?<name>\w+Commands?)\b", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Class();
}
