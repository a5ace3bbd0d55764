namespace Abaca.Server.Identity.Api;

/// <summary>One call of the identity API.</summary>
/// <param name="Method">HTTP method. GET serves HEAD too.</param>
/// <param name="Pattern">Path below <c>/identity</c>; a segment <c>*</c> takes one id, see <see cref="Exchange.Id"/>.</param>
/// <param name="Handle">Does it.</param>
sealed record Route(string Method, string Pattern, Func<Exchange, CancellationToken, Task<Answer>> Handle)
{
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
