namespace Abaca.Server.Groups;

/// <summary>What share groups are composed of: lists, updates of name and description, and resets of the status.</summary>
public sealed class ShareGroupParts(Visible<ShareGroup> visible, ShareGroupStore groups) : IListOf<ShareGroup, ShareGroupView>, IUpdateOf<ShareGroup>, IStatusResetOf<ShareGroup>
{
    static readonly Listing List = new()
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

    /// <inheritdoc/>
    public Visible<ShareGroup> Visible => visible;

    /// <inheritdoc/>
    public ValueTask<ShareGroup?> Now(Tx tx, ShareGroup seen, CancellationToken ct) => groups.Find(tx, seen.Id.Text, ct);

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<ShareGroup> Columns => ShareGroupStore.Columns;

    /// <inheritdoc/>
    public ShareGroupView View(ShareGroup resource) => new(resource);

    /// <inheritdoc/>
    public string Id(ShareGroupView view) => view.Group.Id.Text;

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("share_group").Only("name", "description");

    /// <inheritdoc/>
    public ShareGroup Changed(Call call, Fields asked, ShareGroup now) =>
        now with { Name = asked.TextOr("name", now.Name), Description = asked.TextOr("description", now.Description) };

    /// <inheritdoc/>
    public Task Save(Tx tx, ShareGroup changed, CancellationToken ct) => groups.Describe(tx, changed, ct);

    /// <inheritdoc/>
    public Task<Reply> Shown(Call call, ShareGroup changed) => Task.FromResult(Reply.One(View(changed)));

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Resettable => GroupStatus.Resettable;

    /// <inheritdoc/>
    public Task Reset(Tx tx, ShareGroup resource, string status, CancellationToken ct) => groups.Reset(tx, resource.Id, status, ct);

    /// <summary>Only administrators see the groups of every project, and only when they ask for them.</summary>
    internal static Sql Scope(Call call, Sql ofProject)
    {
        if (!(call.Query.Flag("all_tenants") ?? false) || !call.Caller.IsAdmin) return Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
        return call.Query.Text("project_id") is { Length: > 0 } wanted ? Sql.Of($"{ofProject} = {wanted}") : Sql.Of($"1 = 1");
    }
}
