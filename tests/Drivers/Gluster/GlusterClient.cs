using System.Globalization;
using Abaca.Tests.Drivers.Ceph;
using Abaca.Tests.Drivers.Conformance;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>A tenant's machine, which mounts natively with GlusterFS's own client and a certificate of its own.</summary>
/// <param name="site">Where it is.</param>
/// <param name="name">Common name of its certificate.</param>
/// <param name="identity">Directory with the certificate.</param>
sealed class GlusterClient(GlusterSite site, string name, Func<Task<string>> identity) : IShareClient
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    static int made;

    /// <inheritdoc/>
    public string Identity => name;

    /// <inheritdoc/>
    public string? IdentityV6 => null;

    /// <inheritdoc/>
    public string? Network => null;

    /// <inheritdoc/>
    public async Task<MountAttempt> Mount(string exportPath, CancellationToken ct)
    {
        const string Socket = "*-client-*.transport.socket";
        var split = exportPath.IndexOf(":/", StringComparison.Ordinal);
        var files = await identity();
        var place = Path.Combine(site.Directory, string.Create(CultureInfo.InvariantCulture, $"fuse-{Interlocked.Increment(ref made)}"));
        Directory.CreateDirectory(Path.Combine(place, "mnt"));
        var log = Path.Combine(place, "client.log");
        string[] command =
        [
            "glusterfs", "--no-daemon", "-s", exportPath[..split], "--volfile-id", exportPath[(split + 2)..], "-l", log,
            "--xlator-option", $"{Socket}.ssl-own-cert={files}/glusterfs.pem", "--xlator-option", $"{Socket}.ssl-private-key={files}/glusterfs.key",
            "--xlator-option", $"{Socket}.ssl-ca-list={files}/glusterfs.ca", Path.Combine(place, "mnt"),
        ];
        var mount = new CephFuseMount(place, "glusterfs");
        var said = await mount.Begin(command, ct) ?? await Settled(mount, log, ct);
        if (said is null) return new MountAttempt(mount, "");
        said = $"{said} {Refusal(log)}";
        await mount.DisposeAsync();
        return new MountAttempt(null, said);
    }

    /// <summary>It is mounted before it is let in: whether it is, shows in the first answer. Null: it is.</summary>
    static async Task<string?> Settled(CephFuseMount mount, string log, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var listed = await mount.List(ct);
            if (listed.End == ClientEnd.Ok && Refusal(log) is null) return null;
            if (Refusal(log) is not null || TimeProvider.System.GetElapsedTime(began) > Patience) return $"{listed.End} {listed.Said}";
            await Task.Delay(50, ct);
        }
    }

    static string? Refusal(string log)
    {
        if (!File.Exists(log)) return null;
        using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').LastOrDefault(line => line.Contains("Authentication failed", StringComparison.Ordinal) || line.Contains("could not load our cert", StringComparison.Ordinal));
    }
}
