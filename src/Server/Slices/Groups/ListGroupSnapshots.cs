namespace Abaca.Server.Groups;

/// <summary>GET /share-group-snapshots, …/detail, …/{id} and …/{id}/members.</summary>
public sealed class ListGroupSnapshots(Db db, Visible<GroupSnapshot> visible, GroupSnapshotStore snapshots, ApiSettings settings)
{
    static readonly Listing Listing = new()
    {
        Kind = "share group snapshot",
        Tables = GroupSnapshotStore.Tables,
        Id = "n.id",
        Project = "n.project_id",
        CreatedAt = "n.created_at",
        Scope = ListShareGroups.Scope,
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

    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>One group snapshot.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new GroupSnapshotView(await visible.ToRead(call, call["id"])));

    /// <summary>The members of one.</summary>
    public async Task<Reply> Members(Call call)
    {
        var page = PageRequest.From(call.Query, settings.MaxLimit);
        var members = (await visible.ToRead(call, call["id"])).Members.ToList();
        var behind = page.Marker is { } marker ? members.FindIndex(m => m.Id == marker) + 1 : 0;
        if (page.Marker is not null && behind == 0) throw ListQuery.NoSuchMarker("member of the share group snapshot", page.Marker);
        return Reply.Many(
            [.. members.Skip(behind + page.Offset).Take(page.Wanted).Select(m => new GroupSnapshotMemberView(m))], ViewForm.Detail,
            new Page<GroupSnapshotMemberView>(page, v => v.Member.Id));
    }

    Task<Reply> List(Call call, ViewForm form) => Listing.Reply(
        (call, db, settings.MaxLimit), GroupSnapshotStore.Columns, form,
        s => new GroupSnapshotView(s), v => v.Snapshot.Id.Text, form == ViewForm.Detail ? rows => new(snapshots.WithMembers(rows, call.Aborted)) : null);
}
