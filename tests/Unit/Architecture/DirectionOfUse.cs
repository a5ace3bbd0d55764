using Xunit;

namespace Abaca.Tests.Unit.Architecture;

/// <summary>Slices, engines and edges of the service use each other in one direction only: no way through what was compiled leads back.</summary>
public sealed class DirectionOfUse
{
    [Fact]
    public void No_way_through_the_namespaces_of_the_service_leads_back()
    {
        var graph = Compiled.House.Types
            .Where(type => IsOfService(type.Namespace.FullName))
            .SelectMany(type => type.Dependencies.Select(used => (Of: type.Namespace.FullName, To: Compiled.NamespaceOf(used.Target), By: type.FullName)))
            .Where(use => IsOfService(use.To) && !$"{use.Of}.".StartsWith($"{use.To}.", StringComparison.Ordinal)) // a part of a namespace knows the whole
            .GroupBy(use => use.Of)
            .ToDictionary(group => group.Key, group => group.ToLookup(use => use.To, use => use.By), StringComparer.Ordinal);
        Assert.Contains("Abaca.Server.Shares", graph["Abaca.Server.Snapshots"].Select(use => use.Key)); // uses are seen
        Assert.Equal("", string.Join('\n', graph.Keys.Order(StringComparer.Ordinal).Select(start => WayBack(graph, start)).Where(way => way is not null)));
    }

    [Fact]
    public void Shares_name_none_of_what_depends_on_them() => Assert.Empty(
        from type in Compiled.House.Types
        where type.Namespace.FullName == "Abaca.Server.Shares"
        from used in type.Dependencies
        where Compiled.NamespaceOf(used.Target) is "Abaca.Server.AccessRules" or "Abaca.Server.Groups" or "Abaca.Server.Replicas" or "Abaca.Server.ShareMigration" or "Abaca.Server.Snapshots"
        select $"{type.FullName} names {used.Target.FullName}");

    static bool IsOfService(string name) => name.StartsWith("Abaca.Server.", StringComparison.Ordinal);

    // The shortest way from a namespace to itself, as text, or null.
    static string? WayBack(Dictionary<string, ILookup<string, string>> graph, string start)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var at))
        {
            foreach (var step in graph.TryGetValue(at, out var steps) ? steps : Enumerable.Empty<IGrouping<string, string>>())
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
}
