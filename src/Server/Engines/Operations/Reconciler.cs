namespace Abaca.Server.Operations;

/// <summary>
/// Keeps something true: looks at what the database wants for one resource and makes the world so. Has no input but the resource's
/// id, may run at any time and any number of times, and must find its own earlier work.
/// </summary>
public abstract class Reconciler
{
    /// <summary>What it keeps true, in one word or two: <c>access</c>. Stored.</summary>
    public abstract string Kind { get; }

    /// <summary>
    /// Key of the operations that a pass must not run beside: what it has read would be of yesterday when it acts, and an operation that begins
    /// waits for the pass. Null: it may run beside any.
    /// </summary>
    public virtual string? OperationsOn(string resourceId) => null;

    /// <summary>Ids of the requests that a pass is for now; none for one that nobody has asked for. Read only to name the pass in the log.</summary>
    public virtual Task<IReadOnlyList<string>> RequestsOf(string resourceId, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);

    /// <summary>
    /// Looks and acts. An exception counts as <see cref="ReconcileResult.Unclear"/>. A mark that arrives meanwhile makes it run again.
    /// </summary>
    public abstract Task<ReconcileResult> Reconcile(string resourceId, CancellationToken ct);
}

/// <summary>How a reconciliation ended.</summary>
public abstract record ReconcileResult
{
    ReconcileResult() { }

    /// <summary>It is true now, or cannot be made true and that has been written down where its owner sees it.</summary>
    public sealed record Done : ReconcileResult;

    /// <summary>Nobody knows, or it is not true yet: it is tried again.</summary>
    /// <param name="Why">For the operator; never holds a secret.</param>
    /// <param name="After">When to look again; null: after a growing back-off.</param>
    public sealed record Unclear(string Why, TimeSpan? After = null) : ReconcileResult;

    /// <summary>Nothing is wrong, but what is looked at changes by itself.</summary>
    /// <param name="After">When to look again; null: after a growing back-off. A given time lets the back-off begin anew.</param>
    public sealed record Later(TimeSpan? After = null) : ReconcileResult;
}
