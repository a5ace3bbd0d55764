using System.Text.RegularExpressions;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>How many files a request for a share runs through, as the table in ARCHITECTURE.md lists them, and how long they are.</summary>
public sealed partial class WayOfACreation
{
    const int Most = 25, LongestFile = 300, LongestMedian = 60;

    static readonly SourceTree Tree = new();

    static readonly IReadOnlyList<string> Named =
    [
        .. from line in File.ReadAllLines(Path.Combine(Tree.Root, "ARCHITECTURE.md")).SkipWhile(line => !line.StartsWith("| what happens |", StringComparison.Ordinal))
               .TakeWhile(line => line.StartsWith('|'))
           from Match name in Name().Matches(line)
           select name.Groups["name"].Value,
    ];

    [Fact]
    public void It_is_short_and_not_by_long_files()
    {
        var sources = Tree.In("src/Server").ToLookup(file => Path.GetFileNameWithoutExtension(file.Path), StringComparer.Ordinal);
        Assert.All(Named, name => Assert.True(sources.Contains(name), name));
        Assert.InRange(Named.Count, 1, Most);
        // Of two files with one name, what a database's rows and a body's fields are read by, the way is through the longer one.
        var lengths = Named.Select(name => sources[name].Max(file => file.Lines.Length)).Order().ToList();
        Assert.InRange(lengths[lengths.Count / 2], 1, LongestMedian - 1);
        Assert.InRange(lengths[^1], 1, LongestFile);
    }

    [GeneratedRegex("`(?<name>[A-Z]\\w+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}
