using System.Collections.Concurrent;

namespace Abaca.Server.Signalling;

/// <summary>
/// Signals within one process: each has a name and wakes whoever waits for it. One that nobody waits for is not an error,
/// since everybody who waits also looks for due work every few seconds.
/// </summary>
public sealed class Signals
{
    readonly ConcurrentDictionary<string, ConcurrentDictionary<Signal, bool>> listeners = new(StringComparer.Ordinal);

    /// <summary>Wakes all who wait for this name, or lets their next wait end at once. Never blocks and never throws.</summary>
    public void Send(string name)
    {
        if (!listeners.TryGetValue(name, out var signals)) return;
        foreach (var signal in signals.Keys) signal.Send();
    }

    /// <summary>A signal for this name; dispose it to stop listening.</summary>
    public Signal Listen(string name)
    {
        var signals = listeners.GetOrAdd(name, _ => new());
        var signal = new Signal(gone => signals.TryRemove(gone, out _));
        signals[signal] = true;
        return signal;
    }
}
