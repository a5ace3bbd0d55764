namespace Abaca.Server.Locks;

/// <summary>The endpoints of resource locks.</summary>
static class ResourceLockEndpoints
{
    const string Path = "/resource-locks";

    /// <summary>All of them.</summary>
    public static readonly EndpointTable All = new();

    public static readonly Endpoint Index = All.Get<Lists<ResourceLock, ResourceLockView>>("resource_locks.list", Path, "resource_lock:get_all", u => u.Detail);
    public static readonly Endpoint Show = All.Get<Lists<ResourceLock, ResourceLockView>>("resource_locks.show", Path + "/{id}", "resource_lock:get", u => u.Show);
    public static readonly Endpoint Create = All.Post<ResourceLocks>("resource_locks.create", Path, "resource_lock:create", u => u.Create);
    public static readonly Endpoint Update = All.Put<Update<ResourceLock>>("resource_locks.update", Path + "/{id}", "resource_lock:update", u => u.Handle);
    public static readonly Endpoint Delete = All.Delete<ResourceLocks>("resource_locks.delete", Path + "/{id}", "resource_lock:delete", u => u.Delete);
}
