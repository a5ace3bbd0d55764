namespace Abaca.Server.Http;

/// <summary>What follows a page of a list: the link to the next one and the total.</summary>
/// <param name="Asked">Which part was asked for.</param>
/// <param name="Id">Id of an item, for the marker.</param>
/// <param name="Total">Total number of items over all pages, or null when not asked.</param>
public sealed record Page<T>(PageRequest Asked, Func<T, string> Id, long? Total = null) where T : class, IView<T>
{
    internal void Write(Utf8JsonWriter json, Call call, IReadOnlyList<T> views) =>
        Write(json, call, views.Count, Asked.Shown(views.Count) is > 0 and var shown ? Id(views[shown - 1]) : null);

    /// <summary>Writes what follows.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="call">Whose links.</param>
    /// <param name="found">How many rows were found of the <see cref="PageRequest.Wanted"/>.</param>
    /// <param name="last">Id of the last one that is shown; null when none is.</param>
    internal void Write(Utf8JsonWriter json, Call call, int found, string? last)
    {
        if (Total is { } total) json.WriteNumber("count"u8, total);
        if (last is null || !Asked.GoesOn(found)) return;
        NextLink.Write(json, call, T.Shape.LinksKey, last);
    }
}

/// <summary>Which part of a list a request wants.</summary>
/// <param name="Limit">As asked, or null.</param>
/// <param name="Offset">Rows to skip.</param>
/// <param name="Marker">Id of the last item of the page before, or null: paging by key costs the same on every page.</param>
/// <param name="Most">The limit that holds: the smaller of the asked one and <c>osapi_max_limit</c>; none when none was asked for, as in Manila.</param>
public sealed record PageRequest(int? Limit, int Offset, string? Marker, int Most)
{
    /// <summary>
    /// How many rows to read: one more than are shown where it is the service that cuts, so that a link is given only when something is left.
    /// </summary>
    public int Wanted => IsCut ? Most + 1 : Most;

    /// <summary>The client asked for more than one answer holds.</summary>
    bool IsCut => Limit > Most;

    /// <summary>How many of the rows that were found are shown.</summary>
    public int Shown(int found) => Math.Min(found, Most);

    /// <summary>Whether a link to the next page follows: Manila gives one with every page that is as long as was asked for.</summary>
    public bool GoesOn(int found) => IsCut ? found > Most : Most > 0 && found == Most;

    /// <summary>
    /// Reads limit, offset and marker. Without a limit the client gets everything: most clients do not follow links when they did not ask for
    /// pages, and would lose what a cut leaves out. Refuses what is not a number of at least 0.
    /// </summary>
    public static PageRequest From(Query query, int maxLimit)
    {
        var limit = query.Count("limit");
        var most = limit is { } asked ? Math.Min(asked, maxLimit) : int.MaxValue;
        return new PageRequest(limit, query.Count("offset") ?? 0, query.Text("marker"), most);
    }
}
