using System.Text.Json.Serialization;

namespace Abaca.Server.Operations;

/// <summary>An operation as operators see it. Field names on the wire are in snake case.</summary>
public sealed record OperationRecord
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The flow's name.</summary>
    public required string Flow { get; init; }

    /// <summary>The word for <see cref="OperationStatus"/>.</summary>
    public required string State { get; init; }

    /// <summary>The step it stands at; null before its first save and after its end.</summary>
    public string? Step { get; init; }

    /// <summary>Who may run it.</summary>
    public required string Lane { get; init; }

    /// <summary>In Manila's spelling.</summary>
    public required string ResourceType { get; init; }

    /// <summary>What it works on.</summary>
    public required string ResourceId { get; init; }

    /// <summary>The resource's owner.</summary>
    public required string ProjectId { get; init; }

    /// <summary>The API request that started it.</summary>
    public required string RequestId { get; init; }

    /// <summary>Failed attempts of the current step in a row.</summary>
    public int Attempt { get; init; }

    /// <summary>What was last in the way, or how it ended.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it is taken up next; null while it is worked on, stuck or over.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>After this moment it unwinds.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Its timeline, when asked for.</summary>
    public IReadOnlyList<OperationEvent>? Events { get; init; }
}

/// <summary>One entry of an operation's timeline.</summary>
/// <param name="At">When it was saved.</param>
/// <param name="BeganAt">When what it reports began; null when it took no time.</param>
/// <param name="Step">The step; null for the whole operation.</param>
/// <param name="Event">See <see cref="TimelineEntry"/>: started, done, again, waiting, back, refused, undone, settled, stuck and so on.</param>
/// <param name="Attempt">Failed attempts so far.</param>
/// <param name="Reason">Why, when there is a why.</param>
public sealed record OperationEvent(DateTimeOffset At, DateTimeOffset? BeganAt, string? Step, string Event, int Attempt, string? Reason);

/// <summary>Which operations to list.</summary>
/// <param name="Status">Only these, or null.</param>
/// <param name="ResourceId">Only those of this resource, or null.</param>
/// <param name="Lane">Only those of this lane, or null.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="Marker">Only older ones than the operation of this id, or null.</param>
/// <param name="ProjectId">Only those on resources of this project, or null.</param>
public sealed record OperationQuery(
    OperationStatus? Status = null, string? ResourceId = null, string? Lane = null, int Limit = 100, string? Marker = null, string? ProjectId = null);

/// <summary>How an operator's request ended.</summary>
public enum OperatorAnswer
{
    /// <summary>Done, or asked of the worker that is on it.</summary>
    Done,
    /// <summary>There is no such operation.</summary>
    NotFound,
    /// <summary>It is over already.</summary>
    Ended,
    /// <summary>A worker is on it right now.</summary>
    Running,
}

/// <summary>The JSON of operations: snake case, nulls left in.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OperationRecord))]
[JsonSerializable(typeof(IReadOnlyList<OperationRecord>))]
public sealed partial class OperationJson : JsonSerializerContext;
