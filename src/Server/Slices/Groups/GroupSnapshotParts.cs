namespace Abaca.Server.Groups;

/// <summary>What group snapshots are composed of.</summary>
public sealed class GroupSnapshotParts(Visible<GroupSnapshot> visible, GroupSnapshotStore snapshots) : GroupParts<GroupSnapshot, GroupSnapshotView>(visible, snapshots)
{
    static readonly Listing List = ListOf(
        "share group snapshot", GroupSnapshotStore.Tables, "n", [ListFilters.Text("n.share_group_id", ["share_group_id"])],
        ["id", "name", "status", "share_group_id", "project_id", "user_id", "created_at", "updated_at"]);

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
