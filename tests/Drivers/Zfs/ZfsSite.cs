using System.Globalization;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Network;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>
/// A site with file servers that have ZFS: a network in which this machine (where the service stands) has an address, two NFS clients,
/// and one SSH key that all its file servers let in.
/// </summary>
sealed class ZfsSite : IAsyncDisposable
{
    const string Mark = "abaca-zfs-";

    static int made;

    readonly List<ZfsHost> hosts = [];
    int numbers = 40; // the last number of the next server's address

    ZfsSite(ClientNamespaces net, string directory) => (Net, Directory) = (net, directory);

    /// <summary>Its network.</summary>
    public ClientNamespaces Net { get; }

    /// <summary>A place for the site's files; whoever uses it may put some there.</summary>
    public string Directory { get; }

    /// <summary>Path of the service's private key; the public one is beside it.</summary>
    public string Key => Path.Combine(Directory, "key");

    /// <summary>A state directory for one driver.</summary>
    public string State(string name) => System.IO.Directory.CreateDirectory(Path.Combine(Directory, "state-" + name)).FullName;

    /// <summary>Makes the site; it has no file servers yet.</summary>
    public static async Task<ZfsSite> Make(CancellationToken ct)
    {
        Daemons.Need(("sshd", "openssh-server"), ("ssh", "openssh-client"), ("ip", "iproute2"), ("nsenter", "util-linux"));
        var net = await ClientNamespaces.Make(ServerPlace.Machine, ct);
        RemoveLeftovers();
        var name = string.Create(CultureInfo.InvariantCulture, $"{Mark}{Environment.ProcessId}-{Interlocked.Increment(ref made)}");
        var site = new ZfsSite(net, System.IO.Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), name)).FullName);
        File.SetUnixFileMode(site.Directory, (UnixFileMode)Convert.ToInt32("755", 8)); // users of the servers read in it
        await Tool.Run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", site.Key], ct);
        return site;
    }

    /// <summary>Adds a file server on zfs-fuse; the pools <c>trank</c> and <c>tank2</c> are there and its sshd answers.</summary>
    public async Task<FuseZfsHost> AddFuseHost(string name, CancellationToken ct)
    {
        var host = await FuseZfsHost.Make(this, name, ++numbers, ct);
        hosts.Add(host);
        return host;
    }

    /// <summary>Adds a file server with OpenZFS and the kernel's NFS server; the pools are there and its sshd answers.</summary>
    public async Task<OpenZfsMachine> AddOpenZfs(string name, CancellationToken ct)
    {
        var host = await OpenZfsMachine.Make(this, name, ++numbers, ct);
        hosts.Add(host);
        return host;
    }

    /// <summary>Ends all file servers and removes all.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts) await host.DisposeAsync();
        await Net.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>Removes the directories, which may hold gigabytes, of test processes that were killed; names hold their ids.</summary>
    static void RemoveLeftovers()
    {
        foreach (var old in System.IO.Directory.EnumerateDirectories(Path.GetTempPath(), Mark + "*"))
        {
            var owner = Path.GetFileName(old)[Mark.Length..].Split('-')[0];
            if (!int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out _) || System.IO.Directory.Exists($"/proc/{owner}")) continue;
            try
            {
                System.IO.Directory.Delete(old, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Another test was faster.
            }
        }
    }
}
