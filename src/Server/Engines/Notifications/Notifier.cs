using Abaca.Server.Signalling;

namespace Abaca.Server.Notifications;

/// <summary>
/// Tells consumers outside of the service what has become true: written in the very transaction that makes it true, delivered afterwards. Where no driver is
/// configured nothing is asked and nothing is written.
/// </summary>
public sealed class Notifier(NotificationSettings settings, Outbox outbox, Signals signals, TimeProvider clock)
{
    /// <summary>The signal of whoever delivers.</summary>
    internal const string Written = "notifications";

    /// <summary>Whether anybody wants them: what is only read for them need not be read otherwise.</summary>
    public bool AreSent => settings.AreSent;

    /// <summary>Writes one, in the caller's transaction.</summary>
    public async Task Write(Tx tx, Notification told, CancellationToken ct = default)
    {
        if (!AreSent) return;
        var (id, now) = (Guid.NewGuid().ToString(), clock.GetUtcNow());
        await outbox.Add(tx, told, id, NotificationText.Message(told, id, settings.Host, now), now, ct);
        tx.AfterCommit(() => signals.Send(Written));
    }
}
