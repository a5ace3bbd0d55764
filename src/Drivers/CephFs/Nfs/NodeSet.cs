using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Abaca.DriverSdk;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Ssh;

namespace Abaca.Drivers.CephFs.Nfs;

/// <summary>The Ganesha nodes of a backend's configuration, and how they are reached.</summary>
sealed class NodeSet : IAsyncDisposable
{
    /// <summary>A machine that is looked at beside the calls must answer so soon.</summary>
    static readonly TimeSpan Impatient = TimeSpan.FromSeconds(3);

    readonly BackendSettings settings;
    readonly List<SshCommandRunner> connections = [];
    readonly ConcurrentDictionary<string, SshCommandRunner> others = new(StringComparer.Ordinal);
    readonly DirectBus? bus;

    NodeSet(BackendSettings settings, GaneshaOptions options, IGaneshaBus? near)
    {
        this.settings = settings;
        Options = options;
        if (!options.IsRemote && near is null) bus = new DirectBus(address: null, settings.Clock);
        Nodes = options.Servers.Count == 0 || !options.IsRemote
            ? [new NfsNode(options.Servers.Count == 0 ? "this machine" : options.Servers[0], settings.Commands, settings.Commands, _ => Task.FromResult(true)) { Direct = near ?? bus }]
            : [.. options.Servers.Select(Far)];
    }

    /// <summary>The section's options.</summary>
    public GaneshaOptions Options { get; }

    /// <summary>At least one.</summary>
    public IReadOnlyList<NfsNode> Nodes { get; }

    /// <summary>A single address of another machine may be a floating one with more nodes behind it.</summary>
    public bool Floats => Options.IsRemote && Nodes.Count == 1;

    /// <summary>Reads the section; touches nothing yet.</summary>
    /// <exception cref="OptionException">A value makes no sense.</exception>
    /// <param name="settings">The section.</param>
    /// <param name="near">The Ganesha of this machine; null: the one on its system bus.</param>
    public static NodeSet From(BackendSettings settings, IGaneshaBus? near = null) => new(settings, Checked(settings), near);

    /// <summary>The options of the nodes, as far as they go together.</summary>
    /// <exception cref="OptionException">They do not, or a value makes no sense.</exception>
    public static GaneshaOptions Checked(BackendSettings settings)
    {
        var options = GaneshaOptions.From(settings);
        if (!options.Store.InRados)
            throw new OptionException("ganesha_rados_store_enable", "must be true: exports are kept in RADOS, where every node reads them.");
        if (options.IsRemote && options.Servers.Count == 0)
            throw new OptionException("cephfs_ganesha_server_ip", "is needed with cephfs_ganesha_server_is_remote: the address of the Ganesha node.");
        if (options.IsRemote) _ = SshOptions.KnownHosts(settings);
        return options;
    }

    /// <summary>Runs programs on the machine with that address, with the nodes' user and key; null when nodes are not reached over SSH.</summary>
    public ICommandRunner? MachineAt(string address) =>
        Options.IsRemote ? others.GetOrAdd(address, one => new SshCommandRunner(Target(one, Impatient), settings.StateDirectory, settings.Commands, settings.Clock, settings.Scratch)) : null;

    /// <summary>Addresses that clients mount from.</summary>
    public async Task<DriverResult<IReadOnlyList<IPAddress>>> ClientAddresses(CancellationToken ct)
    {
        if (Options.ExportAddresses.Count > 0) return new DriverResult<IReadOnlyList<IPAddress>>.Done(Options.ExportAddresses);
        var name = Options.Servers.Count > 0 ? Options.Servers[0] : Dns.GetHostName();
        if (IPAddress.TryParse(name, out var address)) return new[] { address };
        try
        {
            return await Dns.GetHostAddressesAsync(name, ct);
        }
        catch (SocketException unknown)
        {
            return new DriverResult.Unclear($"The name {name} has no address ({unknown.Message}); set cephfs_ganesha_export_ips.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections.Concat(others.Values)) await connection.DisposeAsync();
        bus?.Dispose();
    }

    SshCommandRunner Connect(string server, TimeSpan patience)
    {
        var connection = new SshCommandRunner(Target(server, patience), settings.StateDirectory, settings.Commands, settings.Clock, settings.Scratch);
        connections.Add(connection);
        return connection;
    }

    NfsNode Far(string server)
    {
        var (patient, impatient) = (Connect(server, SshOptions.ConnectTimeout(settings)), Connect(server, Impatient));
        return new NfsNode(server, patient, impatient, ct => NodeReach.ServesNfs(server, ct))
        {
            WhyRefused = () => impatient.Refusal ?? patient.Refusal, UsesSudo = Options.User != "root", HasNewKey = () => impatient.HasNewKey,
        };
    }

    SshTarget Target(string server, TimeSpan patience) => new(
        server, Options.User, KeyPath: Options.KeyPath, Password: Options.Password,
        KnownHostsPath: SshOptions.KnownHosts(settings), ConnectTimeout: patience) { IsOneOfSeveral = true };
}
