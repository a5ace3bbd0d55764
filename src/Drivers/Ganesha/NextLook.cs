namespace Abaca.Drivers.Ganesha;

/// <summary>When Ganesha is looked at again: after a pause, or as soon as the bus tells that it has gone.</summary>
/// <param name="bus">Ganesha's bus.</param>
/// <param name="clock">The time.</param>
sealed class NextLook(IGaneshaBus bus, TimeProvider clock)
{
    /// <summary>A process that ends has left its bus a moment before it is seen to be dead.</summary>
    static readonly TimeSpan Ending = TimeSpan.FromSeconds(1);

    static readonly TimeSpan Closely = TimeSpan.FromMilliseconds(10);

    Task? gone;

    /// <summary>Waits for it.</summary>
    /// <param name="pause">The pause.</param>
    /// <param name="isAlive">Whether Ganesha and its bus live; one that does not cannot go.</param>
    /// <param name="ct">Gives up.</param>
    public async Task Wait(TimeSpan pause, Func<bool> isAlive, CancellationToken ct)
    {
        var waiting = Task.Delay(pause, clock, ct);
        gone ??= isAlive() ? bus.Gone(ct) : null;
        if (gone is null || await Task.WhenAny(waiting, gone) == waiting)
        {
            await waiting;
            return;
        }
        gone = null;
        for (var since = clock.GetTimestamp(); isAlive() && clock.GetElapsedTime(since) < Ending;) await Task.Delay(Closely, clock, ct);
    }
}
