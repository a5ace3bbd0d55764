using Abaca.Server.Data;

namespace Abaca.Server.Http;

/// <summary>
/// The texts that a list can be filtered by. What is sent under several names counts once, the first name first: Manila
/// reads <c>name</c> and <c>display_name</c> as one filter, at every version.
/// </summary>
/// <param name="Exact">SQL expressions that equal the value, by the names of their filter.</param>
/// <param name="Like">SQL expressions that contain the value, by the names of their filter.</param>
/// <param name="ExactWins">A text that must be equal makes the one that must be contained in the same column count for nothing (Manila's shares).</param>
sealed record TextFilters(IReadOnlyList<TextFilter> Exact, IReadOnlyList<TextFilter> Like, bool ExactWins = false)
{
    /// <summary>Adds a condition for each filter that the query has.</summary>
    /// <param name="query">The query.</param>
    /// <param name="where">Conditions so far.</param>
    /// <param name="check">Refuses a filter that the caller may not use; called with its first name and its value.</param>
    public void AddTo(Query query, Sql where, Action<string, string>? check = null)
    {
        foreach (var filter in Exact)
        {
            if (filter.Value(query) is not { } value) continue;
            check?.Invoke(filter.Names[0], value);
            where.Append($" AND {Sql.Raw(filter.Column)} = {value}");
        }
        foreach (var filter in Like)
        {
            if (ExactWins && Exact.Any(exact => exact.Column == filter.Column && exact.Value(query) is not null)) continue;
            if (filter.Value(query) is { } part) where.Append($" AND {Sql.Raw(filter.Column)} LIKE {Containing(part)} ESCAPE {"!"}");
        }
    }

    /// <summary>The pattern of LIKE for texts that contain a part.</summary>
    static string Containing(string part) => $"%{Literal(part)}%";

    /// <summary>A text for LIKE … ESCAPE '!' that stands for itself.</summary>
    public static string Literal(string text) => text
        .Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
}

/// <summary>One text to filter by.</summary>
/// <param name="Column">SQL expression.</param>
/// <param name="Names">Names of the query parameter; the first that has a value counts.</param>
sealed record TextFilter(string Column, params IReadOnlyList<string> Names)
{
    /// <summary>What is asked for; null when nothing is.</summary>
    public string? Value(Query query) => Names.Select(query.Text).FirstOrDefault(value => value is { Length: > 0 });
}
