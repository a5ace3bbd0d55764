namespace Abaca.Server.Http;

/// <summary>One thing that a list can be filtered by: reads its parameter, refuses what is not allowed, and adds its condition.</summary>
/// <exception cref="ApiRefusal">400 for a bad value, 403 for a caller who may not filter by it.</exception>
public delegate void ListFilter(Call call, ListConditions where);

/// <summary>
/// The filters that lists are made of. What is sent under several names counts once, the first name first: Manila reads <c>name</c> and
/// <c>display_name</c> as one filter, at every version.
/// </summary>
public static class ListFilters
{
    /// <summary>A text that the column must equal.</summary>
    /// <param name="column">SQL expression.</param>
    /// <param name="names">Names of the parameter; the first that has a value counts.</param>
    /// <param name="few">Where an index finds rows with such a text; null: nowhere.</param>
    /// <param name="check">Refuses a value.</param>
    public static ListFilter Text(string column, string[] names, IndexedText? few = null, Action<Call, ListConditions, string>? check = null) => (call, where) =>
    {
        if (Value(call.Query, names) is not { } value) return;
        check?.Invoke(call, where, value);
        where.Add($"{Sql.Raw(column)} = {value}");
        if (few is not null && (where.Project is not null || !few.NeedsProject)) where.AddFew($"SELECT id FROM {Sql.Raw($"{few.Table} WHERE {few.Column}")} = {value}{where.OfProject("project_id")}");
    };

    /// <summary>A text that the column must contain.</summary>
    /// <param name="column">SQL expression.</param>
    /// <param name="names">Names of the parameter; the first that has a value counts.</param>
    /// <param name="unless">Names of a parameter beside which this one counts for nothing (Manila's shares).</param>
    public static ListFilter Part(string column, string[] names, params string[] unless) => (call, where) =>
    {
        if (Value(call.Query, unless) is not null || Value(call.Query, names) is not { } part) return;
        where.Add($"{Sql.Raw(column)} LIKE {string.Concat("%", Literal(part), "%")} ESCAPE {"!"}");
    };

    /// <summary>A number that the column must equal.</summary>
    public static ListFilter Number(string column, string name) => (call, where) =>
    {
        if (call.Query.Count(name) is { } number) where.Add($"{Sql.Raw(column)} = {(long)number}");
    };

    /// <summary>Items that the metadata must have.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="table">Table of the items, with <c>item</c> and <c>value</c>.</param>
    /// <param name="owner">Its column for the id of the row whose metadata it is.</param>
    /// <param name="id">The list's column of that id.</param>
    public static ListFilter Items(string name, string table, string owner, string id) => (call, where) =>
    {
        foreach (var (item, value) in call.Query.Map(name) ?? Json.Nothing)
        {
            // The beginning of the value is what an index of PostgreSQL can hold of it.
            var same = Sql.Of($"m.value = {value} AND substr(m.value, 1, 100) = substr({value}, 1, 100)");
            var has = Sql.Of($"FROM {Sql.Raw(table)} m WHERE m.item = {item} AND {same}{where.OfProject("m.project_id")}");
            where.Add($"EXISTS (SELECT 1 {has} AND {Sql.Raw($"m.{owner} = {id}")})");
            where.AddFew($"SELECT {Sql.Raw("m." + owner)} {has}");
        }
    };

    /// <summary>A moment before or after which the column must be.</summary>
    /// <param name="column">SQL expression.</param>
    /// <param name="compare"><c>&lt;=</c> or <c>&gt;=</c>.</param>
    /// <param name="name">Name of the parameter.</param>
    public static ListFilter Moment(string column, string compare, string name) => (call, where) =>
    {
        if (call.Query.Text(name) is not { Length: > 0 } text) return;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
            throw Refusals.BadField(name, $"'{text}' is not a moment such as 2026-01-31T12:00:00.");
        where.Add($"{Sql.Raw($"{column} {compare}")} {at}");
    };

    /// <summary>What Manila passes on for administrators only; for others such a filter is dropped.</summary>
    public static ListFilter ForAdmins(ListFilter filter) => (call, where) =>
    {
        if (call.Caller.IsAdmin) filter(call, where);
    };

    /// <summary>A text for LIKE … ESCAPE '!' that stands for itself.</summary>
    static string Literal(string text) => text
        .Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    static string? Value(Query query, string[] names) => names.Select(query.Text).FirstOrDefault(value => value is { Length: > 0 });
}

/// <summary>Where an index finds the rows that have a text.</summary>
/// <param name="Table">The list's first table.</param>
/// <param name="Column">The column, as the index has it.</param>
/// <param name="NeedsProject">The index begins with the project.</param>
public sealed record IndexedText(string Table, string Column, bool NeedsProject = false);

/// <summary>The conditions of a list while its filters are read.</summary>
/// <param name="project">The one project of which all of the list is; null: of several.</param>
public sealed class ListConditions(string? project)
{
    readonly List<Sql> few = [];

    /// <summary>The one project of which all of the list is; null: of several.</summary>
    internal string? Project => project;

    /// <summary>The conditions: <c> AND …</c> for each.</summary>
    internal Sql All { get; } = Sql.Of($"");

    /// <summary>Queries for ids outside of which there is nothing (see <see cref="AddFew"/>).</summary>
    internal IReadOnlyList<Sql> Few => few;

    /// <summary><c> AND project_id = …</c> where the list is of one project; else nothing.</summary>
    internal Sql OfProject(string column) => project is null ? Sql.Of($"") : Sql.Of($" AND {Sql.Raw(column)} = {project}");

    /// <summary>Adds a condition over the aliases of the list's tables.</summary>
    public void Add(Sql condition) => All.Append($" AND {condition}");

    /// <summary>
    /// Says where the ids of all rows that match a condition come from an index. If there are few, the list is made of these; if there are
    /// many, it is gone through in its order until the page is full. An engine's planner knows neither number.
    /// </summary>
    /// <param name="ids">A query for ids, repeated ones and those of other projects included.</param>
    public void AddFew(Sql ids) => few.Add(ids);
}
