using Xunit.Sdk;

namespace Abaca.Tests.Drivers.Conformance;

/// <summary>Waits for what comes true by itself, with a deadline.</summary>
static class Eventually
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until the condition holds and answers with what was seen then.</summary>
    /// <exception cref="XunitException">It did not hold within the deadline.</exception>
    public static Task<T> Holds<T>(Func<Task<T>> look, Func<T, bool> condition, string what, CancellationToken ct) => Holds(look, condition, what, Deadline, ct);

    /// <inheritdoc cref="Holds{T}(Func{Task{T}}, Func{T, bool}, string, CancellationToken)"/>
    public static async Task<T> Holds<T>(Func<Task<T>> look, Func<T, bool> condition, string what, TimeSpan deadline, CancellationToken ct)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            var seen = await look();
            if (condition(seen)) return seen;
            if (clock.GetElapsedTime(began) > deadline) throw FailException.ForFailure($"Not within {deadline.TotalSeconds:0} s: {what}; last seen: {seen}");
            await Task.Delay(Pause, clock, ct);
        }
    }
}
