using System.Globalization;

namespace Abaca.Client;

/// <summary>Reads a list that the service cuts into pages.</summary>
static class Pages
{
    const int Largest = 1000;

    /// <summary>No operator cuts pages below this (osapi_max_limit is 1000 unless changed): a shorter page is the last.</summary>
    const int SmallestCut = 100;

    /// <summary>
    /// All rows, or the first so many. A service may cut pages shorter than asked without saying so: the end is a page that is
    /// too short to have been cut, or that brings nothing new. Rows that move between two pages are taken once.
    /// </summary>
    /// <param name="limit">At most this many; null takes all.</param>
    /// <param name="query">Makes the query of one page; limit and offset are added here.</param>
    /// <param name="page">Fetches one page.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<IReadOnlyList<T>> All<T>(
        int? limit, Func<Query> query, Func<string, CancellationToken, Task<IReadOnlyList<T>>> page, CancellationToken ct) where T : Resource
    {
        var rows = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var offset = 0; limit is null || rows.Count < limit;)
        {
            var ask = Math.Min(Largest, (limit ?? int.MaxValue) - rows.Count);
            var path = query().With("limit", ask).With("offset", offset == 0 ? null : offset.ToString(CultureInfo.InvariantCulture)).ToString();
            var got = await page(path, ct);
            var fresh = got.Where(row => seen.Add(row.Id)).ToList();
            rows.AddRange(fresh);
            offset += got.Count;
            if (fresh.Count == 0 || got.Count < Math.Min(ask, SmallestCut)) break;
        }
        return limit is { } most && rows.Count > most ? rows[..most] : rows;
    }
}
