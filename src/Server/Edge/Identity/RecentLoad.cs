namespace Abaca.Server.Identity;

/// <summary>How much each of many did lately: a count that loses half of itself in half a minute. Not for several threads at once.</summary>
sealed class RecentLoad(TimeProvider time)
{
    const int MostRemembered = 20_000;
    const double Forgotten = 0.01;
    static readonly TimeSpan Half = TimeSpan.FromSeconds(30);

    readonly Dictionary<string, (double Count, TimeSpan At)> counts = new(StringComparer.Ordinal);

    /// <summary>One more.</summary>
    public void Add(string name)
    {
        if (counts.Count >= MostRemembered) Trim();
        counts[name] = (Of(name) + 1, Now);
    }

    /// <summary>What is left of the count; 0 for one that did nothing.</summary>
    public double Of(string name) => counts.TryGetValue(name, out var seen) ? Left(seen) : 0;

    TimeSpan Now => time.GetElapsedTime(0);

    double Left((double Count, TimeSpan At) seen) => seen.Count * Math.Pow(0.5, (Now - seen.At) / Half);

    void Trim()
    {
        foreach (var (name, seen) in counts)
            if (Left(seen) < Forgotten)
                counts.Remove(name);
        if (counts.Count >= MostRemembered) counts.Clear();
    }
}
