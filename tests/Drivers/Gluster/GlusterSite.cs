using System.Globalization;
using Abaca.Drivers.Gluster;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Local;
using Abaca.Tests.Unit.Tls;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>Clusters, an authority that knows them and their clients, and drivers on them. Everything dies with the test process.</summary>
sealed class GlusterSite : IAsyncDisposable
{
    const string Mark = "abaca-gluster-";

    /// <summary>The pool: names say how many GiB the volumes have.</summary>
    public const string Pattern = "pool-#{size}-[0-9]+";

    static int made;

    readonly List<GlusterNode> nodes = [];
    readonly List<IShareDriver> drivers = [];
    readonly PrivateAuthority authority = new("The storage's authority");
    int number;

    /// <summary>A directory for it all.</summary>
    public string Directory { get; private init; } = "";

    /// <summary>What drivers have said.</summary>
    public RememberingLog Log { get; } = new();

    /// <summary>The clusters. The service runs on the machine of the first; the others are reached over SSH.</summary>
    public IReadOnlyList<GlusterNode> Nodes => nodes;

    /// <summary>Private key of who logs in.</summary>
    public string Key => Path.Combine(Directory, "user");

    /// <summary>Makes clusters that answer and have no volumes yet.</summary>
    public static async Task<GlusterSite> Make(int clusters, CancellationToken ct)
    {
        Daemons.Need(("glusterd", "glusterfs-server"), ("glusterfs", "glusterfs-client"), ("sshd", "openssh-server"), ("ssh-keygen", "openssh-client"), ("openssl", "openssl"));
        foreach (var old in System.IO.Directory.EnumerateDirectories(Path.GetTempPath(), Mark + "*"))
            if (!System.IO.Directory.Exists("/proc/" + Path.GetFileName(old)[Mark.Length..].Split('-')[0])) await CephClusterDirectory.Remove(old);
        var mine = Interlocked.Increment(ref made) % 250;
        var site = new GlusterSite { number = mine, Directory = System.IO.Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{Mark}{Environment.ProcessId}-{mine}"))).FullName };
        try
        {
            await Tool.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", site.Key], ct);
            foreach (var cluster in Enumerable.Range(1, clusters)) site.nodes.Add(new GlusterNode(site, cluster, await site.Identity(cluster == 1 ? "manila-host-1" : $"glusterfs-server-{cluster}")));
            await Task.WhenAll(site.nodes.Select(node => node.Boot(ct)));
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>An address of this machine's own that no other site has.</summary>
    public string Address(int cluster) => string.Create(CultureInfo.InvariantCulture, $"127.{64 + (Environment.ProcessId % 150)}.{number}.{cluster}");

    /// <summary>Names that may mount every volume: the servers' and the service's.</summary>
    public string Reserved => string.Join(',', nodes.Select(node => node.Identity).Order(StringComparer.Ordinal));

    /// <summary>Directory with the certificate, key and authority of a machine, called as GlusterFS wants them.</summary>
    public async Task<string> Identity(string name, PrivateAuthority? by = null)
    {
        var place = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "identities", name)).FullName;
        if (File.Exists(Path.Combine(place, "glusterfs.pem"))) return place;
        var (certificate, key) = (by ?? authority).Machine(name);
        await File.WriteAllTextAsync(Path.Combine(place, "glusterfs.pem"), certificate + "\n");
        await File.WriteAllTextAsync(Path.Combine(place, "glusterfs.key"), key + "\n");
        File.Copy((by ?? authority).CaFile, Path.Combine(place, "glusterfs.ca"));
        return place;
    }

    /// <summary>A section for some of the clusters.</summary>
    public BackendSettings Settings(
        string section = "gluster", string deployment = "one", ICommandRunner? commands = null, IReadOnlyList<GlusterNode>? of = null, params (string Option, string Value)[] options)
    {
        var values = new GlusterDriverFactory().Options.Where(option => option.Default is not null).ToDictionary(option => option.Name, option => option.Default!, StringComparer.Ordinal);
        values["glusterfs_servers"] = string.Join(',', (of ?? nodes).Select(node => node.IsHere ? node.Address : $"root@{node.Address}"));
        values["glusterfs_volume_pattern"] = Pattern;
        values["glusterfs_path_to_private_key"] = Key;
        values["glusterfs_ssh_port"] = GlusterNode.SshPort;
        foreach (var (option, value) in options) values[option] = value;
        var state = System.IO.Directory.CreateDirectory(Path.Combine(Directory, $"state-{section}-{deployment}")).FullName;
        return new BackendSettings(section, state, values, commands ?? nodes[0].Commands, TimeProvider.System, Log) { Deployment = deployment };
    }

    /// <summary>A driver that has not been started.</summary>
    public IShareDriver Driver(BackendSettings settings)
    {
        var driver = new GlusterDriverFactory().Create(settings);
        drivers.Add(driver);
        return driver;
    }

    /// <summary>A started driver.</summary>
    public async Task<IShareDriver> Started(BackendSettings settings, CancellationToken ct)
    {
        var driver = Driver(settings);
        Done(await driver.Start(ct));
        return driver;
    }

    /// <summary>A new share's spec.</summary>
    public ShareSpec NewShare(int gib = 1, int cluster = 1)
    {
        var (id, none) = (Guid.NewGuid().ToString(), new Dictionary<string, string>());
        return new ShareSpec(id, Guid.NewGuid().ToString(), $"share-{id}", "project", Address(cluster), "GLUSTERFS", gib, none, none, none);
    }

    /// <summary>A rule for a certificate.</summary>
    public static AccessRule Rule(string name, AccessLevel level = AccessLevel.Rw, AccessType type = AccessType.Cert) => new(Guid.NewGuid().ToString(), type, name, level);

    /// <summary>A tenant's machine with a certificate of this name.</summary>
    public GlusterClient Client(string name) => new(this, name, () => Identity(name));

    /// <summary>A machine without a certificate.</summary>
    public GlusterClient Nameless() => new(this, "nobody", () => Task.FromResult(Path.Combine(Directory, "nothing")));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var driver in drivers) await driver.DisposeAsync();
        foreach (var node in nodes) await node.DisposeAsync();
        authority.Dispose();
        await CephClusterDirectory.Remove(Directory);
    }
}
