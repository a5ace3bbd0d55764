using System.Text;

namespace Abaca.Server.Notifications;

/// <summary>Notifications as oslo.messaging writes them (https://docs.openstack.org/oslo.messaging/latest/reference/notifier.html).</summary>
static class NotificationText
{
    /// <summary>The message: what consumers find in <c>oslo.message</c>, with the context of the request beside it.</summary>
    public static string Message(Notification told, string messageId, string host, DateTimeOffset now) => Encoding.UTF8.GetString(Written(json =>
    {
        json.WriteString("message_id", messageId);
        json.WriteString("publisher_id", $"{told.Service}.{host}");
        json.WriteString("event_type", told.EventType);
        json.WriteString("priority", Word(told.Priority).ToUpperInvariant());
        json.WriteStartObject("payload");
        told.Payload(json);
        json.WriteEndObject();
        json.WriteString("timestamp", now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture));
        json.WriteString("_unique_id", Guid.NewGuid().ToString("N")); // consumers drop one that they have seen
        WriteContext(json, told.Origin);
    }));

    /// <summary>The word in the name of a queue and in the outbox.</summary>
    public static string Word(NotificationPriority priority) => priority is NotificationPriority.Error ? "error" : "info";

    /// <summary>A message in the envelope of version 2.0.</summary>
    public static byte[] Envelope(string message) => Written(json =>
    {
        json.WriteString("oslo.version", "2.0");
        json.WriteString("oslo.message", message);
    });

    static byte[] Written(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    // Never a token: oslo takes it out, and nobody needs it.
    static void WriteContext(Utf8JsonWriter json, NotificationOrigin origin)
    {
        json.WriteString("_context_request_id", origin.RequestId);
        json.WriteString("_context_user_id", origin.UserId);
        json.WriteString("_context_user", origin.UserId);
        json.WriteString("_context_project_id", origin.ProjectId);
        json.WriteString("_context_project", origin.ProjectId);
        json.WriteString("_context_tenant", origin.ProjectId);
        if (origin.IsAdmin is { } admin) json.WriteBoolean("_context_is_admin", admin);
        if (origin.Roles is null) return;
        json.WriteStartArray("_context_roles");
        foreach (var role in origin.Roles) json.WriteStringValue(role);
        json.WriteEndArray();
    }
}
