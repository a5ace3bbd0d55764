using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Shares;

/// <summary>GET /shares, /shares/detail and /shares/{id}.</summary>
public sealed class ListShares(Db db, VisibleShares visible, ExportLocationStore exports, ApiSettings settings)
{
    /// <summary>The plain list.</summary>
    public Task<Reply> Index(Call call) => List(call, ViewForm.Summary);

    /// <summary>The detailed list.</summary>
    public Task<Reply> Detail(Call call) => List(call, ViewForm.Detail);

    /// <summary>One share.</summary>
    public async Task<Reply> Show(Call call) =>
        Reply.One((await WithExports(call, [await visible.ToRead(call, call["id"])]))[0]);

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
        var views = form == ViewForm.Summary ? rows.ConvertAll(ShareView.Of) : await WithExports(call, rows);
        return Reply.Many(views, form, new Page<ShareView>(page.Limit, v => v.Share.Id.Text, total));
    }

    // Only clients from before 2.9 read paths in the share itself; nobody else pays for the look-up.
    async Task<List<ShareView>> WithExports(Call call, List<Share> shares)
    {
        if (call.Expects(Behaviour.ExportLocationsApart) || shares.Count == 0) return shares.ConvertAll(ShareView.Of);
        var locations = (await exports.Of(shares.Select(s => s.InstanceId), call.Aborted))
            .Where(e => !e.AdminOnly || call.Caller.IsAdmin)
            .ToLookup(e => e.InstanceId, e => e.Path);
        return shares.ConvertAll(s => ShareView.Of(s) with { Exports = [.. locations[s.InstanceId.Text]] });
    }
}
