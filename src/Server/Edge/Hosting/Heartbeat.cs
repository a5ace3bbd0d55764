namespace Abaca.Server.Hosting;

/// <summary>
/// Whether this process still gets on: what signs of its life are written by says at each turn that it got there. A database that is away does not
/// stop those turns; a process that no longer runs what is due does.
/// </summary>
/// <param name="clock">The time.</param>
/// <param name="longest">The longest that a turn may take.</param>
sealed class Heartbeat(TimeProvider clock, TimeSpan longest)
{
    long last = clock.GetTimestamp();

    /// <summary>It got there.</summary>
    public void Beat() => Interlocked.Exchange(ref last, clock.GetTimestamp());

    /// <summary>It was there not too long ago.</summary>
    public bool IsHeard => clock.GetElapsedTime(Interlocked.Read(ref last)) <= longest;
}
