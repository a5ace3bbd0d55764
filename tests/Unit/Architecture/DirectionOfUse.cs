using System.Text.RegularExpressions;
using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>Slices, engines and edges of the service use each other in one direction only: no way through the usings leads back.</summary>
public sealed partial class DirectionOfUse
{
    readonly SourceTree tree = new();

    [Fact]
    public void No_way_through_the_namespaces_of_the_service_leads_back()
    {
        var uses = tree.In("src/Server")
            .Select(file => (Of: Namespace().Match(file.Text).Groups["name"].Value, file))
            .Where(one => one.Of.Length > 0)
            .ToLookup(one => one.Of, one => Using().Matches(one.file.Text).Select(match => (To: match.Groups["name"].Value, one.file.Path)));
        var graph = uses.ToDictionary(
            group => group.Key,
            group => group.SelectMany(used => used).Where(used => used.To != group.Key && uses.Contains(used.To)).ToLookup(used => used.To, used => used.Path),
            StringComparer.Ordinal);
        Assert.Equal("", string.Join('\n', graph.Keys.Order(StringComparer.Ordinal).Select(start => WayBack(graph, start)).Where(way => way is not null)));
    }

    [Fact]
    public void Shares_name_none_of_what_depends_on_them() => Assert.Empty(
        from file in tree.In("src/Server/Slices/Shares")
        from dependent in (string[])["AccessRules", "Groups", "Replicas", "ShareMigration", "Snapshots"]
        where file.Text.Contains($"Abaca.Server.{dependent}", StringComparison.Ordinal)
        select $"{file.Path} names {dependent}");

    // The shortest way from a namespace to itself, as text, or null.
    static string? WayBack(Dictionary<string, ILookup<string, string>> graph, string start)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var at))
        {
            foreach (var step in graph[at])
            {
                if (step.Key == start)
                {
                    var way = new List<string> { $"{start} (in {step.First()})" };
                    for (var back = at; back != start; back = cameFrom[back]) way.Insert(0, back);
                    way.Insert(0, start);
                    return string.Join(" -> ", way);
                }
                if (cameFrom.TryAdd(step.Key, at)) next.Enqueue(step.Key);
            }
        }
        return null;
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static )?(?<name>Abaca\.Server\.[\w.]+);", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Using();
}
