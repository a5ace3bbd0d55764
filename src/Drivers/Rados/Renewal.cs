namespace Abaca.Drivers.Rados;

/// <summary>
/// When a refused permission is worth a new session. Capabilities may have been given after the session began; but an identity that lacks
/// them for good must not connect anew with each call. So one session is opened in a period, and periods grow while refusals go on.
/// Callers hold a lock.
/// </summary>
/// <param name="clock">The time.</param>
sealed class Renewal(TimeProvider clock)
{
    /// <summary>An operator who has just changed capabilities waits so long at most when nothing was refused before.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <summary>And so long at most when refusals have gone on for a while.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    TimeSpan period = Shortest;
    long last;
    bool any;

    /// <summary>Whether a session of this age, over which a call was just refused, is to be replaced; said true, the period has begun.</summary>
    public bool Take(TimeSpan age)
    {
        var quiet = any ? clock.GetElapsedTime(last) : TimeSpan.MaxValue;
        if (quiet > 2 * Longest) period = Shortest; // those refusals have ended
        if (age < period) return false;
        if (any && quiet <= 2 * Longest) period = 2 * period < Longest ? 2 * period : Longest;
        (last, any) = (clock.GetTimestamp(), true);
        return true;
    }
}
