using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Shares;

/// <summary>GET /shares, /shares/detail and /shares/{id}.</summary>
public sealed class ListShares(Db db, VisibleShares visible, ShareViews views, ApiSettings settings)
{
    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>One share.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(await views.Of(call, await visible.ToRead(call, call["id"])));

    async Task<Reply> List(Call call, ViewForm form)
    {
        var listing = ShareListing.From(call, settings.MaxLimit);
        long? total = listing.WithCount
            ? await db.Number($"SELECT COUNT(*) FROM {ShareRows.Tables} WHERE {listing.Where}", call.Aborted)
            : null;
        var page = listing.Page;
        var behind = page.Marker is { } marker ? listing.Order.Behind(marker) : Sql.Of($"");
        var rows = page.Most == 0
            ? []
            : await db.Query(
                $"SELECT {ShareRows.Columns} FROM {ShareRows.Tables} WHERE {listing.Where}{behind}{listing.Order.Clause} LIMIT {page.Most} OFFSET {page.Offset}",
                ShareRows.Read, call.Aborted);
        if (rows.Count == 0 && page.Marker is { } named) await MustExist(named, call.Aborted);
        var shown = form == ViewForm.Summary ? rows.ConvertAll(ShareView.Of) : await views.Of(call, rows);
        return Reply.Many(shown, form, new Page<ShareView>(page.Limit, v => v.Share.Id.Text, total));
    }

    // A page behind something that is gone would be empty and look like the end of the list.
    async Task MustExist(string marker, CancellationToken ct)
    {
        if (await db.Number($"SELECT COUNT(*) FROM {ShareRows.Tables} WHERE s.id = {marker}", ct) == 0)
        {
            throw Refusals.BadField("marker", $"there is no share {marker}.");
        }
    }
}
