using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Shares;

/// <summary>GET /shares, /shares/detail and /shares/{id}.</summary>
sealed class ListShares(Db db, ShareDetails details, Visible<Share> visible, ShareViews views, ApiSettings settings)
{
    /// <summary>The plain list.</summary>
    public async Task<Reply> Index(Call call)
    {
        var listing = ShareListing.From(call, settings.MaxLimit);
        var page = new Page<ShareSummary>(listing.Page, v => v.Id, await Total(call, listing));
        var rows = await details.Summaries(listing, call.Aborted);
        if (rows.Count == 0) await listing.Place.MustExist(db, listing.Page, "share", call.Aborted);
        return Reply.Many(rows, ViewForm.Summary, page);
    }

    /// <summary>The detailed list.</summary>
    public async Task<Reply> Detail(Call call)
    {
        var listing = ShareListing.From(call, settings.MaxLimit);
        var page = new Page<ShareView>(listing.Page, v => v.Share.Id.Text, await Total(call, listing));
        if (call.Expects(Behaviour.ExportLocationsApart))
        {
            var rendered = await details.Page(call, listing);
            if (rendered.Found == 0) await listing.Place.MustExist(db, listing.Page, "share", call.Aborted);
            return Reply.Rendered(rendered.Items, page, rendered.Found, rendered.Last);
        }
        var rows = await details.Rows(listing, call.Aborted);
        if (rows.Count == 0) await listing.Place.MustExist(db, listing.Page, "share", call.Aborted);
        return Reply.Many(await views.Of(call, rows), ViewForm.Detail, page);
    }

    /// <summary>One share.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(await views.Of(call, await visible.ToRead(call, call["id"])));

    async Task<long?> Total(Call call, ShareListing listing) => listing.WithCount
        ? await db.Number(listing.Count, call.Aborted)
        : null;
}
