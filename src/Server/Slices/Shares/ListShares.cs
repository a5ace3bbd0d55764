namespace Abaca.Server.Shares;

/// <summary>GET /shares, /shares/detail and /shares/{id}.</summary>
sealed class ListShares(Db db, DetailedShares details, Visible<Share> visible, ShareViews views, ApiSettings settings)
{
    static readonly Columns<ShareSummary> SummaryColumns = new(c => new ShareSummary(c.Text("s.id"), c.TextOrNull("s.name")));

    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => ShareListing.Listing.Reply(
        (call, db, settings.MaxLimit), SummaryColumns, ViewForm.Summary, v => v, v => v.Id);

    /// <summary>The detailed list.</summary>
    public async Task<Reply> Detail(Call call)
    {
        var asked = await ShareListing.Listing.Asked(call, db, settings.MaxLimit);
        var page = new Page<ShareView>(asked.Page, v => v.Share.Id.Text, await asked.Total(call.Aborted));
        if (call.Expects(Behaviour.ExportLocationsApart))
        {
            var rendered = await details.Page(call, asked);
            return Reply.Rendered(rendered.Items, page, rendered.Found, rendered.Last);
        }
        return Reply.Many(await views.Of(call, await asked.Rows(ShareRows.Columns, call.Aborted)), ViewForm.Detail, page);
    }

    /// <summary>One share.</summary>
    public async Task<Reply> Show(Call call) => Reply.One(await views.Of(call, await visible.ToRead(call, call["id"])));
}
