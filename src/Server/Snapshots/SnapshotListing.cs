using Abaca.Server.Data;
using Abaca.Server.Http;

namespace Abaca.Server.Snapshots;

/// <summary>A list request for snapshots, turned into SQL conditions.</summary>
/// <param name="Where">Conditions over the aliases of <see cref="SnapshotRows"/>.</param>
/// <param name="Order">Sort column and direction.</param>
/// <param name="Page">Which part.</param>
/// <param name="Place">Where the page begins.</param>
/// <param name="WithCount">The total is asked for.</param>
sealed record SnapshotListing(Sql Where, SnapshotOrder Order, PageRequest Page, ListPlace Place, bool WithCount)
{
    static readonly TextFilters Texts = new(
        [
            new("n.name", "name", "display_name"),
            new("n.description", "description", "display_description"),
            new(SnapshotRows.Status, "status"),
            new("n.share_id", "share_id"),
        ],
        [
            new("n.name", "name~", "display_name~"),
            new("n.description", "description~", "display_description~"),
        ]);

    /// <summary>What Manila passes on for administrators only; for others such a filter is dropped.</summary>
    static readonly TextFilters AdminTexts = new(
        [
            new("n.id", "id"),
            new("n.user_id", "user_id"),
            new("n.project_id", "project_id"),
            new("n.share_proto", "share_proto"),
        ],
        []);

    /// <summary>Reads the query.</summary>
    /// <exception cref="ApiRefusal">400 for a bad value, 403 for a filter the caller may not use.</exception>
    public static SnapshotListing From(Call call, int maxLimit)
    {
        var query = call.Query;
        var where = Scope(call, query);
        Texts.AddTo(query, where, (name, value) => MustBeAllowed(call, name, value));
        if (call.Caller.IsAdmin) AddForAdmins(query, where);
        if (query.Count("size") is { } size) where.Append($" AND n.size = {(long)size}");
        foreach (var (key, value) in query.Map("metadata") ?? new Dictionary<string, string>())
        {
            where.Append($" AND EXISTS (SELECT 1 FROM json_each(n.metadata) m WHERE m.key = {key} AND m.value = {value})");
        }
        var place = new ListPlace(SnapshotRows.From, Sql.Raw("n.id"), Scope(call, query));
        return new SnapshotListing(where, SnapshotOrder.From(query), PageRequest.From(query, maxLimit), place, query.Flag("with_count") ?? false);
    }

    static Sql Scope(Call call, Query query)
    {
        if ((query.Flag("all_tenants") ?? false) && call.Caller.MayEverywhere("share_snapshot:list_all_projects"))
        {
            return Sql.Of($"1 = 1");
        }
        return Sql.Of($"n.project_id = {call.Caller.ProjectId}");
    }

    static void AddForAdmins(Query query, Sql where)
    {
        AdminTexts.AddTo(query, where);
        if (query.Count("share_size") is { } size) where.Append($" AND n.share_size = {(long)size}");
        where.Append(query.Text("usage") switch
        {
            null or "" or "any" => Sql.Of($""),
            "used" => Sql.Raw(" AND EXISTS (SELECT 1 FROM shares c WHERE c.snapshot_id = n.id)"),
            "unused" => Sql.Raw(" AND NOT EXISTS (SELECT 1 FROM shares c WHERE c.snapshot_id = n.id)"),
            var other => throw Refusals.BadField("usage", $"'{other}' is not one of any, used, unused."),
        });
    }

    static void MustBeAllowed(Call call, string name, string value)
    {
        if (name == "status" && value.Contains("deferred", StringComparison.Ordinal))
        {
            call.Caller.Must("share_snapshot:list_snapshots_in_deferred_deletion_states");
        }
    }
}

/// <summary>How a list of snapshots is sorted.</summary>
/// <param name="Column">SQL expression over the aliases of <see cref="SnapshotRows"/>.</param>
/// <param name="Descending">Newest or largest first.</param>
sealed record SnapshotOrder(string Column, bool Descending)
{
    // Columns that may be null are read as empty, so that a marker in such a row still has rows behind it.
    static readonly Dictionary<string, string> Columns = new(StringComparer.Ordinal)
    {
        ["id"] = "n.id",
        ["status"] = SnapshotRows.Status,
        ["size"] = "n.size",
        ["share_id"] = "n.share_id",
        ["share_size"] = "n.share_size",
        ["share_proto"] = "n.share_proto",
        ["user_id"] = "n.user_id",
        ["project_id"] = "n.project_id",
        ["progress"] = "COALESCE(i.progress, '')",
        ["created_at"] = "n.created_at",
        ["updated_at"] = "COALESCE(n.updated_at, 0)",
        ["display_name"] = "COALESCE(n.name, '')",
        ["name"] = "COALESCE(n.name, '')",
    };

    /// <summary>Reads sort_key and sort_dir.</summary>
    public static SnapshotOrder From(Query query)
    {
        var key = query.Text("sort_key") ?? "created_at";
        if (!Columns.TryGetValue(key, out var column))
        {
            throw Refusals.BadField("sort_key", $"'{key}' is not one of {string.Join(", ", Columns.Keys)}.");
        }
        return (query.Text("sort_dir") ?? "desc") switch
        {
            "desc" => new SnapshotOrder(column, true),
            "asc" => new SnapshotOrder(column, false),
            var other => throw Refusals.BadField("sort_dir", $"'{other}' is neither asc nor desc."),
        };
    }

    /// <summary>ORDER BY with the id as tie-breaker.</summary>
    public Sql Clause => Descending
        ? Sql.Raw($" ORDER BY {Column} DESC, n.id DESC")
        : Sql.Raw($" ORDER BY {Column} ASC, n.id ASC");
}
