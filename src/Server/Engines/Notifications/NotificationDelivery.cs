using Abaca.Server.Signalling;

namespace Abaca.Server.Notifications;

/// <summary>
/// Takes notifications out of the outbox to every driver: one process at a time, each at least once, those about one resource one after the other. What a driver
/// does not take stays, in its order, until it does; there is a limit to how many wait.
/// </summary>
public sealed partial class NotificationDelivery(
    Outbox outbox, IEnumerable<INotificationChannel> channels, NotificationSettings settings, Signals signals, TimeProvider clock, ILogger<NotificationDelivery> log)
{
    /// <summary>As many are on their way at once; of one resource one.</summary>
    const int AtOnce = 50;

    const int Read = 500;

    static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    readonly IReadOnlyList<INotificationChannel> drivers = [.. channels];

    /// <summary>Delivers whatever comes, until it is told to end.</summary>
    public async Task Run(CancellationToken ct)
    {
        using var written = signals.Listen(Notifier.Written);
        for (var pause = TimeSpan.Zero; !ct.IsCancellationRequested;)
        {
            var waiting = await outbox.Next(Read, ct);
            if (waiting.Count == 0)
            {
                await written.Wait(Look, clock, ct);
            }
            else if (await Deliver(waiting, ct) is { } problem)
            {
                LogFailed(problem);
                await GiveUpSome(ct);
                pause = pause == TimeSpan.Zero ? Shortest : pause * 2 < Longest ? pause * 2 : Longest;
                await Task.Delay(pause, clock, ct);
            }
            else
            {
                if (pause > TimeSpan.Zero) LogAgain();
                pause = TimeSpan.Zero;
            }
        }
    }

    // Answers with what went wrong, or null.
    async Task<string?> Deliver(IReadOnlyList<WaitingNotification> waiting, CancellationToken ct)
    {
        foreach (var round in Rounds(waiting))
        {
            ct.ThrowIfCancellationRequested(); // another process may have the turn by now
            var (left, problem) = (round, (string?)null);
            foreach (var driver in drivers)
            {
                if (left.Count == 0) break;
                var delivered = await driver.Deliver(left, ct);
                if (delivered.Problem is { } reason) problem = $"{driver.Place}: {reason}";
                left = [.. left.Where(one => delivered.Confirmed.Contains(one.MessageId))];
            }
            await outbox.Remove([.. left.Select(one => one.MessageId)], CancellationToken.None);
            if (problem is null) continue;
            if (settings.Retry >= 0) await CountFailure([.. round.Except(left)], ct);
            return problem;
        }
        return null;
    }

    // The first of each resource, then the second of each, …
    static IEnumerable<IReadOnlyList<WaitingNotification>> Rounds(IReadOnlyList<WaitingNotification> waiting) => waiting
        .GroupBy(one => one.ResourceId, StringComparer.Ordinal)
        .SelectMany(group => group.Index())
        .GroupBy(one => one.Index, one => one.Item)
        .OrderBy(round => round.Key)
        .SelectMany(round => round.Chunk(AtOnce));

    async Task CountFailure(IReadOnlyList<WaitingNotification> failed, CancellationToken ct)
    {
        var dropped = failed.Count == 0 ? 0 : await outbox.Failed([.. failed.Select(one => one.MessageId)], settings.Retry, ct);
        if (dropped > 0) LogTriedOften(dropped, settings.Retry);
    }

    async Task GiveUpSome(CancellationToken ct)
    {
        var dropped = await outbox.Trim(settings.MostWaiting, ct);
        if (dropped > 0) LogDropped(dropped, settings.MostWaiting);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notifications are not delivered to {Problem}. They are kept and tried again")]
    partial void LogFailed(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Notifications are delivered again")]
    partial void LogAgain();

    [LoggerMessage(Level = LogLevel.Error, Message = "{Number} notifications were dropped: they have failed, and [oslo_messaging_notifications] retry = {Retry}")]
    partial void LogTriedOften(int number, int retry);

    [LoggerMessage(Level = LogLevel.Error, Message = "The oldest {Number} notifications were dropped: more than {Most} waited ([oslo_messaging_notifications] abaca_most_waiting)")]
    partial void LogDropped(int number, int most);
}
