namespace Abaca.Server.Groups;

/// <summary>What group snapshots are composed of: lists, updates of name and description, and resets of the status.</summary>
public sealed class GroupSnapshotParts(Visible<GroupSnapshot> visible, GroupSnapshotStore snapshots) : IListOf<GroupSnapshot, GroupSnapshotView>, IUpdateOf<GroupSnapshot>, IStatusResetOf<GroupSnapshot>
{
    static readonly Listing List = new()
    {
        Kind = "share group snapshot",
        Tables = GroupSnapshotStore.Tables,
        Id = "n.id",
        Project = "n.project_id",
        CreatedAt = "n.created_at",
        Scope = ShareGroupParts.Scope,
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
    public Visible<GroupSnapshot> Visible => visible;

    /// <inheritdoc/>
    public ValueTask<GroupSnapshot?> Now(Tx tx, GroupSnapshot seen, CancellationToken ct) => snapshots.Find(tx, seen.Id.Text, ct);

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<GroupSnapshot> Columns => GroupSnapshotStore.Columns;

    /// <inheritdoc/>
    public GroupSnapshotView View(GroupSnapshot resource) => new(resource);

    /// <inheritdoc/>
    public string Id(GroupSnapshotView view) => view.Snapshot.Id.Text;

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("share_group_snapshot").Only("name", "description");

    /// <inheritdoc/>
    public GroupSnapshot Changed(Call call, Fields asked, GroupSnapshot now) =>
        now with { Name = asked.TextOr("name", now.Name), Description = asked.TextOr("description", now.Description) };

    /// <inheritdoc/>
    public Task Save(Tx tx, GroupSnapshot changed, CancellationToken ct) => snapshots.Describe(tx, changed, ct);

    /// <inheritdoc/>
    public Task<Reply> Shown(Call call, GroupSnapshot changed) => Task.FromResult(Reply.One(View(changed)));

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Resettable => GroupStatus.Resettable;

    /// <inheritdoc/>
    public Task Reset(Tx tx, GroupSnapshot resource, string status, CancellationToken ct) => snapshots.Reset(tx, resource.Id, status, ct);

    /// <inheritdoc/>
    public ValueTask<List<GroupSnapshot>> Complete(List<GroupSnapshot> rows, CancellationToken ct) => new(snapshots.WithMembers(rows, ct));
}
