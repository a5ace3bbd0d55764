using System.Diagnostics;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Compat.Systemd;

/// <summary>A unit of Type=notify is started when the API listens, is told of the stop, and a service that stands still is noticed by the watchdog.</summary>
public sealed class NotifyTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Systemd_hears_when_it_is_ready_that_it_works_and_that_it_stops()
    {
        using var systemd = new NotifySocket();
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords().ByUnit(systemd.Path, TimeSpan.FromSeconds(0.9)));

        Assert.True(await Deadline.Holds(() => systemd.Count("READY=1") == 1, Soon), "it is not ready");
        Assert.True(await Deadline.Holds(() => systemd.Count("WATCHDOG=1") > 2, Soon), "no signs for the watchdog");

        _ = service.Signal(19);
        // What was on its way arrives; then it is silent for longer than the watchdog waits.
        var last = (Count: 0, At: Stopwatch.GetTimestamp());
        Assert.True(await Deadline.Holds(() =>
        {
            if (systemd.Count("WATCHDOG=1") is var count && count != last.Count) last = (count, Stopwatch.GetTimestamp());
            return Stopwatch.GetElapsedTime(last.At) > TimeSpan.FromSeconds(1.5);
        }, Soon), "a process that stands still gives signs");
        _ = service.Signal(18);
        Assert.True(await Deadline.Holds(() => systemd.Count("WATCHDOG=1") > last.Count, Soon), "it does not go on");

        await service.Stop();
        Assert.Equal(1, systemd.Count("STOPPING=1"));
        Assert.Equal(1, systemd.Count("READY=1"));
    }

    [Fact]
    public async Task Signs_for_the_watchdog_of_another_process_are_left_to_that_one()
    {
        using var systemd = new NotifySocket();
        var environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = systemd.Path, ["WATCHDOG_USEC"] = "900000", ["WATCHDOG_PID"] = "1" };
        await using var service = await ServiceProcess.Start(ServiceSetting.Dummy.WithoutPasswords().StartedIn("/", environment));
        await service.Stop();
        Assert.Equal(0, systemd.Count("WATCHDOG=1"));
    }
}
