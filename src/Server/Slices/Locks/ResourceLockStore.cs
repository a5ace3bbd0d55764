namespace Abaca.Server.Locks;

/// <summary>The one writer of resource locks.</summary>
public sealed class ResourceLockStore(Db db, TimeProvider clock) : Store<ResourceLock>(db, Columns, Tables.All, "l.id")
{
    /// <summary>Columns, over the alias l.</summary>
    internal static readonly Columns<ResourceLock> Columns = new(c => new ResourceLock
    {
        Id = c.Word("l.id", id => new ResourceLockId(id), l => l.Id.Text),
        UserId = c.Text("l.user_id", l => l.UserId),
        ProjectId = c.Text("l.project_id", l => l.ProjectId),
        Context = c.Text("l.lock_context", l => l.Context),
        ResourceType = c.Text("l.resource_type", l => l.ResourceType),
        ResourceId = c.Text("l.resource_id", l => l.ResourceId),
        Action = c.Text("l.resource_action", l => l.Action),
        Reason = c.TextOrNull("l.lock_reason", l => l.Reason),
        CreatedAt = c.Moment("l.created_at", l => l.CreatedAt),
        UpdatedAt = c.MomentOrNull("l.updated_at", l => l.UpdatedAt),
    });

    /// <summary>Their table.</summary>
    internal static readonly Tables Tables = new("resource_locks l");

    /// <summary>The locks of an action on a resource, the oldest first.</summary>
    public async ValueTask<IReadOnlyList<ResourceLock>> Of(IQueries at, string resource, string action, CancellationToken ct = default) =>
        await at.Query(Columns, $"FROM resource_locks l WHERE l.resource_id = {resource} AND l.resource_action = {action} ORDER BY l.created_at, l.id", ct);

    /// <summary>The locks of an action on several resources.</summary>
    /// <param name="at">Where.</param>
    /// <param name="resources">A query for their ids.</param>
    /// <param name="action">The action.</param>
    /// <param name="ct">Cancellation.</param>
    public async ValueTask<IReadOnlyList<ResourceLock>> OfSeveral(IQueries at, Sql resources, string action, CancellationToken ct = default) =>
        await at.Query(Columns, $"FROM resource_locks l WHERE l.resource_action = {action} AND l.resource_id IN ({resources})", ct);

    /// <summary>Adds one.</summary>
    public Task Insert(Tx tx, ResourceLock one, CancellationToken ct = default) => tx.Execute(Columns.Insert("resource_locks l", one), ct);

    /// <summary>Writes action and reason.</summary>
    public Task Describe(Tx tx, ResourceLock one, CancellationToken ct = default) => tx.Execute(
        $"UPDATE resource_locks SET {Columns.Set(one, "l.resource_action", "l.lock_reason")}, updated_at = {clock.GetUtcNow()} WHERE id = {one.Id}", ct);

    /// <summary>Removes one.</summary>
    public Task Remove(Tx tx, ResourceLockId id, CancellationToken ct = default) => tx.Execute($"DELETE FROM resource_locks WHERE id = {id}", ct);

    /// <summary>Removes all of a resource that is going.</summary>
    public Task Forget(Tx tx, string resource, CancellationToken ct = default) => tx.Execute($"DELETE FROM resource_locks WHERE resource_id = {resource}", ct);

    /// <summary>Removes all of several resources that are going.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="resources">A query for their ids.</param>
    /// <param name="ct">Cancellation.</param>
    public Task ForgetSeveral(Tx tx, Sql resources, CancellationToken ct = default) =>
        tx.Execute($"DELETE FROM resource_locks WHERE resource_id IN ({resources})", ct);
}
