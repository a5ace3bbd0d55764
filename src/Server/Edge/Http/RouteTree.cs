namespace Abaca.Server.Http;

/// <summary>An endpoint under one of the paths or action keys it had, and the versions in which that spelling holds.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Handle">Who answers.</param>
/// <param name="Life">Its history.</param>
/// <param name="Path">Template under which it is reached.</param>
/// <param name="Action">Action key under which it is reached, or null.</param>
/// <param name="Versions">First version of the spelling, and first without it, or null.</param>
public sealed record Spelling(
    Endpoint Endpoint, Func<Call, Task<Reply>> Handle, EndpointLife Life, string Path, string? Action, (ApiVersion From, ApiVersion? Until) Versions)
{
    /// <summary>Whether a request of this version reaches the endpoint this way.</summary>
    public bool Serves(ApiVersion version, bool experimental) =>
        version >= Versions.From && (Versions.Until is not { } end || version < end) && Life.Exists(version)
        && (experimental || !Life.IsExperimental(version));
}

/// <summary>Where a path leads: the spellings of its template and the values of its parameters.</summary>
/// <param name="Spellings">Every spelling of the template, whatever its method.</param>
/// <param name="ProjectId">Project part of the path, or null.</param>
/// <param name="Values">Parameter values by name.</param>
public sealed record RouteMatch(IReadOnlyList<Spelling> Spellings, string? ProjectId, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Whether the template has endpoints that the body's key tells apart, under any method or under the given one.</summary>
    public bool HasActions(string? method = null)
    {
        // Loops instead of queries here and below: every request comes by, and these make no garbage.
        for (var i = 0; i < Spellings.Count; i++)
        {
            if (Spellings[i].Action is not null && (method is null || Spellings[i].Endpoint.Method == method)) return true;
        }
        return false;
    }

    /// <summary>Whether some endpoint of the template has the method.</summary>
    public bool Has(string method)
    {
        for (var i = 0; i < Spellings.Count; i++)
        {
            if (Spellings[i].Endpoint.Method == method) return true;
        }
        return false;
    }
}

/// <summary>Finds the template of a path; every template is reached with and without a project id in front.</summary>
public sealed class RouteTree
{
    static readonly IReadOnlyDictionary<string, string> NoValues = new Dictionary<string, string>();
    readonly Node root = new();

    /// <summary>Builds the tree from the endpoints, the services that answer there, and their histories.</summary>
    public RouteTree(ApiRoutes routes, IServiceProvider services, History history)
    {
        foreach (var endpoint in routes.All)
        {
            foreach (var spelling in SpellingsOf(endpoint, endpoint.UseCase.Handler(services), history.LifeOf(endpoint))) Add(spelling);
        }
    }

    /// <summary>The match for a path below <c>/v2</c> (starting with a slash), or null.</summary>
    public RouteMatch? Find(string path)
    {
        var parts = path[1..].Split('/');
        StripExtension(parts);
        return Walk(parts, 0, null) ?? (parts.Length > 1 && IsProject(parts[0]) ? Walk(parts, 1, parts[0]) : null);
    }

    static IEnumerable<Spelling> SpellingsOf(Endpoint endpoint, Func<Call, Task<Reply>> handle, EndpointLife life)
    {
        if (life.Renamed is not { } renamed)
        {
            yield return new Spelling(endpoint, handle, life, endpoint.Path, endpoint.Action, (ApiVersion.Oldest, null));
            yield break;
        }
        yield return new Spelling(endpoint, handle, life, endpoint.Path, endpoint.Action, (renamed.At, null));
        var isPath = renamed.Before.StartsWith('/');
        yield return new Spelling(
            endpoint, handle, life, isPath ? renamed.Before : endpoint.Path, isPath ? endpoint.Action : renamed.Before, (ApiVersion.Oldest, renamed.At));
    }

    RouteMatch? Walk(string[] parts, int from, string? project)
    {
        var node = root;
        Dictionary<string, string>? values = null;
        for (var i = from; i < parts.Length; i++)
        {
            if (node.Literals.TryGetValue(parts[i], out var next)) node = next;
            else if (node.Any is { } any && parts[i].Length > 0)
            {
                (values ??= []).Add(any.Name, parts[i]);
                node = any.Node;
            }
            else return null;
        }
        return node.Spellings.Count == 0 ? null : new RouteMatch(node.Spellings, project, values ?? NoValues);
    }

    void Add(Spelling spelling)
    {
        var node = root;
        foreach (var part in spelling.Path[1..].Split('/'))
        {
            if (part.StartsWith('{'))
            {
                node.Any ??= (part[1..^1], new Node());
                node = node.Any.Value.Name == part[1..^1]
                    ? node.Any.Value.Node
                    : throw new InvalidOperationException($"{spelling.Path}: this place is called {node.Any.Value.Name} elsewhere.");
            }
            else
            {
                if (!node.Literals.TryGetValue(part, out var next)) node.Literals[part] = next = new Node();
                node = next;
            }
        }
        node.Spellings.Add(spelling);
    }

    static void StripExtension(string[] parts)
    {
        var last = parts[^1];
        foreach (var extension in (ReadOnlySpan<string>)[".json", ".xml"])
        {
            if (last.Length > extension.Length && last.EndsWith(extension, StringComparison.Ordinal)) parts[^1] = last[..^extension.Length];
        }
    }

    static bool IsProject(string part) => part.Length > 0 && part.All(c => char.IsAsciiHexDigitLower(c) || c == '-');

    sealed class Node
    {
        public Dictionary<string, Node> Literals { get; } = new(StringComparer.Ordinal);

        public (string Name, Node Node)? Any { get; set; }

        public List<Spelling> Spellings { get; } = [];
    }
}
