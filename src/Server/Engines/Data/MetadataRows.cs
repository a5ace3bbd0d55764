namespace Abaca.Server.Data;

/// <summary>
/// Each item of a resource's metadata by itself, to be filtered by. Written in the transaction that writes the column, by the store that owns it.
/// </summary>
/// <param name="table">The table of items.</param>
/// <param name="owner">Its column with the id of the resource.</param>
sealed class MetadataRows(string table, string owner)
{
    readonly Sql table = Sql.Raw(table), owner = Sql.Raw(owner);

    /// <summary>The items of a new resource.</summary>
    public async Task Insert(Tx tx, string id, string project, IReadOnlyDictionary<string, string> items, CancellationToken ct)
    {
        if (items.Count == 0) return;
        var rows = new Sql(0, 0);
        foreach (var (item, value) in items)
        {
            if (rows.Text.Length > 0) rows.AppendLiteral(", ");
            rows.Append($"({item}, {value}, {project}, {id})");
        }
        await tx.Execute($"INSERT INTO {table} (item, value, project_id, {owner}) VALUES {rows}", ct);
    }

    /// <summary>A resource has these items now.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="resource">The table of the resource.</param>
    /// <param name="id">Its id.</param>
    /// <param name="items">All of its metadata.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task Replace(Tx tx, string resource, string id, IReadOnlyDictionary<string, string> items, CancellationToken ct)
    {
        await Remove(tx, id, ct);
        if (items.Count > 0 && await tx.Text($"SELECT project_id FROM {Sql.Raw(resource)} WHERE id = {id}", ct) is { } project) await Insert(tx, id, project, items, ct);
    }

    /// <summary>The resource is gone.</summary>
    public Task Remove(Tx tx, string id, CancellationToken ct) => tx.Execute($"DELETE FROM {table} WHERE {owner} = {id}", ct);
}
