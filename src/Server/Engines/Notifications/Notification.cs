namespace Abaca.Server.Notifications;

/// <summary>How much a notification matters, in oslo.messaging's words.</summary>
public enum NotificationPriority
{
    /// <summary>Something happened.</summary>
    Info,

    /// <summary>Something failed.</summary>
    Error,
}

/// <summary>Who caused what a notification tells of, as far as it is known.</summary>
/// <param name="RequestId">Id of the API request; null: nobody asked.</param>
/// <param name="UserId">User.</param>
/// <param name="ProjectId">Project.</param>
public sealed record NotificationOrigin(string? RequestId, string? UserId, string? ProjectId)
{
    /// <summary>Roles of the caller; null where they are not known any more.</summary>
    public IReadOnlyCollection<string>? Roles { get; init; }

    /// <summary>Whether the caller was an administrator; null where that is not known any more.</summary>
    public bool? IsAdmin { get; init; }
}

/// <summary>A fact for consumers outside of the service: metering, search, automation.</summary>
/// <param name="Service">First half of the publisher's id: <c>share</c>, <c>scheduler</c>, <c>shareType</c>.</param>
/// <param name="EventType">For example <c>share.create.end</c>.</param>
/// <param name="ResourceId">What it is about: notifications about one resource arrive in the order of what became true.</param>
/// <param name="Origin">Who caused it.</param>
/// <param name="Payload">Writes the members of the payload's object. Nothing secret: whoever reads the queue reads it.</param>
public sealed record Notification(string Service, string EventType, string ResourceId, NotificationOrigin Origin, Action<Utf8JsonWriter> Payload)
{
    /// <summary>How much it matters.</summary>
    public NotificationPriority Priority { get; init; } = NotificationPriority.Info;
}
