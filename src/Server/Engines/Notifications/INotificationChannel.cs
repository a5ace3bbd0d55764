namespace Abaca.Server.Notifications;

/// <summary>A driver of notifications.</summary>
public interface INotificationChannel
{
    /// <summary>Where they go, for people.</summary>
    string Place { get; }

    /// <summary>
    /// Delivers some, no two about one resource, and waits until they are kept there. Does not throw when that fails; what is not confirmed may have been
    /// delivered all the same.
    /// </summary>
    Task<Delivered> Deliver(IReadOnlyList<WaitingNotification> some, CancellationToken ct);
}

/// <summary>How far a delivery came.</summary>
/// <param name="Confirmed">Ids of the messages that are kept.</param>
/// <param name="Problem">Why the others are not, or null when there are none.</param>
public sealed record Delivered(IReadOnlyCollection<string> Confirmed, string? Problem);
