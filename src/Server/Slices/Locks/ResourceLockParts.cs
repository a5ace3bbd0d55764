namespace Abaca.Server.Locks;

/// <summary>What resource locks are composed of: their list, and updates of action and reason.</summary>
public sealed class ResourceLockParts(Visible<ResourceLock> visible, ResourceLockStore locks, Lockables lockables)
    : IListOf<ResourceLock, ResourceLockView>, IUpdateOf<ResourceLock>
{
    static readonly string[] Exact = ["user_id", "resource_id", "resource_action", "resource_type", "lock_context", "lock_reason"];

    static readonly Listing List = new()
    {
        Kind = "resource lock",
        Tables = ResourceLockStore.Tables,
        Alias = "l",
        Counts = true,
        Scope = Scope,
        Filters =
        [
            .. Exact.Select(name => ListFilters.Text($"l.{name}", [name], name == "resource_id" ? new IndexedText("resource_locks", "resource_id") : null)),
            ListFilters.Moment("l.created_at", ">=", "created_since"),
            ListFilters.Moment("l.created_at", "<=", "created_before"),
        ],
        SortKeys = Listing.Columns("l", ["id", "project_id", "created_at", "updated_at", .. Exact], "lock_reason"),
    };

    /// <inheritdoc/>
    public Visible<ResourceLock> Visible => visible;

    /// <inheritdoc/>
    public Listing Listing => List;

    /// <inheritdoc/>
    public Columns<ResourceLock> Columns => locks.Read;

    /// <inheritdoc/>
    public ResourceLockView View(ResourceLock resource) => new(resource);

    /// <inheritdoc/>
    public string Id(ResourceLockView view) => view.Lock.Id.Text;

    /// <inheritdoc/>
    public ValueTask<ResourceLock?> Now(Tx tx, ResourceLock seen, CancellationToken ct) => locks.Find(tx, seen.Id, ct);

    /// <inheritdoc/>
    public Fields Asked(Call call) => call.Body("resource_lock").Only("resource_action", "lock_reason");

    /// <inheritdoc/>
    public ResourceLock Changed(Call call, Fields asked, ResourceLock now)
    {
        LockContext.Must(call.Caller, now, call.Endpoint.Policy!);
        return now with
        {
            Action = asked.Text("resource_action") is { } action ? lockables.ActionOf(now.ResourceType, action) : now.Action,
            Reason = asked.Mentions("lock_reason") ? asked.Text("lock_reason", ResourceLock.LongestReason) : now.Reason,
        };
    }

    /// <inheritdoc/>
    public async Task Save(Tx tx, ResourceLock changed, CancellationToken ct)
    {
        await lockables.MustFit(tx, changed, ct);
        await locks.Describe(tx, changed, ct);
    }

    /// <inheritdoc/>
    public async Task<Reply> Shown(Call call, ResourceLock changed) => Reply.One(View(await locks.Find(changed.Id, call.Aborted) ?? changed));

    // Who may not see those of every project gets his own project's, whatever project he names.
    static Sql Scope(Call call, Sql ofProject)
    {
        var (all, wanted) = (call.Query.Flag("all_projects") ?? false, call.Query.Text("project_id"));
        if (!call.Caller.MayEverywhere("resource_lock:get_all_projects")) return Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
        if (wanted is { Length: > 0 }) return Sql.Of($"{ofProject} = {wanted}");
        return all ? Sql.Of($"1 = 1") : Sql.Of($"{ofProject} = {call.Caller.ProjectId}");
    }
}
