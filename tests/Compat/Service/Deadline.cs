using System.Diagnostics;

namespace Abaca.Tests.Compat.Service;

/// <summary>Waits for a condition, looking again and again.</summary>
static class Deadline
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until it is so.</summary>
    /// <returns>False when it was not so in time.</returns>
    public static async Task<bool> Holds(Func<Task<bool>> condition, TimeSpan within)
    {
        for (var since = Stopwatch.GetTimestamp(); !await condition(); await Task.Delay(Pause))
        {
            if (Stopwatch.GetElapsedTime(since) > within) return false;
        }
        return true;
    }

    /// <inheritdoc cref="Holds(Func{Task{bool}}, TimeSpan)"/>
    public static Task<bool> Holds(Func<bool> condition, TimeSpan within) => Holds(() => Task.FromResult(condition()), within);
}
