using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Groups;

/// <summary>A list request of this slice, turned into SQL.</summary>
/// <param name="Where">Conditions.</param>
/// <param name="Rest">Everything behind the conditions: place in the list, order, page.</param>
/// <param name="Page">Which part.</param>
/// <param name="Place">Where it begins.</param>
sealed record GroupListing(Sql Where, Sql Rest, PageRequest Page, ListPlace Place)
{
    /// <summary>What can be asked of one kind of list.</summary>
    /// <param name="Table">Table with alias, such as <c>share_groups g</c>.</param>
    /// <param name="Texts">Filters.</param>
    /// <param name="SortKeys">SQL expressions that are never null, by the name of their sort key.</param>
    internal sealed record Kind(string Table, TextFilters Texts, IReadOnlyDictionary<string, string> SortKeys)
    {
        /// <summary>The alias.</summary>
        public string Alias => Table[(Table.IndexOf(' ', StringComparison.Ordinal) + 1)..];
    }

    /// <summary>Reads the query. Only administrators see the groups of every project, and only when they ask for them.</summary>
    /// <exception cref="ApiRefusal">400 for a bad value.</exception>
    public static GroupListing From(Call call, Kind kind, int maxLimit)
    {
        var query = call.Query;
        var project = Sql.Raw($"{kind.Alias}.project_id");
        var where = Scope(call, query, project);
        kind.Texts.AddTo(query, where);
        var page = PageRequest.From(query, maxLimit);
        var (column, descending) = (SortColumn(query, kind), Descending(query));
        var (id, direction) = (Sql.Raw($"{kind.Alias}.id"), Sql.Raw(descending ? "DESC" : "ASC"));
        var place = new ListPlace(Sql.Raw("FROM " + kind.Table), id, Scope(call, query, project));
        var rest = place.Behind(page, column, descending);
        rest.Append($" ORDER BY {Sql.Raw(column)} {direction}, {id} {direction} LIMIT {page.Wanted} OFFSET {page.Offset}");
        return new GroupListing(where, rest, page, place);
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
}
