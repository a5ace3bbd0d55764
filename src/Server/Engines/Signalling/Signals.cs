using System.Collections.Concurrent;

namespace Abaca.Server.Signalling;

/// <summary>
/// Signals: each has a name and wakes whoever waits for it, in this process and, where there is a relay, in the others. One that nobody waits for is
/// not an error, since everybody who waits also looks for due work every few seconds.
/// </summary>
public sealed class Signals
{
    readonly ConcurrentDictionary<string, ConcurrentDictionary<Signal, bool>> listeners = new(StringComparer.Ordinal);

    Action<string>? relay;

    /// <summary>From now on every signal is also given to whoever carries it to other processes.</summary>
    public void AlsoTo(Action<string> carrier) => relay = carrier;

    /// <summary>Wakes all who wait for this name, wherever they are. Never blocks and never throws.</summary>
    public void Send(string name)
    {
        Wake(name);
        relay?.Invoke(name);
    }

    /// <summary>Wakes all in this process who wait for this name, or lets their next wait end at once.</summary>
    public void Wake(string name)
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
