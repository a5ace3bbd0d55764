namespace Abaca.Server.Operations;

/// <summary>How long to wait before trying again: doubling from the first wait to the longest, with a quarter of jitter either way.</summary>
/// <param name="First">Wait after the first failure.</param>
/// <param name="Longest">No wait is planned longer than this (jitter may add a quarter).</param>
public sealed record BackOff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="attempt">How many attempts have failed in a row, from 1.</param>
    /// <param name="chance">A number from 0 up to 1 that picks the jitter.</param>
    public TimeSpan After(int attempt, double chance)
    {
        var doublings = Math.Clamp(attempt - 1, 0, 30);
        var planned = Math.Min(First.Ticks * Math.Pow(2, doublings), Longest.Ticks);
        return TimeSpan.FromTicks((long)(planned * (0.75 + (chance * 0.5))));
    }
}
