namespace Abaca.Server.Data;

/// <summary>The look-ups that every store of a kind of resource has.</summary>
/// <param name="db">The database.</param>
/// <param name="columns">What is read of a row.</param>
/// <param name="from">The tables, with the aliases of the columns: <c>FROM …</c>.</param>
/// <param name="key">The column of the id.</param>
public abstract class Store<T>(Db db, Columns<T> columns, Sql from, string key) where T : class
{
    /// <summary>The database outside any transaction: the last commit.</summary>
    public IQueries Now => db;

    /// <summary>What is read of a row.</summary>
    internal Columns<T> Read => columns;

    /// <summary>The database.</summary>
    protected Db Db => db;

    /// <summary>One by id as it is now, or null.</summary>
    public ValueTask<T?> Find(string id, CancellationToken ct = default) => Find(db, id, ct);

    /// <summary>One by the typed id that a resource has: what is read anew.</summary>
    public ValueTask<T?> Find(IQueries at, IId id, CancellationToken ct = default) => Find(at, id.Text, ct);

    /// <inheritdoc cref="Find(IQueries, IId, CancellationToken)"/>
    public ValueTask<T?> Find(IId id, CancellationToken ct = default) => Find(db, id.Text, ct);

    /// <summary>One by id, or null.</summary>
    public virtual ValueTask<T?> Find(IQueries at, string id, CancellationToken ct = default) =>
        at.First(columns, $"{from} WHERE {Sql.Raw(key)} = {id}", ct);
}
