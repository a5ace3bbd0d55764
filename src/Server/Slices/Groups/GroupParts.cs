namespace Abaca.Server.Groups;

/// <summary>What share groups and their snapshots are composed of: lists, updates of name and description, and resets of the status.</summary>
/// <typeparam name="T">The resource.</typeparam>
/// <typeparam name="TView">How it is shown.</typeparam>
public abstract class GroupParts<T, TView>(Visible<T> visible, GroupStore<T> store) : IListOf<T, TView>, IUpdateOf<T>, IStatusResetOf<T>
    where T : class, IResource<T> where TView : class, IView<TView>
{
    /// <inheritdoc/>
    public Visible<T> Visible => visible;

    /// <inheritdoc/>
    public abstract Listing Listing { get; }

    /// <inheritdoc/>
    public Columns<T> Columns => store.Read;

    /// <summary>Key of one in requests.</summary>
    protected abstract string Envelope { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Resettable => GroupStatus.Resettable;

    /// <inheritdoc/>
    public abstract TView View(T resource);

    /// <inheritdoc/>
    public abstract string Id(TView view);

    /// <summary>Its id.</summary>
    protected abstract IId IdOf(T resource);

    /// <inheritdoc/>
    public virtual ValueTask<List<T>> Complete(List<T> rows, CancellationToken ct) => new(rows);

    /// <inheritdoc/>
    public ValueTask<T?> Now(Tx tx, T seen, CancellationToken ct) => store.Find(tx, IdOf(seen).Text, ct);

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body(Envelope).Only("name", "description");

    /// <inheritdoc/>
    public abstract T Changed(Call call, Fields asked, T now);

    /// <inheritdoc/>
    public Task Save(Tx tx, T changed, CancellationToken ct) => store.Describe(tx, IdOf(changed), changed, ct);

    /// <inheritdoc/>
    public Task<Reply> Shown(Call call, T changed) => Task.FromResult(Reply.One(View(changed)));

    /// <inheritdoc/>
    public Task Reset(Tx tx, T resource, string status, CancellationToken ct) => store.Reset(tx, IdOf(resource), status, ct);

    /// <summary>The list: it is filtered by name, description and status, and by what else is given.</summary>
    /// <param name="kind">What a row is, in words.</param>
    /// <param name="tables">Where the rows come from.</param>
    /// <param name="alias">The alias of the first table.</param>
    /// <param name="own">Its own filters.</param>
    /// <param name="keys">Its sort keys; <c>name</c>, <c>host</c> and <c>availability_zone</c> may be null.</param>
    protected static Listing ListOf(string kind, Tables tables, string alias, ListFilter[] own, string[] keys) => new()
    {
        Kind = kind,
        Tables = tables,
        Alias = alias,
        Scope = Scope,
        Filters =
        [
            .. ((string[])["name", "description", "status"]).Select(name => ListFilters.Text($"{alias}.{name}", [name])), .. own,
            .. ((string[])["name", "description"]).Select(name => ListFilters.Part($"{alias}.{name}", [name + "~"])),
        ],
        SortKeys = Listing.Columns(alias, keys, "name", "host", "availability_zone"),
    };

    // Only administrators see those of every project, and only when they ask for them.
    static Sql Scope(Call call, Sql ofProject)
    {
        if (!(call.Query.Flag("all_tenants") ?? false) || !call.Caller.IsAdmin) return Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
        return call.Query.Text("project_id") is { Length: > 0 } wanted ? Sql.Of($"{ofProject} = {wanted}") : Sql.Of($"1 = 1");
    }
}
