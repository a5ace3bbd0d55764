using System.Text.RegularExpressions;

namespace Abaca.Server.Data;

/// <summary>
/// The tables behind some columns, each with the alias that the columns use. A query is given those that it names and no others: every row of
/// the first has exactly one in each of the others, or none that matters.
/// </summary>
/// <param name="first">The first table with its alias: <c>shares s</c>.</param>
/// <param name="joins">The others, each with all that it needs before it.</param>
public sealed class Tables(string first, params IReadOnlyList<Join> joins)
{
    /// <summary>FROM all of them.</summary>
    public Sql All { get; } = Sql.Raw(string.Join(' ', [$"FROM {first}", .. joins.Select(join => join.Text)]));

    /// <summary>FROM those that these parts of a query name.</summary>
    public Sql For(params IReadOnlyList<string> parts) => Sql.Raw($"FROM {first}{Joined(parts)}");

    /// <summary>The same for rows of which the ids are selected already.</summary>
    /// <param name="ids">A query for a page of ids, each called <c>listed</c>.</param>
    /// <param name="id">The column of the first table that has them.</param>
    /// <param name="parts">Parts of the query.</param>
    public Sql Of(Sql ids, string id, params IReadOnlyList<string> parts) =>
        Sql.Of($"FROM ({ids}) page JOIN {Sql.Raw($"{first} ON {id} = page.listed{Joined(parts)}")}");

    string Joined(IReadOnlyList<string> parts)
    {
        var (text, needed) = ("", parts);
        foreach (var join in joins.Reverse())
        {
            if (!needed.Any(join.IsNamedIn)) continue;
            text = $" {join.Text}{text}";
            needed = [.. needed, join.Text];
        }
        return text;
    }
}

/// <summary>A table that is joined.</summary>
/// <param name="Alias">Its alias.</param>
/// <param name="Text">The whole clause: <c>JOIN share_instances i ON i.id = s.instance_id</c>.</param>
public sealed record Join(string Alias, string Text)
{
    readonly Regex named = new($@"\b{Alias}\.", RegexOptions.CultureInvariant);

    /// <summary>Whether a part of a query has a column of it.</summary>
    public bool IsNamedIn(string part) => named.IsMatch(part);
}
