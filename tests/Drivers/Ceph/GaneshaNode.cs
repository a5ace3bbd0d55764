using System.Net.Sockets;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// An NFS-Ganesha that serves file systems of a cluster: exports from an index object in RADOS, recovery by the cluster's grace
/// database, a private D-Bus. It dies with the test process.
/// </summary>
public sealed class GaneshaNode : IAsyncDisposable
{
    const string Server = "ganesha";
    const string Bus = "dbus";

    readonly CephCluster cluster;
    readonly GaneshaNodeOptions options;
    readonly Daemons daemons;

    GaneshaNode(CephCluster cluster, GaneshaNodeOptions options)
    {
        (this.cluster, this.options) = (cluster, options);
        Place = Directory.CreateDirectory(Path.Combine(cluster.Directory, $"ganesha-{options.Id}")).FullName;
        daemons = new Daemons(Place);
    }

    /// <summary>How it was made.</summary>
    public GaneshaNodeOptions Options => options;

    /// <summary>The node's directory.</summary>
    public string Place { get; }

    /// <summary>Address of its D-Bus, for <c>DBUS_SYSTEM_BUS_ADDRESS</c>.</summary>
    public string BusAddress => $"unix:path={Place}/bus";

    /// <summary>Path of its configuration.</summary>
    public string ConfigPath => Path.Combine(Place, "ganesha.conf");

    /// <summary>Its log.</summary>
    public string Log => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    /// <summary>Whether the NFS server lives.</summary>
    public bool IsAlive => daemons.IsAlive(Server);

    string LogPath => Path.Combine(Place, "ganesha.log");

    string User => "ganesha-" + options.Id;

    /// <summary>Makes a node and starts it; on return it serves.</summary>
    public static async Task<GaneshaNode> Make(CephCluster cluster, GaneshaNodeOptions options, CancellationToken ct = default)
    {
        Daemons.Need(("ganesha.nfsd", "nfs-ganesha"), ("ganesha-rados-grace", "nfs-ganesha-rados-grace"), ("dbus-daemon", "dbus"));
        if (!Libraries().Any(file => Path.GetFileName(file) == "libfsalceph.so"))
            throw new InvalidOperationException("Ganesha's part for CephFS is missing: apt-get install nfs-ganesha-ceph");
        var node = new GaneshaNode(cluster, options);
        try
        {
            await node.Prepare(ct);
            await node.Start(ct);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the dead server; returns when it accepts connections, which may be before its grace is over.</summary>
    public async Task Start(CancellationToken ct = default)
    {
        File.Delete(LogPath);
        if (!daemons.IsAlive(Bus))
        {
            File.Delete(Path.Combine(Place, "bus"));
            await daemons.Run(Bus, ["dbus-daemon", $"--config-file={Place}/bus.conf", "--nofork", "--nopidfile"], environment: null, ct);
            await Eventually.Holds(() => Task.FromResult(File.Exists(Path.Combine(Place, "bus"))), made => made, "the bus listens", ct);
        }
        string[] command = [.. options.Prefix, "ganesha.nfsd", "-F", "-f", ConfigPath, "-p", $"{Place}/pid", "-L", LogPath];
        await daemons.Run(Server, command, new Dictionary<string, string> { ["DBUS_SYSTEM_BUS_ADDRESS"] = BusAddress }, ct);
        await Eventually.Holds(() => State(ct), state => state == "serves", $"Ganesha {options.Id} serves", ct);
    }

    /// <summary>SIGKILL of the server; its bus lives on.</summary>
    public Task Kill(CancellationToken ct = default) => daemons.Kill(Server, ct);

    /// <summary>Sends the server a signal by its name, for example <c>STOP</c>.</summary>
    public Task Signal(string signal, CancellationToken ct = default) => daemons.Signal(Server, signal, ct);

    /// <summary>An orderly end; the other nodes wait in grace until it is back or has left (see <see cref="Leave"/>).</summary>
    public Task Stop(CancellationToken ct = default) => daemons.End(Server, "TERM", ct);

    /// <summary>Enters the node into the grace database; without that it does not start.</summary>
    public Task<string> Join(CancellationToken ct = default) => Grace(["add", options.Id], ct);

    /// <summary>Takes the node out of the grace database.</summary>
    public Task<string> Leave(CancellationToken ct = default) => Grace(["remove", options.Id], ct);

    /// <summary>The grace database as text.</summary>
    public Task<string> GraceDump(CancellationToken ct = default) => Grace(["dump"], ct);

    /// <summary>Waits until clients may open files: no node is in grace or needs it.</summary>
    public Task WaitOutGrace(CancellationToken ct = default) => Eventually.Holds(
        () => GraceDump(ct), dump => dump.Split('\n').Skip(2).All(line => !line.TrimEnd().EndsWith('E') && !line.Contains(" N", StringComparison.Ordinal)),
        "grace is over", ct);

    /// <summary>Asks the server over its bus: method of <c>org.ganesha.nfsd.exportmgr</c> and arguments as dbus-send takes them.</summary>
    public Task<string> Exports(string method, CancellationToken ct, params string[] arguments) => Tool.Run(
    [
        "dbus-send", $"--bus={BusAddress}", "--print-reply", "--dest=org.ganesha.nfsd", "/org/ganesha/nfsd/ExportMgr",
        $"org.ganesha.nfsd.exportmgr.{method}", .. arguments,
    ], ct);

    /// <summary>Kills server and bus; their files go with the cluster's directory.</summary>
    public ValueTask DisposeAsync() => daemons.DisposeAsync();

    async Task Prepare(CancellationToken ct)
    {
        await cluster.MakeUser(User, [("mon", "allow r"), ("osd", options.ObjectCaps ?? $"allow rw pool={options.Pool}")], ct);
        var index = await cluster.Admin.Pool(options.Pool, options.Space).Swap(options.Index, "", 0, ct);
        if (index.Problem is not null) throw new InvalidOperationException(index.Problem);
        await Join(ct);
        await File.WriteAllTextAsync(Path.Combine(Place, "bus.conf"), $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>system</type>
              <listen>{BusAddress}</listen>
              <auth>EXTERNAL</auth>
              <policy context="default">
                <allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_destination="*"/><allow receive_sender="*"/>
              </policy>
            </busconfig>
            """, ct);
        await File.WriteAllTextAsync(ConfigPath, options.Configuration ?? Configuration(), ct);
    }

    string Configuration()
    {
        var url = options.Space.Length == 0 ? $"rados://{options.Pool}/{options.Index}" : $"rados://{options.Pool}/{options.Space}/{options.Index}";
        var watch = options.Watches ? $"watch_url = \"{url}\";" : "";
        return $$"""
            NFS_CORE_PARAM { NFS_Port = {{options.Port}}; Protocols = 4; Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false; }
            NFSv4 {
              RecoveryBackend = rados_cluster; Minor_Versions = 0, 1, 2; Only_Numeric_Owners = true;
              Grace_Period = {{options.GraceSeconds}}; Lease_Lifetime = {{options.LeaseSeconds}};
            }
            NFS_KRB5 { Active_krb5 = false; }
            RADOS_KV {
              ceph_conf = "{{cluster.ConfigPath}}"; userid = "{{User}}"; nodeid = "{{options.Id}}";
              pool = "{{options.Pool}}"; namespace = "{{options.GraceSpace}}";
            }
            RADOS_URLS { ceph_conf = "{{cluster.ConfigPath}}"; userid = "{{User}}"; {{watch}} }
            CEPH { Ceph_Conf = "{{cluster.ConfigPath}}"; }
            EXPORT_DEFAULTS { Access_Type = None; Squash = No_Root_Squash; SecType = sys; Protocols = 4; Transports = TCP; }
            LOG { Default_Log_Level = EVENT; }
            %url {{url}}

            """;
    }

    async Task<string> State(CancellationToken ct)
    {
        if (!IsAlive) return $"Ganesha has died: {string.Join('\n', Log.Split('\n').TakeLast(5))} {daemons.Said(Server)}";
        if (!Log.Contains("NFS SERVER INITIALIZED", StringComparison.Ordinal)) return "starting";
        if (options.Prefix.Count > 0) return "serves"; // its address may not be reachable from here
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(options.Address, options.Port, ct);
            return "serves";
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }

    /// <summary>The tool crashes now and then, so it gets three tries.</summary>
    async Task<string> Grace(string[] what, CancellationToken ct)
    {
        string[] command =
            ["ganesha-rados-grace", "--cephconf", cluster.ConfigPath, "--userid", "admin", "--pool", options.Pool, "--ns", options.GraceSpace, .. what];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await Tool.Run(command, ct);
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // Once more.
            }
        }
    }

    static IEnumerable<string> Libraries() => Directory.EnumerateDirectories("/usr/lib").Append("/usr/lib")
        .Select(directory => Path.Combine(directory, "ganesha")).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles);
}
