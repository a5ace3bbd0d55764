namespace Abaca.Server.Http;

/// <summary>What one request asks of a list.</summary>
/// <param name="Of">The list.</param>
/// <param name="Db">Where it is answered from.</param>
/// <param name="Scope">Whose rows the caller's list has.</param>
/// <param name="Where">That, and the filters.</param>
/// <param name="Order">What it is sorted by.</param>
/// <param name="Page">Which part.</param>
/// <param name="WithCount">The total is asked for.</param>
public sealed record ListQuery(Listing Of, IQueries Db, Sql Scope, Sql Where, ListOrder Order, PageRequest Page, bool WithCount)
{
    Sql Id => Sql.Raw(Of.Id);

    /// <summary>The rows of the page.</summary>
    /// <exception cref="ApiRefusal">400: the marker names nothing in the list.</exception>
    public async ValueTask<List<T>> Rows<T>(Columns<T> columns, CancellationToken ct)
    {
        var rows = Page.Most == 0 ? [] : await Db.Query(columns, From(columns.List), ct);
        // Behind something that is gone an empty page would look like the end of the list.
        if (rows.Count == 0 && Page.Marker is { } marker && !await Db.Any(Sql.Of($"{Of.Tables.For(Of.Id, Scope.Text)} WHERE {Id} = {marker} AND ({Scope})"), ct))
            throw NoSuchMarker(Of.Kind, marker);
        return rows;
    }

    /// <summary>400: the list has nothing of this id to go on behind.</summary>
    /// <param name="kind">What the list is made of.</param>
    /// <param name="marker">As it stood in the request.</param>
    public static ApiRefusal NoSuchMarker(string kind, string marker) => Refusals.BadField("marker", $"there is no {kind} {marker}.");

    /// <summary>How many there are on all pages; null when that is not asked for.</summary>
    public async ValueTask<long?> Total(CancellationToken ct) =>
        WithCount ? await Db.Number($"SELECT COUNT(*) {Of.Tables.For(Where.Text)} WHERE {Where}", ct) : null;

    /// <summary>
    /// The query behind these columns. A page is first found as ids alone, which an index answers however far into the list it begins and
    /// whatever it is sorted by; whole rows are read for those only. A list without a limit is read at once.
    /// </summary>
    Sql From(Sql columns)
    {
        var page = Sql.Of($"WHERE {Where}{Behind()} {Order.By(Of.Id)} LIMIT {Page.Wanted} OFFSET {Page.Offset}");
        if (Page.Limit is null) return Sql.Of($"{Of.Tables.For(columns.Text, page.Text)} {page}");
        var ids = Sql.Of($"SELECT {Id} AS listed {Of.Tables.For(page.Text)} {page}");
        return Sql.Of($"{Of.Tables.Of(ids, Of.Id, columns.Text, Order.Column)} {Order.By(Of.Id)}");
    }

    /// <summary>
    /// The condition for rows behind the marker, so that a page far into a list costs what the first one costs; empty without one. The marker's row is
    /// looked for only among those that the list is made of: a row of another project is as unknown as one that is not there, so neither its
    /// values nor its existence can be learnt by naming it.
    /// </summary>
    Sql Behind()
    {
        if (Page.Marker is not { } marker) return Sql.Of($"");
        var (sorted, compare) = (Sql.Raw(Order.Column), Sql.Raw(Order.Descending ? "<" : ">"));
        var from = Of.Tables.For(Order.Column, Scope.Text);
        return Sql.Of($" AND ({sorted}, {Id}) {compare} ((SELECT {sorted} {from} WHERE {Id} = {marker} AND ({Scope})), {marker})");
    }
}
