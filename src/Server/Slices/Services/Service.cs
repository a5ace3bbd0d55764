namespace Abaca.Server.Services;

/// <summary>A service, as stored.</summary>
/// <param name="Id">Number.</param>
/// <param name="Host">Host, or <c>host@backend</c>.</param>
/// <param name="Binary">See <see cref="ServiceBinary"/>.</param>
/// <param name="Zone">Availability zone.</param>
/// <param name="Disabled">An operator took it out of service for new work.</param>
/// <param name="DisabledReason">Why.</param>
/// <param name="Stopped">It ended by itself, in order.</param>
/// <param name="Ensuring">It is checking all its shares.</param>
/// <param name="ReportedAt">Last sign of life.</param>
public sealed record Service(
    long Id, string Host, string Binary, string Zone, bool Disabled, string? DisabledReason, bool Stopped, bool Ensuring, DateTimeOffset ReportedAt)
{
    /// <summary>Last sign of life by the clock of work.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>What is wrong with it, in its own words, for operators; null: nothing that it knows of.</summary>
    public string? Trouble { get; init; }

    /// <summary>It takes no work because of <see cref="Trouble"/>.</summary>
    public bool Unfit { get; init; }

    /// <summary>Whether it takes work and gave a sign of life within <paramref name="downAfter"/> before <paramref name="now"/>, by the clock of work.</summary>
    public bool IsUp(DateTimeOffset now, TimeSpan downAfter) => !Stopped && !Unfit && now - SeenAt <= downAfter;
}
