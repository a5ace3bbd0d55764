using Abaca.Drivers.Ssh;
using Abaca.Drivers.Zfs.Setup;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>What every file server of these tests must be able to do, before any driver is judged by it.</summary>
static class ZfsHostChecks
{
    static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    static readonly ZfsHostSetup Setup = new(ZfsHost.User, "test", UsesShareNfs: false);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Runs a command over SSH as the site's user.</summary>
    public static async Task<CommandResult> Ssh(ZfsSite site, SshTarget target, string? input, params string[] command)
    {
        await using var ssh = new SshCommandRunner(target, site.State("ssh"), new LocalCommandRunner(TimeProvider.System), TimeProvider.System);
        return await ssh.Run(new Command(command, Long, input), Ct);
    }

    /// <summary>The user is let in by key and by password, and sudo does what its rules name and nothing else.</summary>
    public static async Task LetsItsUserInAndSudoIsNarrow(ZfsSite site, ZfsHost host)
    {
        await host.SetSudoRules(Setup.Sudoers(), Ct);
        foreach (var target in (SshTarget[])[host.ByKey(), host.ByPassword()])
        {
            var who = await Ssh(site, target, null, "id", "-un");
            Assert.True(who.Output == ZfsHost.User + "\n", who.Summary + who.Error);
        }
        var zfs = await Far(site, host, "zfs");
        var seen = await Ssh(site, host.ByKey(), null, "sudo", "-n", zfs, "list", "-H", "-o", "name");
        Assert.True(seen.Output == "tank2\ntrank\n", seen.Summary + seen.Error);
        Assert.Equal("", seen.Error);
        foreach (var forbidden in (string[][])[["id"], ["sh", "-c", "id"], ["tee", "/etc/exports"]])
        {
            var refused = await Ssh(site, host.ByKey(), "", ["sudo", "-n", .. forbidden]);
            Assert.True(refused is { End: CommandEnd.Exited, ExitCode: 1 } && refused.Says("a password is required"), refused.Summary + refused.Error);
        }
    }

    /// <summary>An export written as the user is told to the NFS server, by its client and options.</summary>
    public static async Task TakesExports(ZfsSite site, ZfsHost host)
    {
        await host.SetSudoRules(Setup.Sudoers(), Ct);
        await host.Root(Ct, "zfs", "create", "trank/told");
        var path = (await host.Dataset("trank/told", Ct))!.Properties["mountpoint"];
        var client = site.Net.Host(11);
        var line = $"{path} {client}(rw,sync,no_subtree_check,no_root_squash) {site.Net.Network}(ro,sync,no_subtree_check,no_root_squash)\n";
        var file = Setup.ExportsFile;
        var wrote = await Ssh(site, host.ByKey(), line, "sudo", "-n", "/usr/bin/tee", file + ".new");
        Assert.False(wrote.Failed, wrote.Error);
        foreach (var command in (string[][])[["/usr/bin/mv", "-fT", file + ".new", file], ["/usr/sbin/exportfs", "-r"]])
        {
            var run = await Ssh(site, host.ByKey(), null, ["sudo", "-n", .. command]);
            Assert.False(run.Failed, run.Error);
        }
        var exports = (await host.Exports(Ct)).Where(export => export.Path == path).ToList();
        Assert.Equal(2, exports.Count);
        Assert.Contains("rw", exports.Single(export => export.Client == client).Options);
        Assert.Contains("ro", exports.Single(export => export.Client == site.Net.Network).Options);
    }

    /// <summary>Pools can be filled and taken away, datasets kept busy, the cable pulled, sshd and power ended; and all comes back.</summary>
    public static async Task BreaksAndMends(ZfsSite site, ZfsHost host)
    {
        await host.Root(Ct, "zfs", "create", "trank/kept");
        await host.FillPool("trank", 64 << 20, Ct);
        Assert.InRange((await host.Dataset("trank", Ct))!.Bytes("available"), 32 << 20, 80 << 20);
        await host.EmptyPool("trank", Ct);
        Assert.True((await host.Dataset("trank", Ct))!.Bytes("available") > 30L << 30);

        await using (await host.Hold("trank/kept", Ct))
            Assert.True((await host.Try(Ct, "zfs", "unmount", "trank/kept")).Says("busy"));
        await Eventually.Holds(() => host.Try(Ct, "zfs", "unmount", "trank/kept"), run => !run.Failed, "nobody holds it", Ct);

        await host.ExportPool("tank2", Ct);
        Assert.True((await host.Try(Ct, "zfs", "list", "tank2")).Failed);
        await host.ImportPool("tank2", Ct);
        await host.Root(Ct, "zfs", "list", "tank2");

        await host.KillSshd(Ct);
        Assert.Equal(CommandEnd.ConnectionLost, (await Ssh(site, host.ByKey(connectSeconds: 2), null, "true")).End);
        await host.StartSshd(Ct);
        await host.Cable(plugged: false, Ct);
        Assert.Equal(CommandEnd.ConnectionLost, (await Ssh(site, host.ByKey(connectSeconds: 2), null, "true")).End);
        await host.Cable(plugged: true, Ct);
        await Eventually.Holds(() => Ssh(site, host.ByKey(), null, "true"), run => !run.Failed, "the cable is plugged in", Ct);

        await host.Reboot(Ct);
        Assert.Equal("yes", (await host.Dataset("trank/kept", Ct))!.Properties["mounted"]);
        var login = await Ssh(site, host.ByKey(), null, "true");
        Assert.False(login.Failed, login.Summary + login.Error);
    }

    static async Task<string> Far(ZfsSite site, ZfsHost host, string tool) =>
        (await Ssh(site, host.ByKey(), null, "sh", "-c", "command -v \"$1\"", "sh", tool)).Output.Trim();
}
