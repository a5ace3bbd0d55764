using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Shares;

/// <summary>GET /shares, /shares/detail and /shares/{id}.</summary>
sealed class ListShares(Db db, ShareDetails details, VisibleShares visible, ShareViews views, ApiSettings settings)
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
        var page = new Page<ShareView>(listing.Page.Limit, v => v.Share.Id.Text, total);
        if (form == ViewForm.Detail && call.Expects(Behaviour.ExportLocationsApart))
        {
            var rendered = await details.Page(call, listing);
            if (rendered.Count == 0) await MarkerMustExist(listing.Page, call.Aborted);
            return Reply.Rendered(rendered.Items, page, rendered.Count, rendered.Last);
        }
        var rows = await details.Rows(listing, call.Aborted);
        if (rows.Count == 0) await MarkerMustExist(listing.Page, call.Aborted);
        return Reply.Many(form == ViewForm.Summary ? rows.ConvertAll(ShareView.Of) : await views.Of(call, rows), form, page);
    }

    // A page behind something that is gone would be empty and look like the end of the list.
    async Task MarkerMustExist(PageRequest page, CancellationToken ct)
    {
        if (page.Marker is { } marker && await db.Number($"SELECT COUNT(*) FROM {ShareRows.Tables} WHERE s.id = {marker}", ct) == 0)
        {
            throw Refusals.BadField("marker", $"there is no share {marker}.");
        }
    }
}
