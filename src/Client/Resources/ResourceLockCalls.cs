namespace Abaca.Client;

/// <summary>Calls about resource locks; from 2.81.</summary>
/// <param name="api">The line to the service.</param>
public sealed class ResourceLockCalls(ShareApi api)
{
    const int Minor = 81;

    /// <summary>Lists locks, all pages, newest first.</summary>
    /// <param name="resourceId">Only of this resource.</param>
    /// <param name="allProjects">Of every project; admins only.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<ResourceLock>> List(string? resourceId, bool allProjects, CancellationToken ct) =>
        Pages.All(null, () => new Query("resource-locks").With("resource_id", resourceId).With("all_projects", allProjects),
            (path, stop) => api.Send(ApiCall.Get(path, Minor), WireJson.Default.ResourceLocksDocument, stop), page => page.ResourceLocks, ct);

    /// <summary>Shows one.</summary>
    public Task<ResourceLock> Show(string id, CancellationToken ct) => One(ApiCall.Get(Path(id), Minor), ct);

    /// <summary>Locks a resource.</summary>
    /// <param name="type">"share" or "access_rule".</param>
    /// <param name="id">Which one.</param>
    /// <param name="action">"delete" or "show".</param>
    /// <param name="reason">Why; null: unsaid.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<ResourceLock> Create(string type, string id, string action, string? reason, CancellationToken ct)
    {
        var wanted = new JsonObject { ["resource_id"] = id, ["resource_type"] = type, ["resource_action"] = action };
        if (reason is not null) wanted["lock_reason"] = reason;
        return One(ApiCall.Post("resource-locks", new JsonObject { ["resource_lock"] = wanted }, Minor), ct);
    }

    /// <summary>Changes action or reason; what is null stays.</summary>
    public Task<ResourceLock> Update(string id, string? action, string? reason, CancellationToken ct)
    {
        var changes = new JsonObject();
        if (action is not null) changes["resource_action"] = action;
        if (reason is not null) changes["lock_reason"] = reason;
        return One(ApiCall.Put(Path(id), new JsonObject { ["resource_lock"] = changes }, Minor), ct);
    }

    /// <summary>Removes a lock.</summary>
    public Task Delete(string id, CancellationToken ct) => api.Send(ApiCall.Delete(Path(id), Minor), ct);

    async Task<ResourceLock> One(ApiCall call, CancellationToken ct) => (await api.Send(call, WireJson.Default.ResourceLockDocument, ct)).ResourceLock;

    static string Path(string id) => "resource-locks/" + Uri.EscapeDataString(id);
}
