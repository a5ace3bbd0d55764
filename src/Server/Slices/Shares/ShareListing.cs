namespace Abaca.Server.Shares;

/// <summary>The list of shares.</summary>
static class ShareListing
{
    static readonly string[] Name = ["name", "display_name"];
    static readonly string[] Description = ["description", "display_description"];

    // Columns that may be null are read as empty, so that a marker in such a row still has rows behind it.
    static readonly Dictionary<string, string> SortKeys = new(StringComparer.Ordinal)
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

    static readonly ListFilter[] Filters =
    [
        ListFilters.Text("COALESCE(s.name, '')", Name, new IndexedText("shares", "COALESCE(name, '')", NeedsProject: true)),
        ListFilters.Text("s.description", Description),
        Status,
        ListFilters.Text("i.share_server_id", ["share_server_id"], check: (call, where, _) => MustBeAllowed(call, where, "share:list_by_share_server_id")),
        ListFilters.Text("COALESCE(s.share_type_id, '')", ["share_type_id"], new IndexedText("shares", "share_type_id")),
        ListFilters.Text("COALESCE(s.snapshot_id, '')", ["snapshot_id"], new IndexedText("shares", "snapshot_id")),
        ListFilters.Text("i.share_network_id", ["share_network_id"]),
        ListFilters.Text("COALESCE(s.share_group_id, '')", ["share_group_id"], new IndexedText("shares", "share_group_id")),
        ListFilters.Text("s.mount_point_name", ["mount_point_name"]),
        ListFilters.Text("i.availability_zone", ["availability_zone"]),
        ListFilters.Text("s.encryption_key_ref", ["encryption_key_ref"]),
        ListFilters.Part("s.name", ["name~", "display_name~"], Name),
        ListFilters.Part("s.description", ["description~", "display_description~"], Description),
        Host,
        ListFilters.Items("metadata", "share_metadata", "share_id", "s.id"),
        ExtraSpecs,
        Export("export_location_id", "e.id"),
        Export("export_location_path", "e.path"),
        (call, where) => where.Add($"s.is_soft_deleted = {call.Query.Flag("is_soft_deleted") ?? false}"),
    ];

    /// <summary>What it is made of and what can be asked of it, over the aliases of <see cref="ShareRows"/>.</summary>
    public static readonly Listing Listing = new()
    {
        Kind = "share",
        Tables = ShareRows.Tables,
        Alias = "s",
        Counts = true,
        Scope = Scope,
        Filters = Filters,
        SortKeys = SortKeys,
        // Everybody may name every key, as in Manila; for who may not filter by host, all hosts are equal.
        SortRules = new Dictionary<string, string>(StringComparer.Ordinal) { ["host"] = "share:list_by_host" },
    };

    static Sql Scope(Call call, Sql ofProject)
    {
        var (query, isPublic) = (call.Query, call.Query.Flag("is_public") ?? false);
        if ((query.Flag("all_tenants") ?? false) && call.Caller.MayEverywhere("share:list_all_projects"))
        {
            return query.Text("project_id") is { Length: > 0 } project ? Sql.Of($"{ofProject} = {project}") : Sql.Of($"1 = 1");
        }
        return isPublic
            ? Sql.Of($"({ofProject} = {call.Caller.ProjectId} OR s.is_public = {true})")
            : Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
    }

    // Whoever may ask such a thing of their own project's shares only learns nothing of others' public ones.
    static void MustBeAllowed(Call call, ListConditions where, string rule)
    {
        call.Caller.Must(rule);
        if (!call.Caller.MayEverywhere(rule)) where.Add($"s.project_id = {call.Caller.ProjectId}");
    }

    // Who waits for a share asks for those being created, again and again: shares in any state but available are few, and have an index of their own.
    static void Status(Call call, ListConditions where)
    {
        if (call.Query.Text("status") is not { Length: > 0 } status) return;
        if (status.Contains("deferred", StringComparison.Ordinal)) MustBeAllowed(call, where, "share:list_shares_in_deferred_deletion_states");
        where.Add($"COALESCE(i.status, '') = {status}");
        if (status != ShareStatus.Available) where.AddFew($"SELECT u.share_id FROM share_instances u WHERE u.status = {status} AND u.status <> 'available'");
    }

    // A host, and all backends and pools on it.
    static void Host(Call call, ListConditions where)
    {
        if (call.Query.Text("host") is not { Length: > 0 } host) return;
        MustBeAllowed(call, where, "share:list_by_host");
        where.Add(On("COALESCE(i.host, '')", host));
        where.AddFew($"SELECT u.share_id FROM share_instances u WHERE {On("u.host", host)}");
    }

    // From host@ up to the character behind @, and so on: no pattern, so that an index answers it.
    static Sql On(string column, string host)
    {
        var on = Sql.Raw(column);
        return Sql.Of($"({on} = {host} OR ({on} >= {host + "@"} AND {on} < {host + "A"}) OR ({on} >= {host + "#"} AND {on} < {host + "$"}))");
    }

    static void ExtraSpecs(Call call, ListConditions where)
    {
        if (call.Query.Map("extra_specs") is not { } specs) return;
        call.Caller.Must("share_types_extra_spec:index");
        foreach (var (key, value) in specs) where.Add(Json.Has("t.extra_specs", key, value));
    }

    static ListFilter Export(string name, string column) => (call, where) =>
    {
        if (call.Query.Text(name) is not { Length: > 0 } value) return;
        var seen = call.Caller.IsAdmin ? Sql.Of($"") : Sql.Of($" AND e.is_admin_only = {false}");
        where.Add($"EXISTS (SELECT 1 FROM export_locations e WHERE e.share_instance_id = i.id AND {Sql.Raw(column)} = {value}{seen})");
        where.AddFew($"SELECT u.share_id FROM export_locations e JOIN share_instances u ON u.id = e.share_instance_id WHERE {Sql.Raw(column)} = {value}");
    };
}
