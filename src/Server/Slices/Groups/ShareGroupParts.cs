namespace Abaca.Server.Groups;

/// <summary>What share groups are composed of.</summary>
public sealed class ShareGroupParts(Visible<ShareGroup> visible, ShareGroupStore groups) : GroupParts<ShareGroup, ShareGroupView>(visible, groups)
{
    static readonly Listing List = new()
    {
        Kind = "share group",
        Tables = ShareGroupStore.Tables,
        Alias = "g",
        Scope = Scope,
        Filters =
        [
            ListFilters.Text("g.name", ["name"]),
            ListFilters.Text("g.description", ["description"]),
            ListFilters.Text("g.status", ["status"]),
            ListFilters.Text("g.share_group_type_id", ["share_group_type_id", "group_type_id"]),
            ListFilters.Text("g.host", ["host"]),
            ListFilters.Text("g.source_share_group_snapshot_id", ["source_share_group_snapshot_id"]),
            ListFilters.Text("NULL", ["share_server_id"]),
            ListFilters.Text("NULL", ["share_network_id"]),
            ListFilters.Part("g.name", ["name~"]),
            ListFilters.Part("g.description", ["description~"]),
        ],
        SortKeys = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = "g.id",
            ["name"] = "COALESCE(g.name, '')",
            ["status"] = "g.status",
            ["host"] = "COALESCE(g.host, '')",
            ["project_id"] = "g.project_id",
            ["user_id"] = "g.user_id",
            ["availability_zone"] = "COALESCE(g.availability_zone, '')",
            ["share_group_type_id"] = "g.share_group_type_id",
            ["created_at"] = "g.created_at",
            ["updated_at"] = "COALESCE(g.updated_at, 0)",
        },
    };

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
