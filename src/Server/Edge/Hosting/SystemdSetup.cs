using Microsoft.Extensions.Hosting.Systemd;

namespace Abaca.Server.Hosting;

/// <summary>What a unit of <c>Type=notify</c> hears from the process (sd_notify(3)). Without <c>NOTIFY_SOCKET</c> nothing of it is there.</summary>
static class SystemdSetup
{
    /// <summary>Adds READY when the API listens and STOPPING when it ends, and the watchdog's signs where the unit has <c>WatchdogSec=</c>.</summary>
    public static IServiceCollection AddSystemdSigns(this IServiceCollection services)
    {
        // By the socket, and not by who the parent is, as AddSystemd() asks: whoever gives a socket wants to hear.
        var systemd = new SystemdNotifier();
        if (!systemd.IsEnabled) return services;
        services.AddHostedService(_ => new ReadySigns(systemd));
        return WatchedFor() is { } within
            ? services.AddHostedService(p => new WatchdogSigns(systemd, p.GetRequiredService<Db>(), within, p.GetRequiredService<TimeProvider>()))
            : services;
    }

    // Both variables are systemd's own: microseconds, and the process that is meant.
    static TimeSpan? WatchedFor() =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
        && (Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { Length: > 0 } meant || meant == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
}
