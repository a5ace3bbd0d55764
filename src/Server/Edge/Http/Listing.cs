namespace Abaca.Server.Http;

/// <summary>
/// A list as a table: what it is made of, whose rows a caller has of it, what it can be filtered and sorted by, and whether it says how many
/// there are. What a request asks of it becomes a <see cref="ListQuery"/>.
/// </summary>
public sealed record Listing
{
    /// <summary>Not more than so many rows are looked up one by one to be sorted; more than that are gone through in the list's order.</summary>
    const int MostLookedUp = 1000;

    /// <summary>What a row is, in words.</summary>
    public required string Kind { get; init; }

    /// <summary>Where the rows come from.</summary>
    public required Tables Tables { get; init; }

    /// <summary>The alias of the first table, which has the ids and the times.</summary>
    public required string Alias { get; init; }

    /// <summary>The column of the ids; it also decides between rows that are equal in what the list is sorted by.</summary>
    public string Id => $"{Alias}.id";

    /// <summary>The column of the order that a list has when none is asked for.</summary>
    public string CreatedAt => $"{Alias}.created_at";

    /// <summary>The column of the project, where another table has it.</summary>
    public string Project { get => field ?? $"{Alias}.project_id"; init; }

    /// <summary>Whose rows the caller's list has, whatever its filters: a condition on the project, which is given as SQL.</summary>
    public required Func<Call, Sql, Sql> Scope { get; init; }

    /// <summary>What it can be filtered by, in the order in which requests are refused.</summary>
    public IReadOnlyList<ListFilter> Filters { get; init; } = [];

    /// <summary>SQL expressions that are never null, by the names of their sort keys; empty: a list that is always from old to new.</summary>
    public IReadOnlyDictionary<string, string> SortKeys { get; init; } = new Dictionary<string, string>();

    /// <summary>Sort keys that are columns of the same names.</summary>
    /// <param name="alias">The columns' table.</param>
    /// <param name="names">The keys, in the order in which refusals name them.</param>
    /// <param name="texts">Those that may be null and are texts: they are sorted as empty ones, so that a marker in such a row still has rows behind it.</param>
    public static IReadOnlyDictionary<string, string> Columns(string alias, string[] names, params string[] texts) => names.ToDictionary(
        name => name, name => texts.Contains(name) ? $"COALESCE({alias}.{name}, '')" : name == "updated_at" ? $"COALESCE({alias}.{name}, 0)" : $"{alias}.{name}", StringComparer.Ordinal);

    /// <summary>Sort keys for which a rule must let the caller at every project's rows: else all are equal in it.</summary>
    public IReadOnlyDictionary<string, string> SortRules { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the total can be asked for.</summary>
    public bool Counts { get; init; }

    /// <summary>Reads what a request asks for.</summary>
    /// <exception cref="ApiRefusal">400 for a bad value, 403 for a filter the caller may not use.</exception>
    public async Task<ListQuery> Asked(Call call, IQueries db, int maxLimit)
    {
        var query = call.Query;
        var scope = Scope(call, Sql.Raw(Project));
        var where = new ListConditions(scope.Text == $"{Project} = ?" ? (string)scope.Values[0]! : null);
        foreach (var filter in Filters) filter(call, where);
        var order = Order(call);
        var asked = new ListQuery(this, db, scope, Sql.Of($"{scope}{where.All}"), order, PageRequest.From(query, maxLimit), Counts && (query.Flag("with_count") ?? false));
        foreach (var few in where.Few)
        {
            if (await db.Number($"SELECT COUNT(*) FROM ({few} LIMIT {MostLookedUp + 1}) few", call.Aborted) > MostLookedUp) continue;
            // An engine that does not know how few they are would rather take the project's index, so the condition is written not to fit it.
            var whose = Scope(call, Sql.Raw($"COALESCE({Project}, '')"));
            return asked with { Where = Sql.Of($"{Sql.Raw(Id)} IN ({few}) AND {whose}{where.All}") };
        }
        return asked;
    }

    /// <summary>A whole answer.</summary>
    /// <param name="asked">The request, where it is answered from, and how long a page may be.</param>
    /// <param name="columns">What is read of a row.</param>
    /// <param name="form">How it is shown.</param>
    /// <param name="view">A row as it is shown.</param>
    /// <param name="id">Id of one that is shown.</param>
    /// <param name="complete">Adds to the rows what is not read with them; null: nothing.</param>
    public async Task<Reply> Reply<TRow, TView>(
        (Call Call, IQueries Db, int MaxLimit) asked, Columns<TRow> columns, ViewForm form, Func<TRow, TView> view, Func<TView, string> id,
        Func<List<TRow>, ValueTask<List<TRow>>>? complete = null)
        where TView : class, IView<TView>
    {
        var (call, db, maxLimit) = asked;
        var query = await Asked(call, db, maxLimit);
        var page = new Page<TView>(query.Page, id, await query.Total(call.Aborted));
        var rows = await query.Rows(columns, call.Aborted);
        if (complete is not null) rows = await complete(rows);
        return Http.Reply.Many(rows.ConvertAll(row => view(row)), form, page);
    }

    ListOrder Order(Call call)
    {
        if (SortKeys.Count == 0) return new ListOrder(CreatedAt, Descending: false);
        var key = call.Query.Text("sort_key") ?? "created_at";
        if (!SortKeys.TryGetValue(key, out var column)) throw Refusals.BadField("sort_key", $"'{key}' is not one of {string.Join(", ", SortKeys.Keys)}.");
        if (SortRules.TryGetValue(key, out var rule) && !call.Caller.MayEverywhere(rule)) column = "COALESCE(NULL, '')"; // the same for all, and no constant: PostgreSQL orders by none
        return (call.Query.Text("sort_dir") ?? "desc") switch
        {
            "desc" => new ListOrder(column, Descending: true),
            "asc" => new ListOrder(column, Descending: false),
            var other => throw Refusals.BadField("sort_dir", $"'{other}' is neither asc nor desc."),
        };
    }
}

/// <summary>What a list is sorted by before the id.</summary>
/// <param name="Column">SQL expression, never null.</param>
/// <param name="Descending">Newest or largest first.</param>
public sealed record ListOrder(string Column, bool Descending)
{
    /// <summary>ORDER BY, with the id to decide between equals.</summary>
    public Sql By(string id) => Sql.Raw(Descending ? $"ORDER BY {Column} DESC, {id} DESC" : $"ORDER BY {Column}, {id}");
}
