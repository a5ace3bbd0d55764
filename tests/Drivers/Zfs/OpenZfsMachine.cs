using System.Globalization;
using System.Net.Sockets;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Ssh;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// A file server with OpenZFS and the kernel's NFS server: a virtual machine in the site's network, as <c>scripts/zfs-vm</c> builds it.
/// It goes on from a state in which it had booted, so it is there in two seconds; what it writes goes into a copy of its disks.
/// </summary>
sealed class OpenZfsMachine : ZfsHost
{
    const string Qemu = "qemu";

    static readonly TimeSpan BuildPatience = TimeSpan.FromMinutes(30);
    static readonly TimeSpan CopyPatience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan BootPatience = TimeSpan.FromMinutes(5); // ten seconds on an idle machine
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    readonly string place;
    readonly int number;
    readonly Daemons daemons;
    string image = "";
    GuestAgent? agent;

    OpenZfsMachine(ZfsSite site, string name, int number) : base(site, name, number)
    {
        this.number = number;
        place = Directory.CreateDirectory(Path.Combine(site.Directory, name)).FullName;
        daemons = new Daemons(place);
    }

    /// <inheritdoc/>
    protected override string Port => "t" + Name;

    /// <inheritdoc/>
    public override string KnownHost => $"{Address} " + string.Join(' ', File.ReadAllText(Path.Combine(image, "host.pub")).Split(' ')[..2]);

    /// <summary>Starts a machine; the first one ever is built first, which takes minutes.</summary>
    /// <exception cref="InvalidOperationException">A package is missing, or it did not come up; the message says which or why.</exception>
    public static async Task<OpenZfsMachine> Make(ZfsSite site, string name, int number, CancellationToken ct)
    {
        Daemons.Need(("qemu-system-x86_64", "qemu-system-x86"), ("qemu-img", "qemu-utils"), ("mmdebstrap", "mmdebstrap"), ("cpio", "cpio"), ("mke2fs", "e2fsprogs"));
        var machine = new OpenZfsMachine(site, name, number);
        try
        {
            machine.image = await Image(ct);
            await Must(["cp", "-r", "--sparse=always", Path.Combine(machine.image, "disks"), machine.Disks], CopyPatience, ct);
            await site.Net.AddTap(machine.Port, ct);
            await machine.Run(["-loadvm", "ready"], ct);
            await machine.LetIn(ct);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Task<CommandResult> Try(CancellationToken ct, params string[] command) => agent!.Run(command, ct);

    /// <inheritdoc/>
    public override Task KillSshd(CancellationToken ct) => Try(ct, "sh", "-c", $"pkill -9 sshd; pkill -9 sudo; pkill -9 -u {User}");

    /// <inheritdoc/>
    public override async Task StartSshd(CancellationToken ct)
    {
        await Root(ct, "/usr/sbin/sshd");
        await Answering(ct);
    }

    /// <inheritdoc/>
    public override async Task Reboot(CancellationToken ct)
    {
        await agent!.DisposeAsync();
        await daemons.End(Qemu, "TERM", ct); // the guest does not notice; qemu closes the disks' files
        await Run([], ct);
    }

    /// <inheritdoc/>
    public override Task Freeze(bool frozen, CancellationToken ct) => daemons.Signal(Qemu, frozen ? "STOP" : "CONT", ct);

    /// <inheritdoc/>
    public override Task ImportPool(string pool, CancellationToken ct) => Root(ct, "zpool", "import", "-d", "/dev", pool);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (agent is not null) await agent.DisposeAsync();
        await daemons.DisposeAsync();
    }

    string Disks => Path.Combine(place, "disks");

    string AgentSocket => Path.Combine(place, "agent");

    /// <summary>Builds what is not there yet, and says where it lies.</summary>
    static async Task<string> Image(CancellationToken ct)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "scripts", "zfs-vm"))) root = root.Parent ?? throw new InvalidOperationException("scripts/zfs-vm is not above the tests.");
        return (await Must([Path.Combine(root.FullName, "scripts", "zfs-vm"), "build"], BuildPatience, ct)).TrimEnd().Split('\n')[^1];
    }

    static async Task<string> Must(IReadOnlyList<string> command, TimeSpan patience, CancellationToken ct)
    {
        var run = await new LocalCommandRunner(TimeProvider.System).Run(new Command(command, patience), ct);
        return run.Failed ? throw new InvalidOperationException($"{run.Summary} {run.Error.Trim()}") : run.Output;
    }

    /// <summary>Starts it and gives it address and time.</summary>
    async Task Run(IReadOnlyList<string> how, CancellationToken ct)
    {
        File.Delete(AgentSocket);
        var arguments = (await File.ReadAllLinesAsync(Path.Combine(image, "qemu.arguments"), ct)).Select(line => line.Replace("%DISKS%", Disks, StringComparison.Ordinal));
        await daemons.Run(
            Qemu,
            [
                .. Site.Net.SwitchPrefix, "qemu-system-x86_64", .. arguments, "-netdev", $"tap,id=n0,ifname={Port},script=no,downscript=no",
                "-chardev", $"file,id=console,path={place}/console", "-chardev", $"socket,id=agent,path={AgentSocket},server=on,wait=off", .. how,
            ],
            environment: null, ct);
        agent = await Eventually.Holds(Connected, connected => connected is not null, $"{Name} has a serial port", ct);
        await agent!.Ready(ct);
        var mac = string.Create(CultureInfo.InvariantCulture, $"52:54:00:ab:aa:{number:x2}");
        await Root(ct, "sh", "-c", $"""
            date -s @{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()} >/dev/null
            ip link set eth0 down; ip link set eth0 address {mac}; ip addr add {Address}/24 dev eth0
            ip -6 addr add {AddressV6}/64 dev eth0 nodad; ip link set eth0 up
            """);
        await Answering(ct);
    }

    async Task LetIn(CancellationToken ct)
    {
        await Root(ct, "usermod", "--password", OwnSshd.Hash, User);
        var (open, secret) = (await File.ReadAllTextAsync(Site.Key + ".pub", ct), await File.ReadAllTextAsync(Site.Key, ct));
        // It may lose power the next moment, and with it whom it lets in.
        await Root(ct, "sh", "-c", """
            umask 077 && cd "$1" && mkdir .ssh && printf '%s' "$2" >.ssh/authorized_keys && printf '%s' "$3" >.ssh/id_ed25519 && chown -R "$4:" .ssh && sync
            """, "sh", $"/home/{User}", open, secret, User);
    }

    Task<GuestAgent?> Connected()
    {
        if (!daemons.IsAlive(Qemu)) throw new InvalidOperationException($"qemu of {Name} ended: {daemons.Said(Qemu)}");
        try
        {
            return Task.FromResult<GuestAgent?>(GuestAgent.Connect(AgentSocket));
        }
        catch (SocketException)
        {
            return Task.FromResult<GuestAgent?>(null);
        }
    }

    /// <summary>Waits until sshd listens, which it does last of all in a boot.</summary>
    async Task Answering(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(BootPatience);
        while (!await Listening(Address)) await Task.Delay(Pause, TimeProvider.System, limit.Token);
    }
}
