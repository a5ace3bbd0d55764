using System.Collections.Concurrent;

namespace Abaca.Server.Identity;

/// <summary>
/// Makes guessing slow: after some free wrong guesses, each further one doubles a pause in which attempts are refused unread. Counts in
/// memory and forgets by itself, so nobody is locked out for good. Counts by the user at one source and by the source, never by the user
/// alone: whoever guesses at somebody would keep that one out. Time is measured, not read from a clock that may be set.
/// </summary>
sealed class GuessThrottle(GuessLimits limits, TimeProvider time)
{
    const int MostRemembered = 20_000;
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, Suspicion> remembered = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, TimeSpan> welcome = new(StringComparer.Ordinal);

    TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>How long until the next attempt may start; null when it may now.</summary>
    public TimeSpan? Pause(LoginAttempt attempt)
    {
        var now = Now;
        var until = Keys(attempt).Max(key => remembered.TryGetValue(key.Name, out var seen) ? seen.Until : default);
        return until > now ? until - now : null;
    }

    /// <summary>
    /// How many attempts of this user at this source, and of this source, may be judged at once: as many as there are free guesses left, so
    /// that many at once gain nothing; under suspicion one.
    /// </summary>
    public IReadOnlyList<(string Key, int Most)> AtOnce(LoginAttempt attempt)
    {
        var now = Now;
        return [.. Keys(attempt).Select(key => (key.Name, Math.Max(1, key.Limit.Free - (remembered.TryGetValue(key.Name, out var seen) ? Left(seen, key.Limit, now) : 0))))];
    }

    /// <summary>The attempt was wrong.</summary>
    public void Failed(LoginAttempt attempt)
    {
        if (remembered.Count >= MostRemembered) Trim();
        var now = Now;
        foreach (var (name, limit) in Both(attempt))
            remembered.AddOrUpdate(name, _ => Counted(1, limit, now), (_, old) => Counted(Left(old, limit, now) + 1, limit, now));
    }

    /// <summary>
    /// The attempt was right: the user starts afresh at this source, where others' wrong guesses do not count against this user any more.
    /// What the source did to others stays counted, or owning one account would hide guesses at the rest.
    /// </summary>
    public void Succeeded(LoginAttempt attempt)
    {
        if (welcome.Count >= MostRemembered) ForgetOldest();
        welcome[attempt.Pair] = Now;
        remembered.TryRemove(attempt.Pair, out _);
    }

    static Suspicion Counted(int wrong, GuessLimit limit, TimeSpan now) =>
        new(wrong, now, wrong > limit.Free ? now + PauseAfter(wrong, limit) : default, limit);

    static TimeSpan PauseAfter(int wrong, GuessLimit limit)
    {
        var pause = FirstPause * (1L << Math.Clamp(wrong - limit.Free - 1, 0, 30));
        return pause < limit.Longest ? pause : limit.Longest;
    }

    /// <summary>What is still held against a key: one wrong guess less for each time to forgive that has passed since the last.</summary>
    static int Left(Suspicion seen, GuessLimit limit, TimeSpan now) =>
        (int)Math.Max(0, seen.Wrong - Math.Floor((now - seen.Last) / limit.Forgive));

    /// <summary>Keeps memory bounded: forgets what is forgiven; under attack by many names also single wrong guesses, in the end all.</summary>
    void Trim()
    {
        var now = Now;
        foreach (var (name, seen) in remembered)
        {
            if (Left(seen, seen.Limit, now) == 0 || (seen.Until <= now && name[0] != 'a')) remembered.TryRemove(name, out _);
        }
        if (remembered.Count >= MostRemembered) remembered.Clear();
    }

    void ForgetOldest()
    {
        foreach (var (name, _) in welcome.OrderBy(one => one.Value).Take(MostRemembered / 10).ToList()) welcome.TryRemove(name, out _);
    }

    /// <summary>What is held against an attempt: a user who has been let in from there answers for no one else's guesses.</summary>
    IReadOnlyList<(string Name, GuessLimit Limit)> Keys(LoginAttempt attempt) =>
        welcome.ContainsKey(attempt.Pair) ? [(attempt.Pair, limits.Pair)] : Both(attempt);

    IReadOnlyList<(string Name, GuessLimit Limit)> Both(LoginAttempt attempt) => [(attempt.Pair, limits.Pair), (attempt.Place, limits.Address)];

    sealed record Suspicion(int Wrong, TimeSpan Last, TimeSpan Until, GuessLimit Limit);
}
