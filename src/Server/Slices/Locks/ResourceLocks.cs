namespace Abaca.Server.Locks;

/// <summary>POST and DELETE of /resource-locks, and the locks that other requests bring with them.</summary>
public sealed class ResourceLocks(Visible<ResourceLock> visible, ResourceLockStore locks, Lockables lockables, Db db, TimeProvider clock)
{
    /// <summary>POST.</summary>
    public async Task<Reply> Create(Call call)
    {
        var asked = call.Body("resource_lock").Only("resource_id", "resource_type", "resource_action", "lock_reason");
        var id = Fields.IdOf("resource_id", asked.Required("resource_id"));
        var kind = lockables.Named(asked.Required("resource_type"));
        var action = lockables.ActionOf(kind.Type, asked.Text("resource_action") ?? LockedAction.Delete);
        var reason = asked.Text("lock_reason", ResourceLock.LongestReason);
        if (await kind.OwnerOf(call, id) is not var (project, user)) throw Refusals.BadField("resource_id", $"there is no {kind.Type.Replace('_', ' ')} {id}.");
        call.MustOn(project, user);
        var one = New(call.Caller, (kind.Type, id), action, reason);
        await db.Transaction(tx => Add(tx, one, call.Aborted), call.Aborted);
        return Reply.One(new ResourceLockView(one));
    }

    /// <summary>DELETE.</summary>
    public async Task<Reply> Delete(Call call)
    {
        var one = await visible.ToChange(call, call["id"], call.Endpoint.Policy!);
        LockContext.Must(call.Caller, one, call.Endpoint.Policy!);
        await db.Transaction(tx => locks.Remove(tx, one.Id, call.Aborted), call.Aborted);
        return Reply.Empty(204);
    }

    /// <summary>Locks a resource for a caller who has just made it.</summary>
    /// <exception cref="ApiRefusal">409.</exception>
    internal Task Lock(Tx tx, Caller caller, (string Type, string Id) resource, string action, string? reason, CancellationToken ct) =>
        Add(tx, New(caller, resource, action, reason), ct);

    /// <summary>Lets a resource leave: it has no locks, or the caller asks that they go and may remove each.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The resource.</param>
    /// <param name="unrestrict">Its locks are to go.</param>
    /// <param name="ct">Cancellation.</param>
    /// <exception cref="ApiRefusal">403.</exception>
    internal async Task LetGo(Tx tx, Caller caller, string id, bool unrestrict, CancellationToken ct)
    {
        var all = await locks.Of(tx, id, LockedAction.Delete, ct);
        if (all.Count == 0) return;
        if (!unrestrict) throw Refusals.NotAllowed($"{id} is locked ({all[0].Id}): remove its locks first, or have them removed with it (unrestrict).");
        foreach (var one in all) LockContext.Must(caller, one, "resource_lock:delete");
        foreach (var one in all) await locks.Remove(tx, one.Id, ct);
    }

    async Task Add(Tx tx, ResourceLock one, CancellationToken ct)
    {
        await lockables.MustFit(tx, one, ct);
        await locks.Insert(tx, one, ct);
    }

    ResourceLock New(Caller caller, (string Type, string Id) resource, string action, string? reason) => new()
    {
        Id = ResourceLockId.New(),
        UserId = caller.UserId,
        ProjectId = caller.ProjectId,
        Context = LockContext.Of(caller),
        ResourceType = resource.Type,
        ResourceId = resource.Id,
        Action = action,
        Reason = reason,
        CreatedAt = clock.GetUtcNow(),
    };
}
