namespace Abaca.Server.Locks;

/// <summary>A resource lock on the wire.</summary>
/// <param name="Lock">What is shown.</param>
public sealed record ResourceLockView(ResourceLock Lock) : IView<ResourceLockView>
{
    /// <inheritdoc/>
    public static ViewShape<ResourceLockView> Shape { get; } = new ViewShape<ResourceLockView>("resource_lock", "resource_locks")
        .Text("id", v => v.Lock.Id.Text)
        .Text("user_id", v => v.Lock.UserId)
        .Text("project_id", v => v.Lock.ProjectId)
        .Text("lock_context", v => v.Lock.Context)
        .Text("resource_type", v => v.Lock.ResourceType)
        .Text("resource_id", v => v.Lock.ResourceId)
        .Text("resource_action", v => v.Lock.Action)
        .Text("lock_reason", v => v.Lock.Reason)
        .Moment("created_at", v => v.Lock.CreatedAt)
        .Moment("updated_at", v => v.Lock.UpdatedAt)
        .Links("resource-locks", v => v.Lock.Id.Text);
}
