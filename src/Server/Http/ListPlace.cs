using Abaca.Server.Data;

namespace Abaca.Server.Http;

/// <summary>
/// Where a page of a list goes on: behind the row that its marker names, which is looked for only among the rows that the list is made of.
/// A row of another project is as unknown as one that is not there: neither its values nor its existence can be learnt by naming it.
/// </summary>
/// <param name="From">Where the list is read from, with the aliases that the other parts use.</param>
/// <param name="Id">The column of the ids.</param>
/// <param name="Scope">Whose rows the caller's list has, whatever its filters: a row may leave a filter between two pages.</param>
public sealed record ListPlace(Sql From, Sql Id, Sql Scope)
{
    /// <summary>The condition for rows behind the marker, so that a page far into a list costs what the first one costs; empty without one.</summary>
    /// <param name="page">Has the marker.</param>
    /// <param name="column">What the list is sorted by before the id; never null in a row.</param>
    /// <param name="descending">Newest or largest first.</param>
    public Sql Behind(PageRequest page, string column, bool descending)
    {
        if (page.Marker is not { } marker) return Sql.Of($"");
        var (sorted, compare) = (Sql.Raw(column), Sql.Raw(descending ? "<" : ">"));
        return Sql.Of($" AND ({sorted}, {Id}) {compare} ((SELECT {sorted} {From} WHERE {Id} = {marker} AND ({Scope})), {marker})");
    }

    /// <summary>To be asked when a page is empty: behind something that is gone it would look like the end of the list.</summary>
    /// <exception cref="ApiRefusal">400: the marker names nothing in the list.</exception>
    public async Task MustExist(Db db, PageRequest page, string kind, CancellationToken ct)
    {
        if (page.Marker is { } marker && await db.Number($"SELECT COUNT(*) {From} WHERE {Id} = {marker} AND ({Scope})", ct) == 0)
        {
            throw Refusals.BadField("marker", $"there is no {kind} {marker}.");
        }
    }
}
