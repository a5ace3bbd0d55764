using Abaca.Server.Microversions;

namespace Abaca.Server.Http;

/// <summary>An operation under one of the paths or action keys it had, and the versions in which that spelling holds.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Life">Its history.</param>
/// <param name="Path">Template under which it is reached.</param>
/// <param name="Action">Action key under which it is reached, or null.</param>
/// <param name="From">First version of the spelling.</param>
/// <param name="Until">First version without it, or null.</param>
public sealed record Endpoint(
    Operation Operation, OperationHistory Life, string Path, string? Action, ApiVersion From, ApiVersion? Until)
{
    /// <summary>Whether a request of this version reaches the operation this way.</summary>
    public bool Serves(ApiVersion version, bool experimental) =>
        version >= From && (Until is not { } end || version < end) && Life.Exists(version)
        && (experimental || !Life.IsExperimental(version));
}

/// <summary>Where a path leads: the endpoints of its template and the values of its parameters.</summary>
/// <param name="Endpoints">Every endpoint of the template, whatever its method.</param>
/// <param name="ProjectId">Project part of the path, or null.</param>
/// <param name="Values">Parameter values by name.</param>
public sealed record RouteMatch(IReadOnlyList<Endpoint> Endpoints, string? ProjectId, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Whether the template has operations that the body's key tells apart, under any method or under the given one.</summary>
    public bool HasActions(string? method = null)
    {
        // Loops instead of queries here and below: every request comes by, and these make no garbage.
        for (var i = 0; i < Endpoints.Count; i++)
        {
            if (Endpoints[i].Action is not null && (method is null || Endpoints[i].Operation.Method == method)) return true;
        }
        return false;
    }

    /// <summary>Whether some endpoint of the template has the method.</summary>
    public bool Has(string method)
    {
        for (var i = 0; i < Endpoints.Count; i++)
        {
            if (Endpoints[i].Operation.Method == method) return true;
        }
        return false;
    }
}

/// <summary>Finds the template of a path; every template is reached with and without a project id in front.</summary>
public sealed class RouteTree
{
    static readonly IReadOnlyDictionary<string, string> NoValues = new Dictionary<string, string>();
    readonly Node root = new();

    /// <summary>Builds the tree from the operations and their histories.</summary>
    public RouteTree(IEnumerable<Operation> operations, History history)
    {
        foreach (var operation in operations)
        {
            foreach (var endpoint in Spellings(operation, history.Operation(operation.Name))) Add(endpoint);
        }
    }

    /// <summary>The match for a path below <c>/v2</c> (starting with a slash), or null.</summary>
    public RouteMatch? Find(string path)
    {
        var parts = path[1..].Split('/');
        StripExtension(parts);
        return Walk(parts, 0, null) ?? (parts.Length > 1 && IsProject(parts[0]) ? Walk(parts, 1, parts[0]) : null);
    }

    static IEnumerable<Endpoint> Spellings(Operation operation, OperationHistory life)
    {
        if (life.Renamed is not { } renamed)
        {
            yield return new Endpoint(operation, life, operation.Path, operation.Action, ApiVersion.Oldest, null);
            yield break;
        }
        yield return new Endpoint(operation, life, operation.Path, operation.Action, renamed.At, null);
        var isPath = renamed.Before.StartsWith('/');
        yield return new Endpoint(
            operation, life, isPath ? renamed.Before : operation.Path, isPath ? operation.Action : renamed.Before, ApiVersion.Oldest, renamed.At);
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
        return node.Endpoints.Count == 0 ? null : new RouteMatch(node.Endpoints, project, values ?? NoValues);
    }

    void Add(Endpoint endpoint)
    {
        var node = root;
        foreach (var part in endpoint.Path[1..].Split('/'))
        {
            if (part.StartsWith('{'))
            {
                node.Any ??= (part[1..^1], new Node());
                node = node.Any.Value.Name == part[1..^1]
                    ? node.Any.Value.Node
                    : throw new InvalidOperationException($"{endpoint.Path}: this place is called {node.Any.Value.Name} elsewhere.");
            }
            else
            {
                if (!node.Literals.TryGetValue(part, out var next)) node.Literals[part] = next = new Node();
                node = next;
            }
        }
        node.Endpoints.Add(endpoint);
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

        public List<Endpoint> Endpoints { get; } = [];
    }
}
