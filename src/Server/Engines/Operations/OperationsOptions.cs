namespace Abaca.Server.Operations;

/// <summary>How patiently and how broadly operations, reconcilers and periodic jobs work.</summary>
public sealed record OperationsOptions
{
    /// <summary>How long a worker may keep silent before another takes its work. Every driver call must time out sooner.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many operations (and as many reconciliations) of one lane run at once in this process.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>How often to look for due work without a signal.</summary>
    public TimeSpan Scan { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long running steps may go on when the process is asked to stop.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>No operation lasts longer than this; a flow's own deadline may be sooner.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Waits between attempts of a step, an undo or a settle.</summary>
    public BackOff Steps { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>Waits between attempts of a reconciliation.</summary>
    public BackOff Reconciling { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>An undo or a settle that failed this often in a row parks its operation as stuck.</summary>
    public int AttemptsUntilStuck { get; init; } = 12;

    /// <summary>How long ended operations stay on record.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Where jitter comes from: a number from 0 up to 1 at each call; safe to call from several threads.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;
}
