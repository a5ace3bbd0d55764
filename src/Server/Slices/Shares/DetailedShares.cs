namespace Abaca.Server.Shares;

/// <summary>
/// Shares in detail, rendered. A page is first read as ids and revisions alone; only shares that are not known at that revision are
/// read whole and rendered.
/// </summary>
sealed class DetailedShares(Db db, ShareStore shares, ShareFragments fragments)
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

    static readonly Columns<ShareVersion> VersionColumns = new(c => new ShareVersion(c.Text("s.id"), c.Number("s.revision")));

    /// <summary>How many shares are looked up and rendered at once: what a list takes in memory beside ids and revisions.</summary>
    const int Batch = 1000;

    /// <summary>The page, for a client that does not read paths in shares.</summary>
    public async Task<RenderedPage> Page(Call call, ListQuery asked)
    {
        var rendering = call.Rendering(ViewForm.Detail);
        if (asked.Page.Most <= SmallPage) return await SmallOne(call, asked, rendering.Form);
        var mark = (await db.Text(TypesMark, call.Aborted))!;
        var wanted = await asked.Rows(VersionColumns, call.Aborted);
        var count = wanted.Count;
        wanted.RemoveRange(asked.Page.Shown(count), count - asked.Page.Shown(count));
        return new RenderedPage(Batches(call, rendering, mark, wanted), count, wanted.Count > 0 ? wanted[^1].Id : null);
    }

    // One that was removed since its id was read is left out; the page's end stays where it was.
    async IAsyncEnumerable<byte[]> Batches(Call call, Rendering rendering, string mark, List<ShareVersion> wanted)
    {
        foreach (var batch in wanted.Chunk(Batch))
        {
            var found = new byte[]?[batch.Length];
            if (fragments.Find(rendering, mark, batch, found) is > 0 and var missing) await Fill(call, (rendering, mark), batch, found, missing);
            foreach (var item in found) if (item is not null) yield return item;
        }
    }

    async Task Fill(Call call, (Rendering Rendering, string Mark) looks, ShareVersion[] batch, byte[]?[] found, int missing)
    {
        var unknown = batch.Where((_, i) => found[i] is null).Select(share => share.Id);
        var read = new Dictionary<string, Share>(StringComparer.Ordinal);
        if (missing > ManyMissing) foreach (var share in await Together(unknown, call.Aborted)) read[share.Id.Text] = share;
        else foreach (var id in unknown) if (await shares.Find(id, call.Aborted) is { } share) read[id] = share;
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is null && read.TryGetValue(batch[i].Id, out var share)) found[i] = Render(call, looks.Rendering, looks.Mark, share);
        }
    }

    ValueTask<List<Share>> Together(IEnumerable<string> ids, CancellationToken ct) =>
        db.Query(ShareRows.Columns, $"{ShareRows.From} WHERE s.id IN ({Sql.List(ids)})", ct);

    static async Task<RenderedPage> SmallOne(Call call, ListQuery asked, ViewForm form)
    {
        var rows = await asked.Rows(ShareRows.Columns, call.Aborted);
        var shown = rows[..asked.Page.Shown(rows.Count)];
        return new RenderedPage(
            shown.ConvertAll(share => call.Render(ShareView.Of(share), form)).ToAsyncEnumerable(), rows.Count, shown.Count > 0 ? shown[^1].Id.Text : null);
    }

    byte[] Render(Call call, Rendering rendering, string mark, Share share)
    {
        var json = call.Render(ShareView.Of(share), rendering.Form);
        fragments.Keep(rendering, mark, new ShareVersion(share.Id.Text, share.Revision), json);
        return json;
    }
}

/// <summary>A page of a list, rendered.</summary>
/// <param name="Items">JSON of each item that is shown; rendered as it is read.</param>
/// <param name="Found">How many were found of those that the page wanted (see <see cref="PageRequest.Wanted"/>).</param>
/// <param name="Last">Id of the last one of the page, should it be gone since; null when there is none.</param>
sealed record RenderedPage(IAsyncEnumerable<byte[]> Items, int Found, string? Last);
