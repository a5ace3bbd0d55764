using System.Collections.Concurrent;

namespace Abaca.Drivers.Zfs;

/// <summary>The ZFS backends of this process, so that one can copy from another.</summary>
sealed class ZfsNeighbours
{
    readonly ConcurrentDictionary<string, ZfsDriver> drivers = new(StringComparer.Ordinal);

    /// <summary>Adds one, in the place of an older one of the same name.</summary>
    public void Add(string backend, ZfsDriver driver) => drivers[backend] = driver;

    /// <summary>All of them.</summary>
    public IEnumerable<ZfsDriver> All => drivers.Values;

    /// <summary>The driver of a backend; null when it is not a ZFS backend of this process.</summary>
    public ZfsDriver? Find(string backend) => drivers.GetValueOrDefault(backend);
}
