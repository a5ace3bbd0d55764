namespace Abaca.Server.Groups;

/// <summary>What share groups are composed of.</summary>
public sealed class ShareGroupParts(Visible<ShareGroup> visible, ShareGroupStore groups) : GroupParts<ShareGroup, ShareGroupView>(visible, groups)
{
    static readonly Listing List = ListOf(
        "share group", ShareGroupStore.Tables, "g",
        [
            ListFilters.Text("g.share_group_type_id", ["share_group_type_id", "group_type_id"]),
            ListFilters.Text("g.host", ["host"]),
            ListFilters.Text("g.source_share_group_snapshot_id", ["source_share_group_snapshot_id"]),
            ListFilters.Text("NULL", ["share_server_id"]),
            ListFilters.Text("NULL", ["share_network_id"]),
        ],
        ["id", "name", "status", "host", "project_id", "user_id", "availability_zone", "share_group_type_id", "created_at", "updated_at"]);

    /// <inheritdoc/>
    public override Listing Listing => List;

    /// <inheritdoc/>
    protected override string Envelope => "share_group";

    /// <inheritdoc/>
    public override ShareGroupView View(ShareGroup resource) => new(resource);

    /// <inheritdoc/>
    public override string Id(ShareGroupView view) => view.Group.Id.Text;

    /// <inheritdoc/>
    protected override IId IdOf(ShareGroup resource) => resource.Id;

    /// <inheritdoc/>
    public override ShareGroup Changed(Call call, Fields asked, ShareGroup now) =>
        now with { Name = asked.TextOr("name", now.Name), Description = asked.TextOr("description", now.Description) };
}
