using Abaca.Server.Notifications;

namespace Abaca.Server.Doctor;

/// <summary>Notifications that nobody takes.</summary>
sealed class NotificationsCheck : ICheck
{
    /// <summary>With a broker that answers they wait for less than a second.</summary>
    static readonly TimeSpan Waiting = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "notifications";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<HealthFinding>> Look(HealthCheckContext context, CancellationToken ct)
    {
        if (await context.Rows.Current(ct) is not { } db) return [];
        var told = context.Options.Notifications;
        var backlog = await Outbox.Waiting(db, ct);
        var text = string.Create(CultureInfo.InvariantCulture, $"{backlog.Waiting} wait, the oldest since {backlog.Since:u}.");
        if (told.Drivers.Count == 0)
        {
            return backlog.Waiting == 0 ? [] : [HealthFinding.Warning("this database", $"{text} No driver is configured any more that takes them.",
                "Write [oslo_messaging_notifications] driver again until they are delivered.")];
        }
        if (backlog.Since is { } since && context.Clock.GetUtcNow() - since > Waiting)
        {
            return [HealthFinding.Warning("this database", $"{text} Above {told.MostWaiting} the oldest are dropped.",
                "Look into the log of the schedulers and share services for why the broker does not take them.")];
        }
        return [HealthFinding.Ok("this database", string.Create(CultureInfo.InvariantCulture, $"{backlog.Waiting} wait."))];
    }
}
