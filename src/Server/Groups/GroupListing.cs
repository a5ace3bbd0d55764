using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Groups;

/// <summary>A list request of this slice, turned into SQL.</summary>
/// <param name="Where">Conditions.</param>
/// <param name="Rest">Everything behind the conditions: place in the list, order, page.</param>
/// <param name="Page">Which part.</param>
sealed record GroupListing(Sql Where, Sql Rest, PageRequest Page)
{
    /// <summary>What can be asked of one kind of list.</summary>
    /// <param name="Table">Table with alias, such as <c>share_groups g</c>.</param>
    /// <param name="Exact">Columns by the name of their filter.</param>
    /// <param name="SortKeys">SQL expressions that are never null, by the name of their sort key.</param>
    internal sealed record Kind(string Table, IReadOnlyDictionary<string, string> Exact, IReadOnlyDictionary<string, string> SortKeys)
    {
        /// <summary>The alias.</summary>
        public string Alias => Table[(Table.IndexOf(' ', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Reads the query. Only administrators see the groups of every project, and only when they ask for them.</summary>
    /// <exception cref="ApiRefusal">400 for a bad value.</exception>
    public static GroupListing From(Call call, Kind kind, int maxLimit)
    {
        var query = call.Query;
        var where = Scope(call, query, Sql.Raw($"{kind.Alias}.project_id"));
        foreach (var (name, column) in kind.Exact)
        {
            if (query.Text(name) is { Length: > 0 } value) where.Append($" AND {Sql.Raw(column)} = {value}");
        }
        foreach (var name in (string[])["name", "description"])
        {
            if (query.Text($"{name}~") is { Length: > 0 } part) where.Append($" AND {Sql.Raw($"{kind.Alias}.{name}")} LIKE {Pattern(part)} ESCAPE {"!"}");
        }
        var page = PageRequest.From(query, maxLimit);
        var (column2, descending) = (Sql.Raw(SortColumn(query, kind)), Descending(query));
        var (id, compare) = (Sql.Raw($"{kind.Alias}.id"), Sql.Raw(descending ? "<" : ">"));
        var direction = Sql.Raw(descending ? "DESC" : "ASC");
        var rest = page.Marker is { } marker
            ? Sql.Of($" AND ({column2}, {id}) {compare} ((SELECT {column2} FROM {Sql.Raw(kind.Table)} WHERE {id} = {marker}), {marker})")
            : Sql.Of($"");
        rest.Append($" ORDER BY {column2} {direction}, {id} {direction} LIMIT {page.Most} OFFSET {page.Offset}");
        return new GroupListing(where, rest, page);
    }

    static Sql Scope(Call call, Query query, Sql project)
    {
        if ((query.Flag("all_tenants") ?? false) && call.Caller.IsAdmin)
        {
            return query.Text("project_id") is { Length: > 0 } wanted ? Sql.Of($"{project} = {wanted}") : Sql.Of($"1 = 1");
        }
        return Sql.Of($"{project} = {call.Caller.ProjectId}");
    }

    static string SortColumn(Query query, Kind kind)
    {
        var key = query.Text("sort_key") ?? "created_at";
        return kind.SortKeys.TryGetValue(key, out var column)
            ? column
            : throw Refusals.BadField("sort_key", $"'{key}' is not one of {string.Join(", ", kind.SortKeys.Keys)}.");
    }

    static bool Descending(Query query) => (query.Text("sort_dir") ?? "desc") switch
    {
        "desc" => true,
        "asc" => false,
        var other => throw Refusals.BadField("sort_dir", $"'{other}' is neither asc nor desc."),
    };

    static string Pattern(string part) => string.Concat(
        "%",
        part.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal),
        "%");
}
