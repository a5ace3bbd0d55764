namespace Abaca.Server.Notifications;

/// <summary>The driver <c>log</c>: each notification is a line of the service's log.</summary>
public sealed partial class LogNotifications(ILogger<LogNotifications> log) : INotificationChannel
{
    /// <inheritdoc/>
    public string Place => "the log";

    /// <inheritdoc/>
    public Task<Delivered> Deliver(IReadOnlyList<WaitingNotification> some, CancellationToken ct)
    {
        foreach (var one in some) Line(one.Priority == "error" ? LogLevel.Error : LogLevel.Information, one.EventType, one.Message);
        return Task.FromResult(new Delivered([.. some.Select(one => one.MessageId)], null));
    }

    [LoggerMessage(Message = "Notification {EventType}: {Body}")]
    partial void Line(LogLevel level, string eventType, string body);
}
