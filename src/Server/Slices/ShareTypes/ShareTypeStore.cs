namespace Abaca.Server.ShareTypes;

/// <summary>
/// The one writer of share types and of the grants on them. Every share creation asks for a type, so that all of them are kept
/// in memory; a change empties that memory, and what other processes change is seen after <see cref="LongestStale"/>.
/// </summary>
public sealed class ShareTypeStore(Db db, ShareTypeSettings settings, TimeProvider clock) : ISource<ShareType>
{
    /// <summary>How long a change made by another process may stay unseen.</summary>
    public static readonly TimeSpan LongestStale = TimeSpan.FromSeconds(2);

    static readonly Columns<ShareType> Columns = new(c => new ShareType(
        c.Text("id", t => t.Id), c.Text("name", t => t.Name), c.TextOrNull("description", t => t.Description), c.Flag("is_public", t => t.IsPublic),
        c.Map("extra_specs", t => t.ExtraSpecs), c.Moment("created_at", t => t.CreatedAt), c.MomentOrNull("updated_at", t => t.UpdatedAt)));

    static readonly Columns<ShareTypeGrant> Grants = new(c => new ShareTypeGrant(c.Text("share_type_id"), c.Text("project_id")));

    readonly Lock gate = new();
    ShareTypeCatalog? kept;
    long changes;

    /// <summary>A type by id, or null; not scoped to a caller: for work on shares that have it already.</summary>
    public async ValueTask<ShareType?> ById(string id, CancellationToken ct = default) => (await Find(c => c.ById(id), ct)).Found;

    /// <summary>A type by id that the caller's project may use, or null.</summary>
    async ValueTask<ShareType?> ISource<ShareType>.Find(Caller caller, string id, CancellationToken ct) =>
        await Named(id, caller.ProjectId, caller.IsAdmin, ct) is { } type && type.Id == id ? type : null;

    /// <summary>A type by name or id that the project may use (public, or granted to it; an admin may use any), or null.</summary>
    public async ValueTask<ShareType?> Named(string nameOrId, string projectId, bool isAdmin, CancellationToken ct = default)
    {
        var (type, catalog) = await Find(c => c.Named(nameOrId), ct);
        return type is not null && (isAdmin || catalog.MayUse(type, projectId)) ? type : null;
    }

    /// <summary>The type of option <c>default_share_type</c>, or null when none is set or it does not exist.</summary>
    public async ValueTask<ShareType?> Default(CancellationToken ct = default) =>
        settings.DefaultType is { Length: > 0 } name ? (await Find(c => c.Named(name), ct)).Found : null;

    /// <summary>Whether the type is the one of <c>default_share_type</c>.</summary>
    public bool IsDefault(ShareType type) => settings.DefaultType is { } name && (type.Name == name || type.Id == name);

    /// <summary>All types with their grants, at most <see cref="LongestStale"/> old.</summary>
    public async ValueTask<ShareTypeCatalog> All(CancellationToken ct = default)
    {
        long seen;
        lock (gate)
        {
            // Of one read in the future nobody knows how old it is: the clock was set back.
            if (kept is { } fresh && clock.GetUtcNow() - fresh.ReadAt is var age && age >= TimeSpan.Zero && age < LongestStale) return fresh;
            seen = changes;
        }
        return await Load(seen, ct);
    }

    /// <summary>Adds a type.</summary>
    /// <exception cref="UniqueViolation">The name is taken.</exception>
    public async Task Insert(Tx tx, ShareType type, CancellationToken ct = default)
    {
        await tx.Execute(Columns.Insert("share_types", type), ct);
        tx.AfterCommit(Forget);
    }

    /// <summary>Sets name, description and visibility.</summary>
    /// <returns>False when the type is gone.</returns>
    /// <exception cref="UniqueViolation">The name is taken.</exception>
    public async Task<bool> Describe(Tx tx, ShareType type, CancellationToken ct = default)
    {
        tx.AfterCommit(Forget);
        return await tx.Execute(
            $"""
             UPDATE share_types SET {Columns.Set(type, "name", "description", "is_public")}, updated_at = {clock.GetUtcNow()}
             WHERE id = {type.Id}
             """, ct) > 0;
    }

    /// <summary>A type as the transaction sees it, or null.</summary>
    public ValueTask<ShareType?> Find(IQueries at, string id, CancellationToken ct = default) => at.First(Columns, $"FROM share_types WHERE id = {id}", ct);

    /// <summary>
    /// Whoever writes a row that names types asks first, in the same transaction: a type may have been deleted since the request read it.
    /// </summary>
    /// <exception cref="ApiRefusal">404: one of them is gone.</exception>
    public static async Task MustBeThere(Tx tx, IEnumerable<string?> ids, CancellationToken ct)
    {
        foreach (var id in ids)
            if (id is { Length: > 0 } && !await tx.Any($"FROM share_types WHERE id = {id}", ct)) throw Visible<ShareType>.NotFound(id);
    }

    /// <summary>Replaces the extra specs.</summary>
    public async Task SetExtraSpecs(Tx tx, string id, IReadOnlyDictionary<string, string> specs, CancellationToken ct = default)
    {
        await tx.Execute($"UPDATE share_types SET extra_specs = {Json.Write(specs)}, updated_at = {clock.GetUtcNow()} WHERE id = {id}", ct);
        tx.AfterCommit(Forget);
    }

    /// <summary>Removes a type and the grants on it.</summary>
    /// <returns>False when it was gone already.</returns>
    public async Task<bool> Remove(Tx tx, string id, CancellationToken ct = default)
    {
        tx.AfterCommit(Forget);
        await tx.Execute($"DELETE FROM share_type_projects WHERE share_type_id = {id}", ct);
        return await tx.Execute($"DELETE FROM share_types WHERE id = {id}", ct) > 0;
    }

    /// <summary>Lets a project use a private type.</summary>
    /// <exception cref="UniqueViolation">It may already.</exception>
    public async Task Grant(Tx tx, string typeId, string projectId, CancellationToken ct = default)
    {
        await tx.Execute(
            $"INSERT INTO share_type_projects (share_type_id, project_id, created_at) VALUES ({typeId}, {projectId}, {clock.GetUtcNow()})", ct);
        tx.AfterCommit(Forget);
    }

    /// <summary>Takes a grant back.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> Revoke(Tx tx, string typeId, string projectId, CancellationToken ct = default)
    {
        tx.AfterCommit(Forget);
        return await tx.Execute($"DELETE FROM share_type_projects WHERE share_type_id = {typeId} AND project_id = {projectId}", ct) > 0;
    }

    // A type that memory does not know may have been made a moment ago by another process: one look at the database tells.
    async ValueTask<(ShareType? Found, ShareTypeCatalog In)> Find(Func<ShareTypeCatalog, ShareType?> find, CancellationToken ct)
    {
        var catalog = await All(ct);
        if (find(catalog) is { } found) return (found, catalog);
        catalog = await Load(Interlocked.Read(ref changes), ct);
        return (find(catalog), catalog);
    }

    async ValueTask<ShareTypeCatalog> Load(long seen, CancellationToken ct)
    {
        var readAt = clock.GetUtcNow();
        var types = await db.Query(Columns, $"FROM share_types ORDER BY created_at, id", ct);
        var grants = await db.Query(Grants, $"FROM share_type_projects", ct);
        var catalog = new ShareTypeCatalog(types, grants, readAt);
        lock (gate)
        {
            // What was read before a change that has been committed since must not outlive it.
            if (seen == changes) kept = catalog;
        }
        return catalog;
    }

    void Forget()
    {
        lock (gate)
        {
            changes++;
            kept = null;
        }
    }
}
