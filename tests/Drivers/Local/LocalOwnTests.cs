using System.Diagnostics;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Local;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Local;

/// <summary>What is whose on the machine: files and sockets that others must not open, and processes that only look like ours.</summary>
public sealed class LocalOwnTests : IAsyncLifetime
{
    LocalMachine machine = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => machine = await LocalMachine.Make(Ct);

    public async ValueTask DisposeAsync() => await machine.DisposeAsync();

    [Fact]
    public async Task Images_mounts_and_the_bus_are_closed_to_local_users()
    {
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var (share, _) = await Open(driver);
        var bus = new GaneshaLayout(Path.Combine(machine.State, "ganesha"));
        foreach (var directory in new[] { "pool", "shares", "ganesha", "pool/.snapshots", "pool/.making" })
            Assert.Equal(Closed | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(machine.State, directory)));
        Assert.Equal(Closed, File.GetUnixFileMode(Path.Combine(machine.State, "pool", share.Name + ".img", "image")));
        Assert.Equal(Closed, File.GetUnixFileMode(bus.BusSocket));
        Assert.Equal(Closed, File.GetUnixFileMode(Path.Combine(machine.State, "pool.img")));
        // Even where the directories above would let them.
        foreach (var directory in new[] { machine.State, bus.Directory }) File.SetUnixFileMode(directory, (UnixFileMode)0x1ff);
        Assert.NotEqual(0, await As("nobody", "dbus-send", $"--bus={bus.BusAddress}", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId"));
        Assert.Equal(0, await As("root", "dbus-send", $"--bus={bus.BusAddress}", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId"));
    }

    [Fact]
    public async Task Devices_and_setuid_programs_in_a_share_do_nothing_on_this_machine()
    {
        await using var driver = machine.NewDriver();
        Done(await driver.Start(Ct));
        var (share, _) = await Open(driver);
        var mount = Path.Combine(machine.State, "shares", share.Name);
        var options = (await File.ReadAllLinesAsync("/proc/mounts", Ct)).Single(line => line.Split(' ')[1] == mount).Split(' ')[3].Split(',');
        Assert.Superset(new HashSet<string> { "nosuid", "nodev", "noexec" }, options.ToHashSet());
        File.Copy("/usr/bin/id", Path.Combine(mount, "id"));
        File.SetUnixFileMode(Path.Combine(mount, "id"), (UnixFileMode)0x9ff);
        Assert.Equal(0, await As("root", "mknod", Path.Combine(mount, "null"), "c", "1", "3"));
        Assert.NotEqual(0, await As("root", Path.Combine(mount, "id")));
        Assert.NotEqual(0, await As("root", "dd", $"if={Path.Combine(mount, "null")}", "of=/dev/null", "count=1"));
    }

    [Theory]
    [InlineData("another program of root's")]
    [InlineData("another user's")]
    [InlineData("without the lock")]
    public async Task A_process_that_only_looks_like_our_ganesha_is_neither_taken_over_nor_ended(string which)
    {
        var configuration = new GaneshaLayout(Path.Combine(machine.State, "ganesha")).MainConfig;
        var first = machine.NewDriver();
        Done(await first.Start(Ct));
        var real = RunningProcess.Find("ganesha.nfsd", configuration).Single();
        await ((LocalDriver)first).Abandon();
        if (which == "without the lock")
        {
            // The pid file that the running one holds its lock on is another file now.
            File.Delete(new GaneshaLayout(Path.Combine(machine.State, "ganesha")).PidFile);
            await File.WriteAllTextAsync(new GaneshaLayout(Path.Combine(machine.State, "ganesha")).PidFile, "", Ct);
            await using var next = machine.NewDriver();
            Done(await next.Start(Ct));
            Assert.NotEqual(real, RunningProcess.Find("ganesha.nfsd", configuration).Single());
            return;
        }
        string[] run = which == "another user's" ? ["setpriv", "--reuid=nobody", "--clear-groups"] : ["env"];
        using var other = Process.Start(new ProcessStartInfo(run[0], [.. run[1..], "bash", "-c", "exec -a ganesha.nfsd tail -f /dev/null -- \"$0\"", configuration]) { UseShellExecute = false })!;
        await Eventually.Holds(() => Task.FromResult(File.ReadAllText($"/proc/{other.Id}/cmdline")), line => line.StartsWith("ganesha.nfsd", StringComparison.Ordinal), "it looks so", Ct);
        await using (var heir = machine.NewDriver())
        {
            Done(await heir.Start(Ct));
            Assert.Equal(real, RunningProcess.Find("ganesha.nfsd", configuration).Single());
        }
        Assert.False(other.HasExited);
        other.Kill();
    }

    const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    async Task<(ShareSpec Share, string Path)> Open(IShareDriver driver)
    {
        var (id, none) = (Guid.NewGuid().ToString(), new Dictionary<string, string>());
        var share = new ShareSpec(id, id, "share-" + id, "p", "local", "NFS", 1, none, none, none);
        var made = Done(await driver.Create(share, Ct));
        Done(await driver.SetAccess(share, [new AccessRule("r", AccessType.Ip, machine.Net.Network, AccessLevel.Rw)], Ct));
        return (share, made.Exports[0].Path);
    }

    static async Task<int> As(string user, params string[] command)
    {
        var run = await new LocalCommandRunner(TimeProvider.System).Run(new Command(["setpriv", $"--reuid={user}", "--clear-groups", .. command], TimeSpan.FromSeconds(20)), Ct);
        return run.ExitCode;
    }
}
