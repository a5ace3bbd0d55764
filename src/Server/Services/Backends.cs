using System.Collections.Concurrent;
using Abaca.DriverSdk;

namespace Abaca.Server.Services;

/// <summary>The backends that are started in this process.</summary>
public sealed class Backends : IBackends
{
    readonly ConcurrentDictionary<string, IShareDriver> started = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IShareDriver? Find(string serviceHost) => started.GetValueOrDefault(serviceHost);

    /// <summary>From now on the backend takes work.</summary>
    public void Add(string serviceHost, IShareDriver driver) => started[serviceHost] = driver;

    /// <summary>From now on it takes none.</summary>
    public void Remove(string serviceHost) => started.TryRemove(serviceHost, out _);
}
