namespace Abaca.Server.Groups;

/// <summary>GET /share-groups, /share-groups/detail and /share-groups/{id}.</summary>
public sealed class ListShareGroups(Db db, Visible<ShareGroup> visible, ApiSettings settings)
{
    static readonly Listing Listing = new()
    {
        Kind = "share group",
        Tables = ShareGroupStore.Tables,
        Id = "g.id",
        Project = "g.project_id",
        CreatedAt = "g.created_at",
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

    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>One group.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new ShareGroupView(await visible.ToRead(call, call["id"])));

    /// <summary>Only administrators see the groups of every project, and only when they ask for them.</summary>
    internal static Sql Scope(Call call, Sql ofProject)
    {
        if (!(call.Query.Flag("all_tenants") ?? false) || !call.Caller.IsAdmin) return Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
        return call.Query.Text("project_id") is { Length: > 0 } wanted ? Sql.Of($"{ofProject} = {wanted}") : Sql.Of($"1 = 1");
    }

    Task<Reply> List(Call call, ViewForm form) => Listing.Reply(
        (call, db, settings.MaxLimit), ShareGroupStore.Columns, form, g => new ShareGroupView(g), v => v.Group.Id.Text);
}
