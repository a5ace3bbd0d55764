using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Abaca.Server.Identity;

/// <summary>
/// Makes guessing slow: after some free wrong guesses, each further one doubles a pause in which attempts are refused unread.
/// Counts in memory and forgets by itself, so nobody is locked out for good. Right passwords at any rate are never slowed.
/// </summary>
sealed class GuessThrottle(GuessLimits limits, TimeProvider time)
{
    const int MostRemembered = 20_000;
    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    readonly ConcurrentDictionary<string, Suspicion> remembered = new(StringComparer.Ordinal);

    /// <summary>
    /// Starts an attempt. Answers null when it may go on, else how long to wait. Under suspicion only one attempt goes on per pause:
    /// starting it starts the next pause, so that many at once gain nothing.
    /// </summary>
    public TimeSpan? Begin(string who, IPAddress? from)
    {
        var now = time.GetUtcNow();
        var keys = Keys(who, from);
        var until = keys.Max(key => remembered.TryGetValue(key.Name, out var seen) ? seen.Until : default);
        if (until > now) return until - now;
        foreach (var (name, limit) in keys)
        {
            if (remembered.TryGetValue(name, out var seen) && Left(seen, limit, now) is var wrong && wrong > limit.Free
                && !remembered.TryUpdate(name, seen with { Until = now + Pause(wrong, limit) }, seen))
                return FirstPause;
        }
        return null;
    }

    /// <summary>The attempt was wrong.</summary>
    public void Failed(string who, IPAddress? from)
    {
        if (remembered.Count >= MostRemembered) Trim();
        var now = time.GetUtcNow();
        foreach (var (name, limit) in Keys(who, from))
            remembered.AddOrUpdate(name, _ => Counted(1, limit, now), (_, old) => Counted(Left(old, limit, now) + 1, limit, now));
    }

    /// <summary>
    /// The attempt was right: the user starts afresh from there. What the address did to others stays counted, or owning one account
    /// would hide guesses at the rest; only its pause ends.
    /// </summary>
    public void Succeeded(string who, IPAddress? from)
    {
        foreach (var (name, _) in Keys(who, from))
        {
            if (name[0] == 'p') remembered.TryRemove(name, out _);
            else if (remembered.TryGetValue(name, out var seen)) remembered.TryUpdate(name, seen with { Until = default }, seen);
        }
    }

    static Suspicion Counted(int wrong, GuessLimit limit, DateTimeOffset now) =>
        new(wrong, now, wrong > limit.Free ? now + Pause(wrong, limit) : default, limit);

    static TimeSpan Pause(int wrong, GuessLimit limit)
    {
        var pause = FirstPause * (1L << Math.Clamp(wrong - limit.Free - 1, 0, 30));
        return pause < limit.Longest ? pause : limit.Longest;
    }

    /// <summary>What is still held against a key: one wrong guess less for each time to forgive that has passed since the last.</summary>
    static int Left(Suspicion seen, GuessLimit limit, DateTimeOffset now) =>
        (int)Math.Max(0, seen.Wrong - Math.Floor((now - seen.Last) / limit.Forgive));

    /// <summary>Keeps memory bounded: forgets what is forgiven; under attack by many names also single wrong guesses, in the end all.</summary>
    void Trim()
    {
        var now = time.GetUtcNow();
        foreach (var (name, seen) in remembered)
        {
            if (Left(seen, seen.Limit, now) == 0 || (seen.Until <= now && name[0] != 'a')) remembered.TryRemove(name, out _);
        }
        if (remembered.Count >= MostRemembered) remembered.Clear();
    }

    IReadOnlyList<(string Name, GuessLimit Limit)> Keys(string who, IPAddress? from)
    {
        var address = Place(from);
        return [($"p:{address}:{who}", limits.Pair), ($"a:{address}", limits.Address), ($"u:{who}", limits.User)];
    }

    static string Place(IPAddress? from)
    {
        if (from is null) return "local";
        if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
        return from.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexString(from.GetAddressBytes().AsSpan(0, 8))
            : from.ToString();
    }

    sealed record Suspicion(int Wrong, DateTimeOffset Last, DateTimeOffset Until, GuessLimit Limit);
}
