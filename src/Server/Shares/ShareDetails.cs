using Abaca.Server.Data;
using Abaca.Server.Http;
using Abaca.Server.Microversions;

namespace Abaca.Server.Shares;

/// <summary>
/// Shares in detail, rendered. A page is first read as ids and revisions alone; only shares that are not known at that revision are
/// read whole and rendered.
/// </summary>
sealed class ShareDetails(Db db, ShareStore shares, ShareFragments fragments)
{
    /// <summary>With more than so many to render, one query for the page is cheaper than one for each.</summary>
    const int ManyMissing = 16;

    /// <summary>
    /// Pages up to this are read whole at once: two queries would cost as much, and a small page costs the same whether its shares are
    /// among a few or among a hundred thousand.
    /// </summary>
    const int SmallPage = 32;

    /// <summary>Renaming, adding or removing a share type changes it; shares show their type's name.</summary>
    static readonly Sql TypesMark = Sql.Raw(
        "SELECT COUNT(*) || '/' || COALESCE(MAX(COALESCE(updated_at, created_at)), 0) || '/' || COALESCE(MAX(created_at), 0) FROM share_types");

    /// <summary>The page, for a client that does not read paths in shares.</summary>
    public async Task<RenderedPage> Page(Call call, ShareListing listing)
    {
        var rendering = call.Rendering(ViewForm.Detail);
        if (listing.Page.Most <= SmallPage) return await SmallOne(call, listing, rendering.Form);
        var mark = (await db.First(TypesMark, row => row.Text(0), call.Aborted))!;
        var wanted = await Versions(listing, call.Aborted);
        var count = wanted.Count;
        wanted.RemoveRange(listing.Page.Shown(count), count - listing.Page.Shown(count));
        var found = new byte[]?[wanted.Count];
        var last = wanted.Count > 0 ? wanted[^1].Id : null;
        var missing = fragments.Find(rendering, mark, wanted, found);
        if (missing > ManyMissing) return await WholePage(call, listing, rendering, mark);
        for (var i = 0; missing > 0 && i < found.Length; i++)
        {
            // One that was removed since its id was read is left out; the page's end stays where it was.
            if (found[i] is null && await shares.Find(wanted[i].Id, call.Aborted) is { } share) found[i] = Render(call, rendering, mark, share);
        }
        return new RenderedPage([.. found.OfType<byte[]>()], count, last);
    }

    /// <summary>The shares that a page wants, whole.</summary>
    public ValueTask<List<Share>> Rows(ShareListing listing, CancellationToken ct) => Read(listing, ShareRows.Columns, ShareRows.Read, ct);

    /// <summary>The shares that a page wants, by name only.</summary>
    public ValueTask<List<ShareSummary>> Summaries(ShareListing listing, CancellationToken ct) =>
        Read(listing, Sql.Raw("s.id, s.name"), row => new ShareSummary(row.Text(0), row.TextOrNull(1)), ct);

    async Task<RenderedPage> SmallOne(Call call, ShareListing listing, ViewForm form) =>
        Of(listing, await Rows(listing, call.Aborted), share => call.Render(ShareView.Of(share), form));

    async Task<RenderedPage> WholePage(Call call, ShareListing listing, Rendering rendering, string mark) =>
        Of(listing, await Rows(listing, call.Aborted), share => Render(call, rendering, mark, share));

    static RenderedPage Of(ShareListing listing, List<Share> rows, Converter<Share, byte[]> render)
    {
        var shown = rows[..listing.Page.Shown(rows.Count)];
        return new RenderedPage(shown.ConvertAll(render), rows.Count, shown.Count > 0 ? shown[^1].Id.Text : null);
    }

    byte[] Render(Call call, Rendering rendering, string mark, Share share)
    {
        var json = call.Render(ShareView.Of(share), rendering.Form);
        fragments.Keep(rendering, mark, new ShareVersion(share.Id.Text, share.Revision), json);
        return json;
    }

    ValueTask<List<ShareVersion>> Versions(ShareListing listing, CancellationToken ct) =>
        Read(listing, Sql.Raw("s.id, s.revision"), row => new ShareVersion(row.Text(0), row.Number(1)), ct);

    ValueTask<List<T>> Read<T>(ShareListing listing, Sql columns, Func<Row, T> read, CancellationToken ct) => listing.Page.Most == 0
        ? ValueTask.FromResult(new List<T>())
        : db.Query(listing.Select(columns), read, ct);
}

/// <summary>A page of a list, rendered.</summary>
/// <param name="Items">JSON of each item that is shown.</param>
/// <param name="Found">How many were found of those that the page wanted (see <see cref="PageRequest.Wanted"/>).</param>
/// <param name="Last">Id of the last one of the page, should it be gone since; null when there is none.</param>
sealed record RenderedPage(IReadOnlyList<byte[]> Items, int Found, string? Last);
