namespace Abaca.Server.Snapshots;

/// <summary>The list of snapshots.</summary>
static class SnapshotListing
{
    // Columns that may be null are read as empty, so that a marker in such a row still has rows behind it.
    static readonly Dictionary<string, string> SortKeys = new(StringComparer.Ordinal)
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

    /// <summary>What it is made of and what can be asked of it, over the aliases of <see cref="SnapshotRows"/>.</summary>
    public static readonly Listing Listing = new()
    {
        Kind = "snapshot",
        Tables = SnapshotRows.Tables,
        Alias = "n",
        Counts = true,
        Scope = (call, ofProject) => (call.Query.Flag("all_tenants") ?? false) && call.Caller.MayEverywhere("share_snapshot:list_all_projects")
            ? Sql.Of($"1 = 1")
            : Sql.Of($"{ofProject} = {call.Caller.ProjectId}"),
        Filters =
        [
            ListFilters.Text("COALESCE(n.name, '')", ["name", "display_name"], new IndexedText("snapshots", "COALESCE(name, '')", NeedsProject: true)),
            ListFilters.Text("n.description", ["description", "display_description"]),
            Status,
            ListFilters.Text("COALESCE(n.share_id, '')", ["share_id"], new IndexedText("snapshots", "share_id")),
            ListFilters.Part("n.name", ["name~", "display_name~"]),
            ListFilters.Part("n.description", ["description~", "display_description~"]),
            ListFilters.ForAdmins(ListFilters.Text("COALESCE(n.id, '')", ["id"], new IndexedText("snapshots", "id"))),
            ListFilters.ForAdmins(ListFilters.Text("n.user_id", ["user_id"])),
            ListFilters.ForAdmins(ListFilters.Text("n.project_id", ["project_id"])),
            ListFilters.ForAdmins(ListFilters.Text("n.share_proto", ["share_proto"])),
            ListFilters.ForAdmins(ListFilters.Number("n.share_size", "share_size")),
            ListFilters.ForAdmins(Usage),
            ListFilters.Number("n.size", "size"),
            ListFilters.Items("metadata", "snapshot_metadata", "snapshot_id", "n.id"),
        ],
        SortKeys = SortKeys,
    };

    // Snapshots in any state but available are few, and have an index of their own. What is shown is the state of one of a snapshot's
    // instances, where gone is shown as going (SnapshotRows).
    static void Status(Call call, ListConditions where)
    {
        if (call.Query.Text("status") is not { Length: > 0 } status) return;
        if (status.Contains("deferred", StringComparison.Ordinal)) call.Caller.Must("share_snapshot:list_snapshots_in_deferred_deletion_states");
        where.Add($"{Sql.Raw(SnapshotRows.Status)} = {status}");
        if (status == SnapshotStatus.Available) return;
        var stored = status == SnapshotStatus.Deleting ? Sql.List([status, SnapshotStatus.Deleted]) : Sql.List([status]);
        where.AddFew($"SELECT u.snapshot_id FROM snapshot_instances u WHERE u.status IN ({stored}) AND u.status <> 'available'");
    }

    static void Usage(Call call, ListConditions where)
    {
        switch (call.Query.Text("usage"))
        {
            case null or "" or "any": break;
            case "used": where.Add($"EXISTS (SELECT 1 FROM shares c WHERE c.snapshot_id = n.id)"); break;
            case "unused": where.Add($"NOT EXISTS (SELECT 1 FROM shares c WHERE c.snapshot_id = n.id)"); break;
            case var other: throw Refusals.BadField("usage", $"'{other}' is not one of any, used, unused.");
        }
    }
}
