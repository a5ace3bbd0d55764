using Abaca.Drivers.CephFs.Deployment;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// A machine of a Ganesha cluster, as an operator has one: a host name and an address of its own, Ganesha on the system's message bus,
/// and an sshd that lets the service's key in. Made of a network namespace, and of a mount namespace for what sshd's sessions see.
/// </summary>
sealed class CephNfsMachine : IAsyncDisposable
{
    const string Sshd = "sshd";

    readonly CephCluster cluster;
    readonly Daemons daemons;
    readonly string space;
    readonly string bridge;

    CephNfsMachine(CephCluster cluster, ClientNamespaces net, string name, int number)
    {
        this.cluster = cluster;
        bridge = net.SwitchPrefix[^1];
        (Name, Address, AddressV6, space) = (name, net.Host(number), net.HostV6(number), $"{bridge[..^3]}-n{name}");
        Place = Directory.CreateDirectory(Path.Combine(cluster.Directory, "machine-" + name)).FullName;
        daemons = new Daemons(Place);
    }

    /// <summary>Host name, and id in the grace database.</summary>
    public string Name { get; }

    /// <summary>Its own address.</summary>
    public string Address { get; }

    /// <summary>Its own IPv6 address.</summary>
    public string AddressV6 { get; }

    /// <summary>Its Ganesha.</summary>
    public GaneshaNode Ganesha { get; private set; } = null!;

    /// <summary>Files of the machine.</summary>
    public string Place { get; }

    /// <summary>What to put before a command to run it there.</summary>
    public IReadOnlyList<string> Prefix =>
        ["ip", "netns", "exec", space, "unshare", "--uts", "sh", "-c", "hostname \"$1\" && shift && exec \"$@\"", "sh", Name];

    /// <summary>Makes the machine and starts sshd and Ganesha.</summary>
    /// <param name="cluster">The cluster that it serves.</param>
    /// <param name="net">Its network.</param>
    /// <param name="name">Its name.</param>
    /// <param name="number">Last number of its address.</param>
    /// <param name="key">Path of the public key that may log in as root.</param>
    /// <param name="deployed">Ganesha runs by what <c>abaca config ganesha</c> writes for these machines; null for the fixture's own way.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<CephNfsMachine> Make(
        CephCluster cluster, ClientNamespaces net, string name, int number, string key, GaneshaDeployment? deployed, CancellationToken ct)
    {
        var machine = new CephNfsMachine(cluster, net, name, number);
        await machine.Plug(ct);
        await machine.PrepareSshd(key, ct);
        var options = new GaneshaNodeOptions
        {
            Id = name,
            Address = machine.Address,
            // A Ganesha that starts without exports loads its part for CephFS with the first one that comes over the bus, and then
            // its CEPH block is not read: it looks where every Ceph client looks.
            Prefix = [.. machine.Prefix, "env", $"CEPH_CONF={cluster.ConfigPath}"],
            GraceSeconds = 2,
        };
        if (deployed is not null)
        {
            options = options with
            {
                Configuration = GaneshaFiles.Ganesha(deployed, deployed.Machines.Single(one => one.Name == name)),
                ObjectCaps = GaneshaFiles.ObjectCaps(deployed),
                GraceSpace = deployed.RecoveryNamespace,
            };
        }
        machine.Ganesha = await GaneshaNode.Make(cluster, options, ct);
        await machine.StartSshd(ct);
        return machine;
    }

    /// <summary>Line of a known_hosts file for it.</summary>
    public string KnownHost(string address) => $"{address} " + string.Join(' ', File.ReadAllText(Path.Combine(Place, "host.pub")).Split(' ')[..2]);

    /// <summary>Gives the machine one more address, or takes it.</summary>
    public async Task Float(string address, bool here, CancellationToken ct)
    {
        await IpTool.Try($"-n {space} addr {(here ? "add" : "del")} {address}/24 dev eth0", ct);
        await IpTool.Try($"neigh flush to {address}", ct); // what a gratuitous ARP does
    }

    /// <summary>Pulls the network cable, or plugs it in again.</summary>
    public Task Cable(bool plugged, CancellationToken ct) =>
        IpTool.Run($"-n {bridge} link set p{Name} {(plugged ? "up" : "down")}", ct);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Ganesha is not null) await Ganesha.DisposeAsync();
        await daemons.DisposeAsync();
        await IpTool.Try($"netns del {space}", CancellationToken.None);
    }

    async Task Plug(CancellationToken ct)
    {
        await IpTool.Run($"netns add {space}", ct);
        await IpTool.Run($"-n {space} link set lo up", ct);
        await IpTool.Run($"-n {space} link add eth0 type veth peer name p{Name} netns {bridge}", ct);
        await IpTool.Run($"-n {bridge} link set p{Name} master br0 up", ct);
        await IpTool.Run($"-n {space} addr add {Address}/24 dev eth0", ct);
        await IpTool.Run($"-n {space} -6 addr add {AddressV6}/64 dev eth0 nodad", ct); // no waiting for duplicates
        await IpTool.Run($"-n {space} link set eth0 up", ct);
    }

    async Task PrepareSshd(string key, CancellationToken ct)
    {
        await Tool.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", $"{Place}/host"], ct);
        File.Copy(key, Path.Combine(Place, "authorized_keys"));
        // HOME: the shell of a session must not read what this machine's root has in its own.
        await File.WriteAllTextAsync(Path.Combine(Place, "sshd_config"), $"""
            ListenAddress 0.0.0.0
            HostKey {Place}/host
            AuthorizedKeysFile {Place}/authorized_keys
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            PidFile none
            UseDNS no
            SetEnv HOME={Place}
            MaxSessions 100
            MaxStartups 100

            """, ct);
    }

    async Task StartSshd(CancellationToken ct)
    {
        const string Script = "mount -t tmpfs none /run && mkdir -p /run/sshd /run/dbus && ln -s \"$1\" /run/dbus/system_bus_socket && shift && exec \"$@\"";
        await daemons.Run(
            Sshd,
            [
                .. Prefix, "unshare", "--mount", "--propagation", "private", "sh", "-c", Script, "sh",
                Ganesha.BusAddress["unix:path=".Length..], "/usr/sbin/sshd", "-D", "-E", $"{Place}/sshd.log", "-f", $"{Place}/sshd_config",
            ],
            environment: null, ct);
        await Eventually.Holds(
            async () => (await IpTool.Try($"netns exec {space} ss -ltnH", ct)).Output, open => open.Contains(":22 ", StringComparison.Ordinal), "sshd listens", ct);
    }
}
