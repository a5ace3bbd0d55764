using System.Collections.Concurrent;

namespace Abaca.Server.Services;

/// <summary>
/// The backends of this process that have not said, since it started, what they have: still starting, starting anew, or without a report.
/// What no pool can take now may be for them, so it waits. One that has not come for a long time is down like any other.
/// </summary>
public sealed class ExpectedBackends(TimeProvider clock)
{
    /// <summary>How long a backend that does not come is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    readonly ConcurrentDictionary<string, long> since = new(StringComparer.Ordinal);

    /// <summary>Those that are waited for: <c>host@backend</c>.</summary>
    public IReadOnlyList<string> Names => [.. since.Where(e => clock.GetElapsedTime(e.Value) < Patience).Select(e => e.Key).Order(StringComparer.Ordinal)];

    /// <summary>Whether this one is waited for.</summary>
    public bool Has(string serviceHost) => since.TryGetValue(serviceHost, out var from) && clock.GetElapsedTime(from) < Patience;

    /// <summary>It is being started.</summary>
    public void Expect(string serviceHost) => since[serviceHost] = clock.GetTimestamp();

    /// <summary>It has said what it has.</summary>
    public void Arrived(string serviceHost) => since.TryRemove(serviceHost, out _);
}
