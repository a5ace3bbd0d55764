namespace Abaca.Server.Identity.Api;

/// <summary>One call of the identity API.</summary>
/// <param name="Method">HTTP method. GET serves HEAD too.</param>
/// <param name="Pattern">Path below <c>/identity</c>; a segment <c>*</c> takes one id, see <see cref="Exchange.Id"/>.</param>
/// <param name="Handle">Does it.</param>
sealed record Route(string Method, string Pattern, Func<Exchange, CancellationToken, Task<Answer>> Handle)
{
    /// <summary>The five calls of a resource: all and one of them, making, changing and removing one.</summary>
    public static IEnumerable<Route> Resource(
        string path, Func<Exchange, CancellationToken, Task<Answer>> list, Func<Exchange, CancellationToken, Task<Answer>> create,
        Func<Exchange, CancellationToken, Task<Answer>> show, Func<Exchange, CancellationToken, Task<Answer>> update,
        Func<Exchange, CancellationToken, Task<Answer>> delete) =>
    [
        new("GET", path, list), new("POST", path, create), new("GET", $"{path}/*", show), new("PATCH", $"{path}/*", update), new("DELETE", $"{path}/*", delete),
    ];

    readonly string[] segments = Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The ids in the path when it has this pattern, else null.</summary>
    public IReadOnlyList<string>? Match(string[] path)
    {
        if (path.Length != segments.Length) return null;
        var ids = new List<string>();
        for (var i = 0; i < path.Length; i++)
        {
            if (segments[i] == "*") ids.Add(path[i]);
            else if (segments[i] != path[i]) return null;
        }
        return ids;
    }
}
