using System.Globalization;
using Abaca.Drivers.Rados;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>A cephx identity that mounts natively, with ceph-fuse and nothing but its own key.</summary>
/// <param name="directory">Directory in which it may make files and mount points, for example a cluster's.</param>
/// <param name="identity">Without <c>client.</c>.</param>
/// <param name="key">Yields the key of the identity at the moment of mounting, or null when it has none.</param>
public sealed class CephFuseClient(string directory, string identity, Func<CancellationToken, Task<string?>> key) : IShareClient
{
    static int made;

    /// <inheritdoc/>
    public string Identity => identity;

    /// <inheritdoc/>
    public string? IdentityV6 => null;

    /// <inheritdoc/>
    public string? Network => null;

    /// <summary>The file system to mount, when it is not the cluster's default one.</summary>
    public string? FileSystem { get; init; }

    /// <inheritdoc/>
    public async Task<MountAttempt> Mount(string exportPath, CancellationToken ct)
    {
        Daemons.Need(("ceph-fuse", "ceph-fuse"));
        if (await key(ct) is not { } secret) return new MountAttempt(null, $"client.{identity} has no key");
        var split = exportPath.IndexOf(":/", StringComparison.Ordinal);
        var (monitors, path) = (exportPath[..split], exportPath[(split + 1)..]);
        var place = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"fuse-{Interlocked.Increment(ref made)}"));
        Directory.CreateDirectory(Path.Combine(place, "mnt"));
        await File.WriteAllTextAsync(Path.Combine(place, "keyring"), CephClusterConfig.KeyringEntry("client." + identity, secret), ct);
        await File.WriteAllTextAsync(Path.Combine(place, "ceph.conf"), $"""
            [global]
            mon host = {monitors}
            keyring = {place}/keyring
            run dir = {place}
            admin socket = {place}/asok
            log file = {place}/log
            client mount timeout = 40
            client quota df = true

            """, ct);
        string[] command =
        [
            "ceph-fuse", "-f", "-c", Path.Combine(place, "ceph.conf"), "--id", identity, "-r", path, Path.Combine(place, "mnt"),
            .. FileSystem is null ? (string[])[] : ["--client_fs", FileSystem],
        ];
        var mount = new CephFuseMount(place);
        var said = await mount.Begin(command, ct);
        if (said is null) return new MountAttempt(mount, "");
        await mount.DisposeAsync();
        return new MountAttempt(null, said);
    }

    /// <summary>An identity of that cluster whose key the cluster itself tells.</summary>
    public static CephFuseClient Of(CephCluster cluster, string identity) => new(cluster.Directory, identity, ct => cluster.Key(identity, ct));

    /// <summary>As the above, through any connection that may read keys.</summary>
    public static CephFuseClient Of(IRadosCluster administrator, string directory, string identity) => new(directory, identity, async ct =>
    {
        var arguments = new Dictionary<string, object> { ["entity"] = "client." + identity };
        var answer = await administrator.Monitor(new RadosCommand("auth get-key", arguments, TimeSpan.FromSeconds(10)), ct);
        return answer.Succeeded ? answer.Output.Trim() : null;
    });
}
