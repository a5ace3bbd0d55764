using System.Text.Json;
using Abaca.Server.Notifications;

namespace Abaca.Tests.Server.Notifications;

/// <summary>A driver that keeps what it is given, or refuses it.</summary>
sealed class RecordedNotifications : INotificationChannel
{
    readonly Lock gate = new();
    readonly List<WaitingNotification> told = [];

    /// <summary>Which of them it takes; null: all.</summary>
    public Predicate<WaitingNotification>? Takes { get; set; }

    /// <inheritdoc/>
    public string Place => "a test";

    /// <summary>All that it took, in their order.</summary>
    public IReadOnlyList<WaitingNotification> Told
    {
        get
        {
            lock (gate) return [.. told];
        }
    }

    /// <summary>Their kinds.</summary>
    public IEnumerable<string> Events => Told.Select(one => one.EventType);

    /// <summary>A message of a kind.</summary>
    public JsonElement Of(string eventType) => JsonDocument.Parse(Told.Last(one => one.EventType == eventType).Message).RootElement;

    /// <inheritdoc/>
    public Task<Delivered> Deliver(IReadOnlyList<WaitingNotification> some, CancellationToken ct)
    {
        var taken = some.Where(one => Takes?.Invoke(one) ?? true).ToList();
        lock (gate) told.AddRange(taken);
        return Task.FromResult(new Delivered([.. taken.Select(one => one.MessageId)], taken.Count == some.Count ? null : "not now"));
    }
}
