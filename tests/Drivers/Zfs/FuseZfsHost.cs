using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Ssh;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// A file server on zfs-fuse: ordinary processes in a mount namespace (its own /etc, /run, pools' memory and table of exports) and in a
/// network namespace (its own addresses). Several stand side by side, and the machine's own stay untouched. <c>exportfs</c> is real and
/// keeps its table; there is no NFS server, so nothing can be mounted. Everything dies with the test process.
/// </summary>
sealed class FuseZfsHost : ZfsHost
{
    const string Space = "space", Zfs = "zfs-fuse", Sshd = "sshd";

    /// <summary>Devices are files with holes: they take of this machine only what is written.</summary>
    const string DeviceSize = "20G";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    readonly string place;
    readonly Daemons daemons;
    readonly LocalCommandRunner local = new(TimeProvider.System);
    IReadOnlyList<string> net = [];
    string? mounts; // the mount namespace, once it is the machine's own

    FuseZfsHost(ZfsSite site, string name, int number) : base(site, name, number)
    {
        place = Directory.CreateDirectory(Path.Combine(site.Directory, name)).FullName;
        daemons = new Daemons(place);
    }

    /// <inheritdoc/>
    protected override string Port => "p" + Name;

    /// <inheritdoc/>
    public override string KnownHost => $"{Address} " + string.Join(' ', File.ReadAllText(Path.Combine(place, "host.pub")).Split(' ')[..2]);

    /// <summary>Makes the server and boots it.</summary>
    /// <exception cref="InvalidOperationException">A package is missing, or it did not come up; the message says which or why.</exception>
    public static async Task<FuseZfsHost> Make(ZfsSite site, string name, int number, CancellationToken ct)
    {
        Daemons.Need(
            (Zfs, "zfs-fuse"), ("zfs", "zfs-fuse"), ("zpool", "zfs-fuse"), ("exportfs", "nfs-kernel-server"), ("sudo", "sudo"), ("visudo", "sudo"));
        var host = new FuseZfsHost(site, name, number);
        try
        {
            host.net = await site.Net.AddHost(name, number, ct);
            await host.LayFiles(ct);
            await host.Boot(ct);
            await host.MakePools(ct);
            await host.StartSshd(ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<CommandResult> Try(CancellationToken ct, params string[] command) =>
        local.Run(new Command([.. Inside, "env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", .. command], Patience), ct);

    /// <inheritdoc/>
    public override async Task KillSshd(CancellationToken ct)
    {
        foreach (var session in OwnSshd.Below(daemons.Pid(Sshd))) OwnSshd.Signal(session, 9);
        await daemons.Kill(Sshd, ct);
    }

    /// <inheritdoc/>
    public override async Task StartSshd(CancellationToken ct)
    {
        await daemons.Run(Sshd, [.. Inside, "/usr/sbin/sshd", "-D", "-E", $"{place}/sshd.log", "-f", $"{place}/sshd_config"], environment: null, ct);
        await Eventually.Holds(Answers, answers => answers, $"sshd of {Name} answers", ct);
    }

    /// <inheritdoc/>
    public override async Task Reboot(CancellationToken ct)
    {
        KillAll();
        foreach (var daemon in (string[])[Sshd, Zfs, Space]) await daemons.Gone(daemon, ct);
        await Boot(ct);
        await Root(ct, "zfs", "mount", "-a");
        await Root(ct, "exportfs", "-ra");
        await Root(ct, "zfs", "share", "-a"); // those whom sharenfs names
        await StartSshd(ct);
    }

    /// <inheritdoc/>
    public override Task Freeze(bool frozen, CancellationToken ct) => daemons.Signal(Zfs, frozen ? "STOP" : "CONT", ct);

    /// <inheritdoc/>
    public override Task ImportPool(string pool, CancellationToken ct) => Root(ct, "zpool", "import", "-d", Disks, pool);

    /// <summary>What <c>zpool import</c> says could be imported.</summary>
    public Task<string> Importable(CancellationToken ct) => Root(ct, "zpool", "import", "-d", Disks);

    /// <summary>Imports an exported pool, by its name or number, under another name.</summary>
    public Task ImportAs(string pool, string name, CancellationToken ct) => Root(ct, "zpool", "import", "-d", Disks, pool, name);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        KillAll();
        await daemons.DisposeAsync();
    }

    string Disks => Path.Combine(place, "disks");

    /// <summary>What to put before a command to run it on the machine.</summary>
    IReadOnlyList<string> Inside =>
        ["nsenter", "--mount", "--net", "--uts", "--target", daemons.Pid(Space).ToString(CultureInfo.InvariantCulture), "--"];

    /// <summary>Ends all that runs on the machine; its mounts go with the last process that saw them.</summary>
    void KillAll()
    {
        if (mounts is null || mounts == MountsOf(Environment.ProcessId)) return;
        foreach (var path in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var process) && MountsOf(process) == mounts) OwnSshd.Signal(process, 9);
        mounts = null;
    }

    static string? MountsOf(int process) => new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/ns/mnt")).LinkTarget;

    async Task LayFiles(CancellationToken ct)
    {
        foreach (var part in (string[])["disks", "nfs", "zfs", "srv", "home/.ssh"]) Directory.CreateDirectory(Path.Combine(place, part));
        var etc = Path.Combine(place, "etc");
        await Tool.Run(["cp", "-a", "/etc", etc], ct);
        Directory.CreateDirectory(Path.Combine(etc, "exports.d"));
        foreach (var rule in Directory.EnumerateFiles(Path.Combine(etc, "sudoers.d"))) File.Delete(rule);
        await File.WriteAllTextAsync(Path.Combine(etc, "exports"), "", ct);
        await File.WriteAllTextAsync(Path.Combine(etc, "hosts"), $"127.0.0.1 localhost\n{Address} {Name}\n", ct);
        File.Delete(Path.Combine(etc, "resolv.conf"));
        await File.WriteAllTextAsync(Path.Combine(etc, "resolv.conf"), "", ct); // the namespace has no way to a name server
        await File.WriteAllTextAsync(Path.Combine(place, "nfs/etab"), "", ct);
        await File.AppendAllTextAsync(Path.Combine(etc, "passwd"), $"{User}:x:65532:65534::{place}/home:/bin/sh\n", ct);
        await File.AppendAllTextAsync(Path.Combine(etc, "shadow"), $"{User}:{OwnSshd.Hash}:19000:0:99999:7:::\n", ct);
        await LaySsh(ct);
    }

    async Task LaySsh(CancellationToken ct)
    {
        await Tool.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", Name, "-f", $"{place}/host"], ct);
        var own = Path.Combine(place, "home/.ssh");
        foreach (var (from, to) in (IEnumerable<(string, string)>)[(Site.Key + ".pub", "authorized_keys"), (Site.Key, "id_ed25519")]) File.Copy(from, Path.Combine(own, to));
        await Tool.Run(["chown", "-R", "65532:65534", $"{place}/home"], ct);
        await File.WriteAllTextAsync(Path.Combine(place, "sshd_config"), $"""
            HostKey {place}/host
            StrictModes no
            UsePAM no
            PasswordAuthentication yes
            KbdInteractiveAuthentication no
            PidFile none
            UseDNS no
            MaxSessions 100
            MaxStartups 100

            """, ct);
    }

    /// <summary>The namespaces, and the daemon in them; pools that it remembers are imported by itself.</summary>
    async Task Boot(CancellationToken ct)
    {
        const string Script = """
            set -e
            hostname "$2"
            for part in etc:/etc nfs:/var/lib/nfs zfs:/var/lib/zfs srv:/srv; do mount --bind "$1/${part%%:*}" "${part#*:}"; done
            mount -t tmpfs none /run
            mkdir -p /run/sshd /run/zfs /run/lock
            touch /run/ready
            exec sleep infinity
            """;
        await daemons.Run(Space, [.. net, "unshare", "--mount", "--propagation", "private", "--uts", "sh", "-c", Script, "sh", place, Name], environment: null, ct);
        await Eventually.Holds(
            () => Task.FromResult(File.Exists($"/proc/{daemons.Pid(Space)}/root/run/ready")), ready => ready, $"{Name} has its namespaces", ct);
        mounts = MountsOf(daemons.Pid(Space));
        await daemons.Run(Zfs, [.. Inside, Zfs, "--no-daemon", "--no-kstat-mount", "--max-arc-size", "64"], environment: null, ct);
        await Eventually.Holds(
            async () => daemons.IsAlive(Zfs) ? await Try(ct, "zpool", "list") : throw new InvalidOperationException($"zfs-fuse ended: {daemons.Said(Zfs)}"),
            run => !run.Failed, $"zfs-fuse of {Name} answers", ct);
    }

    async Task MakePools(CancellationToken ct)
    {
        string[] devices = [.. "abcd".Select(letter => Path.Combine(Disks, letter.ToString()))];
        await Tool.Run(["truncate", "--size", DeviceSize, .. devices], ct);
        await Root(ct, ["zpool", "create", "-f", "-O", $"mountpoint=/srv/{Pool}", Pool, "raidz", .. devices[..3]]);
        await Root(ct, "zpool", "create", "-f", "-O", $"mountpoint=/srv/{SecondPool}", SecondPool, devices[3]);
    }

    Task<bool> Answers() =>
        daemons.IsAlive(Sshd) ? Listening(Address) : throw new InvalidOperationException($"sshd of {Name} ended: {daemons.Said(Sshd)}");
}
