using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Groups;

/// <summary>GET /share-groups, /share-groups/detail and /share-groups/{id}.</summary>
public sealed class ListShareGroups(Db db, VisibleShareGroups visible, ApiSettings settings)
{
    static readonly GroupListing.Kind Kind = new(
        "share_groups g",
        new TextFilters(
            [
                new("g.name", "name"),
                new("g.description", "description"),
                new("g.status", "status"),
                new("g.share_group_type_id", "share_group_type_id", "group_type_id"),
                new("g.host", "host"),
                new("g.source_share_group_snapshot_id", "source_share_group_snapshot_id"),
                new("NULL", "share_server_id"),
                new("NULL", "share_network_id"),
            ],
            [
                new("g.name", "name~"),
                new("g.description", "description~"),
            ]),
        new Dictionary<string, string>(StringComparer.Ordinal)
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
        });

    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>One group.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(new ShareGroupView(await visible.ToRead(call, call["id"])));

    async Task<Reply> List(Call call, ViewForm form)
    {
        var listing = GroupListing.From(call, Kind, settings.MaxLimit);
        var rows = listing.Page.Most == 0
            ? []
            : await db.Query(ShareGroupStore.Columns, $"{ShareGroupStore.From} WHERE {listing.Where}{listing.Rest}", call.Aborted);
        if (rows.Count == 0) await listing.Place.MustExist(db, listing.Page, "share group", call.Aborted);
        return Reply.Many(rows.ConvertAll(g => new ShareGroupView(g)), form, new Page<ShareGroupView>(listing.Page, v => v.Group.Id.Text));
    }
}

/// <summary>Finds groups and their snapshots for a caller: what is another project's does not exist for them.</summary>
public sealed class VisibleShareGroups(ShareGroupStore groups, GroupSnapshotStore snapshots)
{
    /// <summary>A group the caller may look at, for the operation that is called.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when the operation's rule does not let them at this one.</exception>
    public async Task<ShareGroup> ToRead(Call call, string id)
    {
        if (await groups.Find(id, call.Aborted) is not { } group || !call.Caller.May("share_group:get", group.ProjectId, group.UserId))
        {
            throw Refusals.NotFound("Share group", id);
        }
        call.MustOn(group.ProjectId, group.UserId);
        return group;
    }

    /// <summary>A group the caller may change by this rule.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when only the rule fails.</exception>
    public async Task<ShareGroup> ToChange(Call call, string id, string rule)
    {
        var group = await ToRead(call, id);
        call.Caller.Must(rule, group.ProjectId, group.UserId);
        return group;
    }

    /// <summary>A group snapshot the caller may look at, for the operation that is called.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when the operation's rule does not let them at this one.</exception>
    public async Task<GroupSnapshot> SnapshotToRead(Call call, string id)
    {
        if (await snapshots.Find(id, call.Aborted) is not { } snapshot || !call.Caller.May("share_group_snapshot:get", snapshot.ProjectId, snapshot.UserId))
        {
            throw Refusals.NotFound("Share group snapshot", id);
        }
        call.MustOn(snapshot.ProjectId, snapshot.UserId);
        return snapshot;
    }

    /// <summary>A group snapshot the caller may change by this rule.</summary>
    /// <exception cref="ApiRefusal">404 when they may not even see it, 403 when only the rule fails.</exception>
    public async Task<GroupSnapshot> SnapshotToChange(Call call, string id, string rule)
    {
        var snapshot = await SnapshotToRead(call, id);
        call.Caller.Must(rule, snapshot.ProjectId, snapshot.UserId);
        return snapshot;
    }
}
