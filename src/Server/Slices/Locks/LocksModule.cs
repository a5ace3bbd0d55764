using Abaca.Server.Shares;

namespace Abaca.Server.Locks;

/// <summary>Registers the slice of resource locks.</summary>
public static class LocksModule
{
    /// <summary>Adds the slice.</summary>
    public static IServiceCollection AddLocks(this IServiceCollection services) => services
        .AddSingleton<LocksOfShare>()
        .AddSingleton<ILockable>(p => p.GetRequiredService<LocksOfShare>())
        .AddSingleton<IShareDependent>(p => p.GetRequiredService<LocksOfShare>())
        .AddSingleton<Lockables>()
        .AddResource<ResourceLock, ResourceLockStore, ResourceLockParts>(ResourceLockEndpoints.All);
}
