using System.Globalization;
using System.Net.Sockets;
using Abaca.Drivers.Ssh;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Ssh;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// A file server with ZFS as an operator has one: two pools, an NFS server's table of exports, and an sshd that lets one ordinary user
/// in, by key or password, who may do as root only what the site's sudo rules name.
/// </summary>
/// <param name="site">Its site.</param>
/// <param name="name">Its name, unique in the site.</param>
/// <param name="number">The last number of its address.</param>
abstract class ZfsHost(ZfsSite site, string name, int number) : IAsyncDisposable
{
    /// <summary>Who logs in.</summary>
    public const string User = "zfsuser";

    /// <summary>Where the rules of sudo for <see cref="User"/> lie.</summary>
    public const string SudoersPath = "/etc/sudoers.d/abaca";

    const string Filling = "filling-of-a-test";

    /// <summary>Its site.</summary>
    protected ZfsSite Site => site;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its address.</summary>
    public string Address => site.Net.Host(number);

    /// <summary>Its IPv6 address.</summary>
    public string AddressV6 => site.Net.HostV6(number);

    /// <summary>The user's password.</summary>
    public static string Password => OwnSshd.Password;

    /// <summary>A pool of three devices that survives the loss of one.</summary>
    public const string Pool = "trank";

    /// <summary>A further pool, of one device.</summary>
    public const string SecondPool = "tank2";

    /// <summary>The machine's port in the site's switch.</summary>
    protected abstract string Port { get; }

    /// <summary>Line of a known_hosts file for it.</summary>
    public abstract string KnownHost { get; }

    /// <summary>Runs a command on the machine as root, not over its network.</summary>
    public abstract Task<CommandResult> Try(CancellationToken ct, params string[] command);

    /// <summary>Ends sshd with all its sessions and what runs in them, at once.</summary>
    public abstract Task KillSshd(CancellationToken ct);

    /// <summary>Starts sshd when it is down; on return it listens.</summary>
    public abstract Task StartSshd(CancellationToken ct);

    /// <summary>Cuts the power and boots again: pools are imported, exports read from their files, sshd listens.</summary>
    public abstract Task Reboot(CancellationToken ct);

    /// <summary>Stops everything on the machine in its tracks (<paramref name="frozen"/>), or lets it go on.</summary>
    public abstract Task Freeze(bool frozen, CancellationToken ct);

    /// <summary>Imports an exported pool.</summary>
    public abstract Task ImportPool(string pool, CancellationToken ct);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>How to reach it with the site's key.</summary>
    public SshTarget ByKey(int connectSeconds = 10) => new(Address, User, KeyPath: site.Key, ConnectTimeout: TimeSpan.FromSeconds(connectSeconds));

    /// <summary>How to reach it with the user's password.</summary>
    public SshTarget ByPassword() => new(Address, User, Password: Password, ConnectTimeout: TimeSpan.FromSeconds(10));

    /// <summary>Options of a backend's section that lie on this machine, as an operator writes them.</summary>
    /// <param name="more">What differs from that.</param>
    public Dictionary<string, string> Section(params (string Option, string Value)[] more)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["zfs_share_export_ip"] = Address,
            ["zfs_service_ip"] = Address,
            ["zfs_zpool_list"] = Pool,
            ["zfs_share_helpers"] = "NFS=manila.share.drivers.zfsonlinux.utils.NFSviaZFSHelper",
            ["zfs_use_ssh"] = "True",
            ["zfs_ssh_username"] = User,
            ["zfs_ssh_private_key_path"] = site.Key,
            ["zfs_dataset_creation_options"] = "dedup=off",
        };
        foreach (var (option, value) in more) values[option] = value;
        return values;
    }

    /// <summary>Runs a command on the machine as root and answers with its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds its words.</exception>
    public async Task<string> Root(CancellationToken ct, params string[] command)
    {
        var run = await Try(ct, command);
        return run.Failed ? throw new InvalidOperationException($"{Name}: {run.Summary} {run.Error.Trim()}") : run.Output;
    }

    /// <summary>Writes a file of the machine.</summary>
    public Task Write(string path, string content, CancellationToken ct) =>
        Root(ct, "sh", "-c", "printf '%s' \"$2\" > \"$1\"", "sh", path, content);

    /// <summary>Makes these the sudo rules of <see cref="User"/>, once sudo's own check has found them right.</summary>
    public async Task SetSudoRules(string rules, CancellationToken ct)
    {
        await Root(ct, "sh", "-c", "umask 227 && rm -f \"$1.new\" && printf '%s\\n' \"$2\" > \"$1.new\"", "sh", "/etc/sudoers-of-abaca", rules);
        await Root(ct, "visudo", "-cqf", "/etc/sudoers-of-abaca.new");
        await Root(ct, "mv", "/etc/sudoers-of-abaca.new", SudoersPath);
        // A virtual machine may lose power the next moment, and with it what it was set up with.
        await Root(ct, "sh", "-c", "if [ -d /sys/module/zfs ]; then sync; fi");
    }

    /// <summary>Pulls the network cable, or plugs it in again.</summary>
    public Task Cable(bool plugged, CancellationToken ct) =>
        Network.IpTool.Run($"-n {site.Net.SwitchPrefix[^1]} link set {Port} {(plugged ? "up" : "down")}", ct);

    /// <summary>All datasets and snapshots of a pool with what ZFS says of them; sizes in bytes.</summary>
    public async Task<IReadOnlyList<ZfsDataset>> Datasets(string pool, CancellationToken ct) =>
        ZfsDataset.Read(await Root(ct, "zfs", "get", "-rHp", "-o", "name,property,value", ZfsDataset.Asked, pool));

    /// <summary>One dataset or snapshot, or null when it is not there.</summary>
    public async Task<ZfsDataset?> Dataset(string dataset, CancellationToken ct) =>
        (await Datasets(dataset.Split('/', '@')[0], ct)).FirstOrDefault(one => one.Name == dataset);

    /// <summary>What the NFS server has been told to export.</summary>
    public async Task<IReadOnlyList<ToldExport>> Exports(CancellationToken ct) => ToldExport.Read(await Root(ct, "cat", "/var/lib/nfs/etab"));

    /// <summary>Takes the space of a pool but for so many bytes, without writing any data.</summary>
    public async Task FillPool(string pool, long leave, CancellationToken ct)
    {
        await EmptyPool(pool, ct);
        await Root(ct, "zfs", "create", "-o", "mountpoint=none", $"{pool}/{Filling}");
        // Keeping the books of it takes space, too: what does not fit at once is asked for with a little less.
        for (var less = leave; ; less += 64 << 10)
        {
            var wanted = (await Dataset($"{pool}/{Filling}", ct))!.Bytes("available") - less;
            var run = await Try(ct, "zfs", "set", string.Create(CultureInfo.InvariantCulture, $"reservation={wanted}"), $"{pool}/{Filling}");
            if (!run.Failed) return;
            if (!run.Says("greater than available") && !run.Says("out of space")) throw new InvalidOperationException($"{Name}: {run.Summary} {run.Error.Trim()}");
        }
    }

    /// <summary>Gives back what <see cref="FillPool"/> took.</summary>
    public Task EmptyPool(string pool, CancellationToken ct) => Try(ct, "zfs", "destroy", $"{pool}/{Filling}");

    /// <summary>Takes a pool away from the machine, whoever uses it, as when its disks are pulled.</summary>
    public async Task ExportPool(string pool, CancellationToken ct) => await Eventually.Holds(
        () => Try(ct, "zpool", "export", "-f", pool), run => !run.Failed || run.Says("no such pool"), $"{pool} is exported", ct);

    /// <summary>Keeps a dataset busy until it is disposed: a process stands in it.</summary>
    public async Task<IAsyncDisposable> Hold(string dataset, CancellationToken ct)
    {
        var place = (await Dataset(dataset, ct))!.Properties["mountpoint"];
        var pid = await Root(ct, "sh", "-c", "cd \"$1\" && { sleep 600 </dev/null >/dev/null 2>&1 & echo $!; }", "sh", place);
        return new Holding(this, pid.Trim());
    }

    /// <summary>
    /// Whether sshd says its name on the port of SSH. That somebody is connected says only that the kernel listens: a machine that has just booted
    /// may still be reading the program that is to answer.
    /// </summary>
    protected static async Task<bool> Listening(string address)
    {
        try
        {
            using var limit = new CancellationTokenSource(GreetingPatience);
            using var client = new TcpClient();
            await client.ConnectAsync(address, 22, limit.Token);
            using var lines = new StreamReader(client.GetStream());
            return await lines.ReadLineAsync(limit.Token) is { } greeting && greeting.StartsWith("SSH-", StringComparison.Ordinal);
        }
        catch (Exception down) when (down is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    static readonly TimeSpan GreetingPatience = TimeSpan.FromSeconds(10);

    sealed class Holding(ZfsHost host, string pid) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await host.Try(CancellationToken.None, "kill", pid);
    }
}
