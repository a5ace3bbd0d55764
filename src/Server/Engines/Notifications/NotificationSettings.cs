namespace Abaca.Server.Notifications;

/// <summary>What is to become of notifications.</summary>
/// <param name="AreSent">Whether a driver is configured: without one nothing is written.</param>
/// <param name="Host">Second half of the publisher's id.</param>
/// <param name="Retry">How often one that failed is tried again; negative: until it succeeds.</param>
/// <param name="MostWaiting">When more wait than this, the oldest are dropped.</param>
public sealed record NotificationSettings(bool AreSent, string Host, int Retry, int MostWaiting)
{
    /// <summary>No driver is configured.</summary>
    public static NotificationSettings None { get; } = new(false, "", -1, 0);
}
