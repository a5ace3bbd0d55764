using Abaca.Server.Messaging;
using Abaca.Server.Notifications;

namespace Abaca.Server.Hosting;

/// <summary>Notifications as <c>[oslo_messaging_notifications]</c> asks for them.</summary>
static class NotificationSetup
{
    /// <summary>As long as this the process that delivers may be silent before another does.</summary>
    static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <summary>Adds what slices write them with.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, ServiceOptions options) => services
        .AddSingleton(SettingsOf.Notifications(options))
        .AddSingleton<Outbox>()
        .AddSingleton<Notifier>();

    /// <summary>Adds the drivers, and the job that delivers to them. It runs in one of all processes that work.</summary>
    public static IServiceCollection AddNotificationDelivery(this IServiceCollection services, ServiceOptions options)
    {
        var told = options.Notifications;
        if (told.Drivers.Count == 0) return services;
        foreach (var driver in told.Drivers)
        {
            if (driver == NotificationOptions.ToLog) services.AddSingleton<INotificationChannel, LogNotifications>();
            else services.AddSingleton<INotificationChannel>(_ => new RabbitNotifications(SignalSetup.Broker(options, UrlOf), QueuesOf(told, driver)));
        }
        return services.AddSingleton<NotificationDelivery>().AddSingleton(p => new PeriodicJob(
            "notifications.deliver", TimeSpan.FromSeconds(1), ct => p.GetRequiredService<NotificationDelivery>().Run(ct)) { AtStart = true, Lease = Silence, Jitter = TimeSpan.Zero });
    }

    /// <summary>The URL of the broker of notifications.</summary>
    public static string UrlOf(ServiceOptions options) => options.Notifications.TransportUrl is { Length: > 0 } own ? own : options.Messaging.TransportUrl;

    static RabbitQueues QueuesOf(NotificationOptions options, string driver) => new(options.Exchange, options.Topics, driver == NotificationOptions.V2)
    {
        Durable = options.Durable, AutoDelete = options.AutoDelete, Quorum = options.Quorum, Mirrored = options.Mirrored,
    };
}
