using System.Net;

namespace Abaca.Drivers.Ganesha;

/// <summary>
/// Tells a Ganesha that hangs from one that is slow: one that hangs has answered neither on its bus nor on its NFS port, or on one of them, for
/// half a minute, and does not wait for a disk either. Ganesha answers a slow client's call late, but its bus and its procedure 0 at once, unless all its
/// threads wait for the disk; then ending it would help nobody, since it could not end.
/// </summary>
/// <param name="listen">Where it listens. In a network namespace only its bus is asked, since the port cannot be reached from here.</param>
/// <param name="bus">Its bus.</param>
/// <param name="clock">The time.</param>
public sealed class GaneshaPulse(ListenAddress listen, IGaneshaBus bus, TimeProvider clock)
{
    /// <summary>After so long without an answer it hangs.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    /// <summary>A call that ended sooner without an answer was not made at all, such as for want of a descriptor.</summary>
    static readonly TimeSpan Soonest = TimeSpan.FromSeconds(10);

    (long Bus, long Port) answered;
    long looked;
    Task<(Sign Bus, Sign Port)>? asking;

    /// <summary>It has just started, or answered: from now on it is waited for.</summary>
    public void Reset() => (answered, looked, asking) = ((clock.GetTimestamp(), clock.GetTimestamp()), clock.GetTimestamp(), null);

    /// <summary>Looks, without waiting for an answer, and says what it hangs by; null: it does not, as far as is known.</summary>
    /// <param name="process">Ganesha's process.</param>
    /// <param name="ct">Ends the questions that are under way.</param>
    public string? Hangs(RunningProcess process, CancellationToken ct)
    {
        if (asking is { IsCompleted: true }) Note(asking);
        if (asking is null && clock.GetElapsedTime(looked) >= Between) (looked, asking) = (clock.GetTimestamp(), Ask(ct));
        var silent = clock.GetElapsedTime(answered.Bus) >= Longest ? "its bus" : clock.GetElapsedTime(answered.Port) >= Longest ? $"port {listen.Port}" : null;
        if (silent is null || process.WaitsForDisk) return null;
        return $"It has not answered on {silent} for {Longest.TotalSeconds:0} s";
    }

    void Note(Task<(Sign Bus, Sign Port)> asked)
    {
        asking = null;
        var now = clock.GetTimestamp();
        var (onBus, onPort) = asked.IsCompletedSuccessfully ? asked.Result : (Sign.Unknown, Sign.Unknown);
        answered = (onBus is Sign.None ? answered.Bus : now, onPort is Sign.None ? answered.Port : now);
    }

    async Task<(Sign Bus, Sign Port)> Ask(CancellationToken ct)
    {
        var onPort = listen.Namespace is null && IPAddress.TryParse(listen.Address, out var address)
            ? NullCall.Ask(new IPEndPoint(address, listen.Port), Patience, ct)
            : Task.FromResult(Sign.Unknown);
        var onBus = await AskBus(ct);
        return (onBus, await onPort);
    }

    async Task<Sign> AskBus(CancellationToken ct)
    {
        var since = clock.GetTimestamp();
        return (await bus.Show(ct)).End switch
        {
            BusEnd.Unclear => clock.GetElapsedTime(since) >= Soonest ? Sign.None : Sign.Unknown,
            BusEnd.NotRunning => Sign.None,
            _ => Sign.Answer,
        };
    }
}
