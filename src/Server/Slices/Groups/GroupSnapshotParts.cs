namespace Abaca.Server.Groups;

/// <summary>What group snapshots are composed of.</summary>
public sealed class GroupSnapshotParts(Visible<GroupSnapshot> visible, GroupSnapshotStore snapshots) : GroupParts<GroupSnapshot, GroupSnapshotView>(visible, snapshots)
{
    static readonly Listing List = new()
    {
        Kind = "share group snapshot",
        Tables = GroupSnapshotStore.Tables,
        Alias = "n",
        Scope = Scope,
        Filters =
        [
            ListFilters.Text("n.name", ["name"]),
            ListFilters.Text("n.description", ["description"]),
            ListFilters.Text("n.status", ["status"]),
            ListFilters.Text("n.share_group_id", ["share_group_id"]),
            ListFilters.Part("n.name", ["name~"]),
            ListFilters.Part("n.description", ["description~"]),
        ],
        SortKeys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = "n.id",
            ["name"] = "COALESCE(n.name, '')",
            ["status"] = "n.status",
            ["share_group_id"] = "n.share_group_id",
            ["project_id"] = "n.project_id",
            ["user_id"] = "n.user_id",
            ["created_at"] = "n.created_at",
            ["updated_at"] = "COALESCE(n.updated_at, 0)",
        },
    };

    /// <inheritdoc/>
    public override Listing Listing => List;

    /// <inheritdoc/>
    protected override string Envelope => "share_group_snapshot";

    /// <inheritdoc/>
    public override GroupSnapshotView View(GroupSnapshot resource) => new(resource);

    /// <inheritdoc/>
    public override string Id(GroupSnapshotView view) => view.Snapshot.Id.Text;

    /// <inheritdoc/>
    protected override IId IdOf(GroupSnapshot resource) => resource.Id;

    /// <inheritdoc/>
    public override ValueTask<List<GroupSnapshot>> Complete(List<GroupSnapshot> rows, CancellationToken ct) => new(snapshots.WithMembers(rows, ct));

    /// <inheritdoc/>
    public override GroupSnapshot Changed(Call call, Fields asked, GroupSnapshot now) =>
        now with { Name = asked.TextOr("name", now.Name), Description = asked.TextOr("description", now.Description) };
}
