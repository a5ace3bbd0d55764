using System.Net;
using Abaca.Drivers.CephFs;
using Abaca.Drivers.CephFs.Deployment;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.Drivers.Ganesha;
using Abaca.Drivers.Rados;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Local;
using Abaca.Tests.Drivers.Network;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A cluster, two Ganesha machines and two clients in one network; the service stands outside, on this machine.</summary>
sealed class CephNfsGround : IAsyncDisposable
{
    /// <summary>The service's identity in the cluster.</summary>
    public const string Identity = "manila";

    static readonly (string Name, int Number)[] Names = [("a", 21), ("b", 22)];

    CephNfsGround(ClientNamespaces net) => Net = net;

    /// <summary>The network; a floating address is <c>Net.Host(100)</c>.</summary>
    public ClientNamespaces Net { get; }

    /// <summary>The cluster.</summary>
    public CephCluster Cluster { get; private set; } = null!;

    /// <summary>The Ganesha machines.</summary>
    public List<CephNfsMachine> Machines { get; } = [];

    /// <summary>What drivers have said.</summary>
    public RememberingLog Log { get; } = new();

    /// <summary>Where services keep their files.</summary>
    public string State => Path.Combine(Cluster.Directory, "state");

    /// <summary>The service's private key.</summary>
    public string Key => Path.Combine(Cluster.Directory, "manila_rsa");

    /// <summary>The cluster as the administrator sees it.</summary>
    public IRadosPool Objects => Cluster.Admin.Pool("cephfs_data");

    /// <summary>The machines as an operator names them to <c>abaca config ganesha</c>, with the floating address.</summary>
    public GaneshaDeployment Deployment => new(
        [.. Names.Select(one => new GaneshaMachine(one.Name, IPAddress.Parse(Net.Host(one.Number))))], new FloatingAddress(IPAddress.Parse(Net.Host(100)), 24))
    {
        CephConfig = Cluster.ConfigPath,
        LeaseSeconds = 4,
    };

    /// <summary>Makes everything.</summary>
    /// <param name="ct">Gives up.</param>
    /// <param name="deployed">The Ganeshas run by what <c>abaca config ganesha</c> writes, with the least that it says they need.</param>
    public static async Task<CephNfsGround> Make(CancellationToken ct, bool deployed = false)
    {
        Daemons.Need(("sshd", "openssh-server"), ("ssh", "openssh-client"));
        var ground = new CephNfsGround(await ClientNamespaces.Make(ServerPlace.Machine, ct));
        try
        {
            ground.Cluster = await CephCluster.Start(new CephClusterOptions { Address = ground.Net.ServerAddress }, ct);
            await ground.Cluster.MakeUser(
                Identity, CephCaps.OverGanesha(Identity, "cephfs_data").All, ct);
            await Tool.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", ground.Key], ct);
            foreach (var (name, number) in Names)
                ground.Machines.Add(await CephNfsMachine.Make(
                    ground.Cluster, ground.Net, name, number, ground.Key + ".pub", deployed ? ground.Deployment : null, ct));
            return ground;
        }
        catch
        {
            await ground.DisposeAsync();
            throw;
        }
    }

    /// <summary>The options of the service's section; servers are the machines' own addresses unless named.</summary>
    public Dictionary<string, string> Options(params string[] servers) => new(StringComparer.Ordinal)
    {
        ["cephfs_conf_path"] = Cluster.ConfigPath,
        ["cephfs_auth_id"] = Identity,
        ["cephfs_cluster_name"] = "ceph",
        ["cephfs_protocol_helper_type"] = "NFS",
        ["ganesha_rados_store_enable"] = "True",
        ["ganesha_rados_store_pool_name"] = "cephfs_data",
        ["cephfs_ganesha_server_is_remote"] = "True",
        ["cephfs_ganesha_server_username"] = "root",
        ["cephfs_ganesha_path_to_private_key"] = Key,
        ["ssh_conn_timeout"] = "4",
        ["cephfs_ganesha_server_ips"] = string.Join(',', servers.Length > 0 ? servers : Machines.Select(machine => machine.Address)),
    };

    /// <summary>A service's driver; not started.</summary>
    public IShareDriver NewDriver(
        IReadOnlyDictionary<string, string>? options = null, Func<IRadosCluster, IRadosCluster>? wrap = null, ICommandRunner? commands = null,
        IGaneshaBus? near = null)
    {
        var backend = NewBackend(options ?? Options(), wrap, commands) with { NearGanesha = near };
        return new CephFsDriver(backend, new GaneshaNfsProtocol(backend));
    }

    /// <summary>What driver and protocol of a service are made of.</summary>
    public CephBackend NewBackend(IReadOnlyDictionary<string, string> values, Func<IRadosCluster, IRadosCluster>? wrap = null, ICommandRunner? commands = null)
    {
        Directory.CreateDirectory(State);
        var clock = TimeProvider.System;
        var settings = new BackendSettings("cephfsnfs", State, values, commands ?? new LocalCommandRunner(clock), clock, Log);
        var options = CephFsOptions.From(settings);
        IRadosCluster cluster = new RadosCluster(Cluster.Settings(Identity), clock);
        if (wrap is not null) cluster = wrap(cluster);
        return new CephBackend(settings, options, cluster, new Subvolumes(cluster, options));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var machine in Machines) await machine.DisposeAsync();
        if (Cluster is not null) await Cluster.DisposeAsync();
        await Net.DisposeAsync();
    }

    /// <summary>Sessions of a node's Ganesha in the file system: one for each export.</summary>
    public async Task<int> Sessions(CephNfsMachine machine, CancellationToken ct)
    {
        var listed = await Cluster.Admin.MetadataServer(
            "cephfs:0", new RadosCommand("client ls", new Dictionary<string, object> { ["format"] = "json" }, TimeSpan.FromSeconds(10)), ct);
        Assert.True(listed.Succeeded, listed.Status);
        return listed.Output.Split($"\"ganesha-{machine.Name}-").Length - 1;
    }
}
