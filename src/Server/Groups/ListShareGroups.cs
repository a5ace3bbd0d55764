using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Groups;

/// <summary>GET /share-groups, /share-groups/detail and /share-groups/{id}.</summary>
public sealed class ListShareGroups(Db db, Visible<ShareGroup> visible, ApiSettings settings)
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
