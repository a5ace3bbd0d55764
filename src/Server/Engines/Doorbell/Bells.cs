using System.Collections.Concurrent;

namespace Abaca.Server.Doorbell;

/// <summary>
/// The doorbell within one process: rings by name, wakes whoever waits for that name. A ring that nobody hears is not an error,
/// since everybody who waits also looks for due work every few seconds.
/// </summary>
public sealed class Bells
{
    readonly ConcurrentDictionary<string, ConcurrentDictionary<Bell, bool>> listeners = new(StringComparer.Ordinal);

    /// <summary>Wakes all who wait for this name, or lets their next wait end at once. Never blocks and never throws.</summary>
    public void Ring(string name)
    {
        if (!listeners.TryGetValue(name, out var bells)) return;
        foreach (var bell in bells.Keys) bell.Ring();
    }

    /// <summary>A bell for this name; dispose it to stop listening.</summary>
    public Bell Listen(string name)
    {
        var bells = listeners.GetOrAdd(name, _ => new());
        var bell = new Bell(gone => bells.TryRemove(gone, out _));
        bells[bell] = true;
        return bell;
    }
}
