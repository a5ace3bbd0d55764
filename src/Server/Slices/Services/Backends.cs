using System.Collections.Concurrent;

namespace Abaca.Server.Services;

/// <summary>The backends that are started in this process.</summary>
public sealed class Backends
{
    readonly ConcurrentDictionary<string, IShareDriver> started = new(StringComparer.Ordinal);

    /// <summary>The driver of a service (<c>host@backend</c>), or null while it is not started or when it is served elsewhere.</summary>
    public IShareDriver? Find(string serviceHost) => started.GetValueOrDefault(serviceHost);

    /// <summary>From now on the backend takes work.</summary>
    public void Add(string serviceHost, IShareDriver driver) => started[serviceHost] = driver;

    /// <summary>From now on it takes none.</summary>
    public void Remove(string serviceHost) => started.TryRemove(serviceHost, out _);
}
