using System.Diagnostics;
using System.Runtime.InteropServices;
using Abaca.Drivers.CephFs.Deployment;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Local;
using Xunit;

namespace Abaca.Tests.Drivers.Network;

/// <summary>
/// The watch that <c>abaca config ganesha</c> writes for each machine, beside a real Ganesha: one that is slow is left alone, one that hangs is ended within a
/// minute. A script stands for systemctl, since no systemd runs here; it knows the unit's process, and kills it.
/// </summary>
public sealed class HangWatchTests : IAsyncLifetime
{
    const int Stop = 19, Continue = 18;

    static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Slow = TimeSpan.FromSeconds(15);

    readonly string place = Directory.CreateTempSubdirectory("abaca-hang-").FullName;
    LocalMachine machine = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync()
    {
        await machine.DisposeAsync();
        Directory.Delete(place, recursive: true);
    }

    [Fact]
    public async Task One_that_hangs_is_ended_and_one_that_is_slow_is_not()
    {
        await using var driver = (LocalDriver)machine.NewDriver();
        Assert.Equal(new DriverResult.Done(), await driver.Start(Ct));
        await driver.Abandon(); // nobody else looks after it now
        var ganesha = machine.Servers()[0];
        using var watch = await Watch(ganesha.Id);
        try
        {
            await Eventually("Ganesha has answered the watch", () => File.Exists(Path.Combine(place, "answered")));
            await Stopped(ganesha.Id, Slow);
            Assert.Equal(0, Signal(ganesha.Id, Continue));
            File.Delete(Path.Combine(place, "answered"));
            await Eventually("it answers again", () => File.Exists(Path.Combine(place, "answered")));
            Assert.True(IsAlive(ganesha));

            Assert.Equal(0, Signal(ganesha.Id, Stop));
            await Eventually("it is ended", () => !IsAlive(ganesha));
            Assert.Contains($"(process {ganesha.Id}) hangs", await File.ReadAllTextAsync(Path.Combine(place, "said"), Ct), StringComparison.Ordinal);
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The printed scripts, laid elsewhere: in the machine's network, with Ganesha's address.</summary>
    async Task<Process> Watch(int ganesha)
    {
        var (alive, script) = (Path.Combine(place, "alive"), Path.Combine(place, "watch"));
        await Script("checked", AliveCheck.Script);
        await Script("alive", $"#!/bin/bash\n'{place}/checked' \"$@\" && touch '{place}/answered'\n");
        await Script("systemctl", $"#!/bin/bash\ncase $1 in show) echo {ganesha};; kill) kill -KILL {ganesha};; esac\n");
        await Script("watch", HangWatch.Script.Replace(GaneshaFiles.CheckPath, alive, StringComparison.Ordinal));
        var start = new ProcessStartInfo(machine.Net.ServerPrefix[0]) { Environment = { ["PATH"] = $"{place}:{Environment.GetEnvironmentVariable("PATH")}" } };
        foreach (var word in machine.Net.ServerPrefix.Skip(1).Concat(["bash", "-c", $"exec '{script}' \"$@\" >'{place}/said'", "watch", "2049", "nfs-ganesha.service", machine.Net.ServerAddress]))
            start.ArgumentList.Add(word);
        return Process.Start(start)!;
    }

    async Task Script(string name, string text)
    {
        var path = Path.Combine(place, name);
        await File.WriteAllTextAsync(path, text, Ct);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    static async Task Stopped(int process, TimeSpan howLong)
    {
        Assert.Equal(0, Signal(process, Stop));
        await Task.Delay(howLong, Ct);
    }

    static async Task Eventually(string what, Func<bool> holds)
    {
        var since = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Minute, $"Not within a minute: {what}");
            await Task.Delay(100, Ct);
        }
    }

    bool IsAlive(RunningProcess process) => machine.Servers().Contains(process);

    [DllImport("libc", EntryPoint = "kill")]
    static extern int Signal(int process, int signal);
}
