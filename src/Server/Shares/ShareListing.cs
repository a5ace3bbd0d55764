using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Shares;

/// <summary>A list request for shares, turned into SQL conditions.</summary>
/// <param name="Where">Conditions over the aliases of <see cref="ShareRows"/>.</param>
/// <param name="Order">Sort column and direction.</param>
/// <param name="Page">Which part.</param>
/// <param name="Place">Where the page begins.</param>
/// <param name="WithCount">The total is asked for.</param>
sealed record ShareListing(Sql Where, ShareOrder Order, PageRequest Page, ListPlace Place, bool WithCount)
{
    static readonly TextFilters Texts = new(
        [
            new("s.name", "name", "display_name"),
            new("s.description", "description", "display_description"),
            new("i.status", "status"),
            new("i.share_server_id", "share_server_id"),
            new("s.share_type_id", "share_type_id"),
            new("s.snapshot_id", "snapshot_id"),
            new("i.share_network_id", "share_network_id"),
            new("s.share_group_id", "share_group_id"),
            new("s.mount_point_name", "mount_point_name"),
            new("i.availability_zone", "availability_zone"),
            new("s.encryption_key_ref", "encryption_key_ref"),
        ],
        [
            new("s.name", "name~", "display_name~"),
            new("s.description", "description~", "display_description~"),
        ],
        ExactWins: true);

    /// <summary>
    /// Who waits for a share asks for those being created, again and again. These few have an index of their own; the project's would
    /// have every share of the project looked at, so its condition is written not to fit that one.
    /// </summary>
    const string FewOfProject = "COALESCE(s.project_id, '')";

    /// <summary>The page, as these columns; from as few tables as columns, conditions and order need.</summary>
    /// <param name="columns">Over the aliases of <see cref="ShareRows"/>.</param>
    public Sql From(Sql columns)
    {
        var rest = Sql.Of($"WHERE {Where}{Place.Behind(Page, Order.Column, Order.Descending)}{Order.Clause} LIMIT {Page.Wanted} OFFSET {Page.Offset}");
        return Sql.Of($"FROM {ShareRows.TablesFor(columns.Text, rest.Text)} {rest}");
    }

    /// <summary>How many there are on all pages.</summary>
    public Sql Count => Sql.Of($"SELECT COUNT(*) FROM {ShareRows.TablesFor(Where.Text)} WHERE {Where}");

    /// <summary>Reads the query.</summary>
    /// <exception cref="ApiRefusal">400 for a bad value, 403 for a filter the caller may not use.</exception>
    public static ShareListing From(Call call, int maxLimit)
    {
        var query = call.Query;
        var status = query.Text("status");
        var where = status is null or "" or ShareStatus.Available
            ? Scope(call, query, Sql.Raw("s.project_id"))
            : Sql.Of($"{Scope(call, query, Sql.Raw(FewOfProject))} AND {AmongUnsettled(status)}");
        Texts.AddTo(query, where, (name, value) => MustBeAllowed(call, where, name, value));
        AddHost(call, query, where);
        AddMaps(call, query, where);
        AddExports(call, query, where);
        where.Append($" AND s.is_soft_deleted = {query.Flag("is_soft_deleted") ?? false}");
        var order = ShareOrder.From(call);
        var scope = Scope(call, query, Sql.Raw("s.project_id"));
        var place = new ListPlace(Sql.Of($"FROM {ShareRows.TablesFor(order.Column, scope.Text)}"), Sql.Raw("s.id"), scope);
        return new ShareListing(where, order, PageRequest.From(query, maxLimit), place, query.Flag("with_count") ?? false);
    }

    static Sql Scope(Call call, Query query, Sql ofProject)
    {
        var isPublic = query.Flag("is_public") ?? false;
        if ((query.Flag("all_tenants") ?? false) && call.Caller.MayEverywhere("share:list_all_projects"))
        {
            return query.Text("project_id") is { Length: > 0 } project ? Sql.Of($"{ofProject} = {project}") : Sql.Of($"1 = 1");
        }
        return isPublic
            ? Sql.Of($"({ofProject} = {call.Caller.ProjectId} OR s.is_public = {true})")
            : Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
    }

    static void MustBeAllowed(Call call, Sql where, string name, string value)
    {
        if (name == "share_server_id") MustBeAllowed(call, where, "share:list_by_share_server_id");
        if (name == "status" && value.Contains("deferred", StringComparison.Ordinal)) MustBeAllowed(call, where, "share:list_shares_in_deferred_deletion_states");
    }

    // Whoever may ask such a thing of their own project's shares only learns nothing of others' public ones.
    static void MustBeAllowed(Call call, Sql where, string rule)
    {
        call.Caller.Must(rule);
        if (!call.Caller.MayEverywhere(rule)) where.Append($" AND s.project_id = {call.Caller.ProjectId}");
    }

    static Sql AmongUnsettled(string status) =>
        Sql.Of($"s.id IN (SELECT u.share_id FROM share_instances u WHERE u.status = {status} AND u.status <> 'available')");

    static void AddHost(Call call, Query query, Sql where)
    {
        if (query.Text("host") is not { Length: > 0 } host) return;
        MustBeAllowed(call, where, "share:list_by_host");
        where.Append($" AND (i.host = {host} OR i.host LIKE {LikeStart(host, '@')} ESCAPE {"!"} OR i.host LIKE {LikeStart(host, '#')} ESCAPE {"!"})");
    }

    static void AddMaps(Call call, Query query, Sql where)
    {
        foreach (var (key, value) in query.Map("metadata") ?? new Dictionary<string, string>())
        {
            where.Append($" AND EXISTS (SELECT 1 FROM json_each(s.metadata) m WHERE m.key = {key} AND m.value = {value})");
        }
        if (query.Map("extra_specs") is not { } specs) return;
        call.Caller.Must("share_types_extra_spec:index");
        foreach (var (key, value) in specs)
        {
            where.Append($" AND EXISTS (SELECT 1 FROM json_each(t.extra_specs) m WHERE m.key = {key} AND m.value = {value})");
        }
    }

    static void AddExports(Call call, Query query, Sql where)
    {
        var seen = call.Caller.IsAdmin ? Sql.Of($"") : Sql.Of($" AND e.is_admin_only = {false}");
        foreach (var (name, column) in ((string, string)[])[("export_location_id", "e.id"), ("export_location_path", "e.path")])
        {
            if (query.Text(name) is not { Length: > 0 } value) continue;
            where.Append($" AND EXISTS (SELECT 1 FROM export_locations e WHERE e.share_instance_id = i.id AND {Sql.Raw(column)} = {value}{seen})");
        }
    }

    static string LikeStart(string host, char end) => $"{TextFilters.Literal(host)}{end}%";
}

/// <summary>How a list of shares is sorted.</summary>
/// <param name="Column">SQL expression over the aliases of <see cref="ShareRows"/>.</param>
/// <param name="Descending">Newest or largest first.</param>
sealed record ShareOrder(string Column, bool Descending)
{
    // Columns that may be null are read as empty, so that a marker in such a row still has rows behind it.
    static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["id"] = "s.id",
        ["status"] = "i.status",
        ["size"] = "s.size",
        ["host"] = "COALESCE(i.host, '')",
        ["share_proto"] = "s.share_proto",
        ["availability_zone"] = "COALESCE(i.availability_zone, '')",
        ["user_id"] = "s.user_id",
        ["project_id"] = "s.project_id",
        ["created_at"] = "s.created_at",
        ["updated_at"] = "COALESCE(s.updated_at, 0)",
        ["display_name"] = "COALESCE(s.name, '')",
        ["name"] = "COALESCE(s.name, '')",
        ["share_type_id"] = "COALESCE(s.share_type_id, '')",
        ["share_type"] = "COALESCE(s.share_type_id, '')",
        ["share_network_id"] = "COALESCE(i.share_network_id, '')",
        ["share_network"] = "COALESCE(i.share_network_id, '')",
        ["snapshot_id"] = "COALESCE(s.snapshot_id, '')",
        ["snapshot"] = "COALESCE(s.snapshot_id, '')",
    };

    /// <summary>
    /// Reads sort_key and sort_dir. Everybody may name every key, as in Manila; for who may not filter by host, all hosts are equal.
    /// </summary>
    public static ShareOrder From(Call call)
    {
        var query = call.Query;
        var key = query.Text("sort_key") ?? "created_at";
        if (!Columns.TryGetValue(key, out var column))
        {
            throw Refusals.BadField("sort_key", $"'{key}' is not one of {string.Join(", ", Columns.Keys)}.");
        }
        if (key == "host" && !call.Caller.MayEverywhere("share:list_by_host")) column = "''";
        return (query.Text("sort_dir") ?? "desc") switch
        {
            "desc" => new ShareOrder(column, true),
            "asc" => new ShareOrder(column, false),
            var other => throw Refusals.BadField("sort_dir", $"'{other}' is neither asc nor desc."),
        };
    }

    /// <summary>ORDER BY with the id as tie-breaker.</summary>
    public Sql Clause => Descending
        ? Sql.Raw($" ORDER BY {Column} DESC, s.id DESC")
        : Sql.Raw($" ORDER BY {Column} ASC, s.id ASC");
}
