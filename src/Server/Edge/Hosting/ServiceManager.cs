using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Hosting;

namespace Abaca.Server.Hosting;

/// <summary>
/// Tells systemd how this process is (sd_notify(3)): ready, loading its files anew, stopping; and, while a watchdog wants to hear it, that it gets on.
/// The watchdog hears nothing from a process whose <see cref="Heartbeat"/> is late or whose threads are all held up.
/// </summary>
/// <param name="socket">Where systemd listens.</param>
/// <param name="watchdog">How long it waits for a word; null: no watchdog.</param>
/// <param name="beat">Whether this process gets on.</param>
/// <param name="clock">The time.</param>
sealed class ServiceManager(DatagramSocket socket, TimeSpan? watchdog, Heartbeat beat, TimeProvider clock) : IHostedLifecycleService, IDisposable
{
    ITimer? timer;
    PosixSignalRegistration? hangUp;

    /// <summary>Half the time that the watchdog waits, as sd_watchdog_enabled(3) recommends.</summary>
    TimeSpan? Pause => watchdog / 2;

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>All services run, the web server too.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Say("READY=1");
        if (Pause is { } pause)
        {
            Beat();
            timer = clock.CreateTimer(_ => Beat(), null, pause, pause);
        }
        hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Say(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}"));
            Say("READY=1");
        });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Say("STOPPING=1");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        hangUp?.Dispose();
        timer?.Dispose();
        socket.Dispose();
    }

    void Beat()
    {
        if (beat.IsHeard) Say("WATCHDOG=1");
    }

    void Say(string words) => socket.Send(Encoding.UTF8.GetBytes(words));
}

/// <summary>Finds out whether systemd wants to hear from this process.</summary>
static class ServiceManagerSetup
{
    /// <summary>Adds it where the environment names a socket. Children do not inherit that: they would speak in this process' name.</summary>
    public static IServiceCollection AddServiceManager(this IServiceCollection services)
    {
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is not { Length: > 1 } path || path[0] is not ('/' or '@')) return services;
        var watchdog = Watchdog();
        foreach (var name in (string[])["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]) Environment.SetEnvironmentVariable(name, null);
        var socket = path[0] == '@' ? string.Concat("\0", path.AsSpan(1)) : path;
        return services.AddSingleton(p => new ServiceManager(new DatagramSocket(socket), watchdog, p.GetRequiredService<Heartbeat>(), p.GetRequiredService<TimeProvider>()))
            .AddHostedService(p => p.GetRequiredService<ServiceManager>());
    }

    static TimeSpan? Watchdog() =>
        long.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds) && microseconds > 0
        && (Environment.GetEnvironmentVariable("WATCHDOG_PID") is not { Length: > 0 } pid || pid == Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
}
