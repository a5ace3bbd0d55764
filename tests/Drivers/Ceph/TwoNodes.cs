using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Network;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>
/// A cluster, two Ganesha nodes <c>a</c> and <c>b</c> in network namespaces of their own, a floating address that keepalived holds on
/// one of them, and two client machines in the same network. The test itself reaches all of them.
/// </summary>
public sealed class TwoNodes : IAsyncDisposable
{
    /// <summary>NFS port of both nodes.</summary>
    public const int Port = 2049;

    readonly List<GaneshaNode> nodes = [];
    readonly List<Keepalived> keepalived = [];

    TwoNodes(ClientNamespaces net, CephCluster cluster) => (Net, Cluster) = (net, cluster);

    /// <summary>The network; <c>.1</c> is this machine.</summary>
    public ClientNamespaces Net { get; }

    /// <summary>The cluster, on this machine.</summary>
    public CephCluster Cluster { get; }

    /// <summary>The nodes <c>a</c> and <c>b</c>; <see cref="GaneshaNodeOptions.Prefix"/> runs further programs on a node.</summary>
    public IReadOnlyList<GaneshaNode> Nodes => nodes;

    /// <summary>keepalived of the nodes, in the same order.</summary>
    public IReadOnlyList<Keepalived> Keepalived => keepalived;

    /// <summary>The address that clients use.</summary>
    public string FloatingAddress => Net.Host(100);

    /// <summary>The clients.</summary>
    public IReadOnlyList<NfsClient> Clients => Net.NfsClients(Port);

    /// <summary>Makes all of it; on return one node has the address, and clients may open files.</summary>
    /// <param name="node">Changes the options of both nodes, for example the pool.</param>
    /// <param name="check">What keepalived asks on a node, or null for whether the NFS port accepts connections.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<TwoNodes> Start(
        Func<GaneshaNodeOptions, GaneshaNodeOptions>? node = null, Func<GaneshaNode, IReadOnlyList<string>>? check = null, CancellationToken ct = default)
    {
        var net = await ClientNamespaces.Make(ServerPlace.Machine, ct);
        try
        {
            var made = new TwoNodes(net, await CephCluster.Start(new CephClusterOptions { Address = net.ServerAddress }, ct));
            try
            {
                await made.Make(node ?? (options => options), check ?? (_ => ["bash", "-c", $"exec 3<>/dev/tcp/127.0.0.1/{Port}"]), ct);
                return made;
            }
            catch
            {
                await made.Stop();
                throw;
            }
        }
        catch
        {
            await net.DisposeAsync();
            throw;
        }
    }

    /// <summary>Number of the node that has the floating address; null when none has.</summary>
    public async Task<int?> Holder(CancellationToken ct = default)
    {
        for (var number = 0; number < keepalived.Count; number++)
            if (await keepalived[number].Holds(ct)) return number;
        return null;
    }

    /// <summary>Pulls a node's cable, or plugs it in again.</summary>
    public Task Link(int node, bool up, CancellationToken ct = default) =>
        Tool.Run([.. nodes[node].Options.Prefix, "ip", "link", "set", "eth0", up ? "up" : "down"], ct);

    /// <summary>
    /// Ends the sessions of a dead node in the file system, one for each export: until then the other node waits for what it held.
    /// </summary>
    public async Task Fence(int node, IReadOnlyList<int> exports, CancellationToken ct = default)
    {
        foreach (var export in exports)
        {
            var filter = new List<string> { $"client_metadata.uuid=ganesha-{nodes[node].Options.Id}-{export:x4}" };
            var answer = await Cluster.Admin.MetadataServer("cephfs:0", new Abaca.Drivers.Rados.RadosCommand(
                "client evict", new Dictionary<string, object> { ["filters"] = filter }, TimeSpan.FromSeconds(10)), ct);
            if (!answer.Succeeded) throw new InvalidOperationException($"evict: {answer.Error} {answer.Status}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Stop();
        await Net.DisposeAsync();
    }

    async Task Make(Func<GaneshaNodeOptions, GaneshaNodeOptions> change, Func<GaneshaNode, IReadOnlyList<string>> check, CancellationToken ct)
    {
        var wanted = new List<GaneshaNodeOptions>();
        foreach (var (id, host) in new[] { ("a", 21), ("b", 22) })
        {
            var prefix = await Net.AddHost("n" + id, host, ct);
            wanted.Add(change(new GaneshaNodeOptions { Id = id, Address = Net.Host(host), Port = Port, Prefix = prefix }));
        }
        nodes.AddRange(await Task.WhenAll(wanted.Select(options => GaneshaNode.Make(Cluster, options, ct))));
        foreach (var (number, node) in nodes.Index())
        {
            var place = Path.Combine(Cluster.Directory, "keepalived-" + node.Options.Id);
            keepalived.Add(await Ceph.Keepalived.Make(
                place, new KeepalivedOptions(FloatingAddress, 100 - (10 * number), node.Options.Prefix, check(node)), ct));
        }
        await Eventually.Holds(() => Holder(ct), holder => holder is not null, "a node has the floating address", ct);
        await nodes[0].WaitOutGrace(ct);
    }

    async Task Stop()
    {
        foreach (var one in keepalived) await one.DisposeAsync();
        foreach (var one in nodes) await one.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
