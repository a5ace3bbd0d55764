namespace Abaca.Server.Operations;

/// <summary>One entry of an operation's timeline, as its worker writes it.</summary>
/// <param name="Event">What happened: started, done, again, waiting, back, refused, undone, undo failed, settled, settle failed, stuck, abandoned, retried.</param>
/// <param name="Step">The step it happened to; null for the whole operation.</param>
/// <param name="Attempt">Failed attempts so far.</param>
/// <param name="Reason">Why, when there is a why.</param>
sealed record TimelineEntry(string Event, string? Step, int Attempt, string? Reason)
{
    /// <summary>When what happened began; null when it took no time.</summary>
    public DateTimeOffset? BeganAt { get; init; }
}
