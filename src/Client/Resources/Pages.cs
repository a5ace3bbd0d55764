using System.Globalization;
using System.Diagnostics.CodeAnalysis;

namespace Abaca.Client;

/// <summary>One page of a list.</summary>
abstract record PageDocument
{
    /// <summary>What the page holds beside its rows; the links to other pages have another name in every list.</summary>
    [JsonExtensionData]
    [SuppressMessage("Usage", "CA2227", Justification = "System.Text.Json fills it through the setter")]
    public Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>
    /// The query that leads to the next page, from its question mark on; null when the service links to none. Only the query is taken:
    /// the token goes to no other address than the one the catalog names.
    /// </summary>
    public string? NextQuery()
    {
        var links = Other?.Where(member => member.Key.EndsWith("_links", StringComparison.Ordinal) && member.Value.ValueKind is JsonValueKind.Array)
            .SelectMany(member => member.Value.EnumerateArray());
        var next = links?.FirstOrDefault(link => Text(link, "rel") == "next");
        return next is { } found && Text(found, "href") is { } href && href.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at ? href[at..] : null;
    }

    static string? Text(JsonElement link, string name) =>
        link.ValueKind is JsonValueKind.Object && link.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

/// <summary>Reads a list that the service cuts into pages.</summary>
static class Pages
{
    const int Largest = 1000;

    /// <summary>A service without links to the next page has osapi_max_limit = 1000 or near it: its page that is shorter than this is the last.</summary>
    const int SmallestUnlinkedCut = 100;

    /// <summary>
    /// All rows, or the first so many. Links to the next page are followed: where rows go meanwhile, offsets would skip others. A
    /// service that cuts without a link, or gives one that leads back, is asked by offset until a page is too short to have been cut, or
    /// brings nothing new. Rows that move between two pages are taken once.
    /// </summary>
    /// <param name="limit">At most this many; null takes all.</param>
    /// <param name="query">Makes the query of one page; limit and offset are added here.</param>
    /// <param name="page">Fetches one page.</param>
    /// <param name="rowsOf">The rows of a page.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<IReadOnlyList<T>> All<TPage, T>(
        int? limit, Func<Query> query, Func<string, CancellationToken, Task<TPage>> page, Func<TPage, IReadOnlyList<T>> rowsOf, CancellationToken ct)
        where TPage : PageDocument where T : Resource
    {
        var rows = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (offset, linked) = (0, default(string));
        while (limit is null || rows.Count < limit)
        {
            var ask = Math.Min(Largest, (limit ?? int.MaxValue) - rows.Count);
            var byOffset = query().With("limit", ask).With("offset", offset == 0 ? null : offset.ToString(CultureInfo.InvariantCulture)).ToString();
            var answer = await page(linked is null ? byOffset : byOffset.Split('?')[0] + linked, ct);
            var got = rowsOf(answer);
            var fresh = got.Where(row => seen.Add(row.Id)).ToList();
            var ledBack = linked is not null && got.Count > 0 && fresh.Count == 0;
            if (!ledBack && (fresh.Count == 0 || (answer.NextQuery() is null && got.Count < Math.Min(ask, SmallestUnlinkedCut)))) return [.. rows, .. fresh];
            linked = ledBack ? null : answer.NextQuery();
            if (!ledBack) offset += got.Count;
            rows.AddRange(fresh);
        }
        return rows.Count > limit ? rows[..limit.Value] : rows;
    }
}
