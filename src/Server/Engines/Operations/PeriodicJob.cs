namespace Abaca.Server.Operations;

/// <summary>Work that comes again. Of all processes that know a job of this name, one runs it at a time.</summary>
/// <param name="Name">Stored; a job that each process or backend must run for itself carries its name too.</param>
/// <param name="Interval">From the end of one run to the start of the next.</param>
/// <param name="Run">Does it. A throw is logged, and it runs again after the interval.</param>
public sealed record PeriodicJob(string Name, TimeSpan Interval, Func<CancellationToken, Task> Run)
{
    /// <summary>Up to this much is added to the interval, so that jobs do not march in step.</summary>
    public TimeSpan Jitter { get; init; } = Interval / 10;

    /// <summary>How long the process that runs it may be silent before another does; null: as long as others that work.</summary>
    public TimeSpan? Lease { get; init; }

    /// <summary>Whether it runs at once when a process starts; else after one interval (unless it is due anyway).</summary>
    public bool AtStart { get; init; }
}
