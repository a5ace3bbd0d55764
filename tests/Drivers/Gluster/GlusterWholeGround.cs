using System.Globalization;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Ceph;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>A cluster for the whole service, which reaches it over SSH; its glusterd and its bricks can die.</summary>
sealed class GlusterWholeGround : IWholeGround
{
    readonly GlusterSite site;
    readonly string identity;
    readonly IReadOnlyList<string> volumes;
    bool down;

    GlusterWholeGround(GlusterSite site, string identity, IReadOnlyList<string> volumes) => (this.site, this.identity, this.volumes) = (site, identity, volumes);

    /// <summary>The cluster's server.</summary>
    public GlusterNode Node => site.Nodes[1];

    /// <summary>Where it all is.</summary>
    public GlusterSite Site => site;

    /// <summary>An operator's manila.conf for a service with a certificate of its own; only addresses and paths are those of a test.</summary>
    public ServiceSetting Setting => ServiceSetting.Given("glusterfs", $$"""
        [DEFAULT]
        enabled_share_backends = glusterfs
        enabled_share_protocols = GLUSTERFS
        [glusterfs]
        share_driver = manila.share.drivers.glusterfs.glusterfs_native.GlusterfsNativeShareDriver
        driver_handles_share_servers = False
        share_backend_name = glusterfs
        glusterfs_servers = root@{{Node.Address}}
        glusterfs_volume_pattern = manila-#{size}-.*
        glusterfs_path_to_private_key = {{site.Key}}
        glusterfs_ssh_port = {{GlusterNode.SshPort}}

        """).In($"for place in /usr/lib/ssl /etc/ssl; do mount -t overlay overlay -o \"lowerdir={identity}:$place\" \"$place\"; done");

    /// <inheritdoc/>
    public StormWeather Weather { get; } = new() { Protocol = "GLUSTERFS", ClientType = "cert", Client = lots => $"tenant-{lots.Next(8)}", Reverts = false, Snapshots = false };

    /// <summary>Makes one with these volumes.</summary>
    public static async Task<GlusterWholeGround> Make(IReadOnlyList<string> volumes, bool quota, CancellationToken ct)
    {
        var made = await GlusterSite.Make(2, ct);
        var ground = new GlusterWholeGround(made, await made.Identity("manila-host-1"), volumes);
        await ground.Node.MakeVolumes(volumes, quota, ct);
        return ground;
    }

    /// <summary>Names of volumes of one size.</summary>
    public static IReadOnlyList<string> Named(int gib, int count) => [.. Enumerable.Range(1, count).Select(one => string.Create(CultureInfo.InvariantCulture, $"manila-{gib}-{one}"))];

    /// <inheritdoc/>
    public async Task<HeldThings> Held()
    {
        var shares = new Dictionary<string, int?>(StringComparer.Ordinal);
        var rules = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        var reserved = site.Reserved.Split(',');
        foreach (var volume in volumes)
        {
            var options = await Node.Options(volume, CancellationToken.None);
            // Who is about to take a volume holds it, too.
            foreach (var claim in options.Where(option => option.Key.StartsWith("user.abaca-claim-", StringComparison.Ordinal) && option.Value != "none")) shares.TryAdd(claim.Value[^36..], null);
            var names = options["auth.ssl-allow"].Split(',').Except(reserved).Select(name => $"{name} rw").ToHashSet();
            var limit = await Limit(volume);
            var share = options.GetValueOrDefault("user.manila-share", "NONE");
            if (share != "NONE") shares[share] = limit;
            else if (limit is not null) rules[$"limit of {volume}"] = new HashSet<string> { $"{limit} GiB" };
            if (names.Count > 0) rules[share == "NONE" ? $"names of {volume}" : share] = names;
        }
        return new HeldThings(shares, new HashSet<string>(), rules);
    }

    /// <summary>In GiB; where there is none, gluster says so in one of several ways.</summary>
    async Task<int?> Limit(string volume)
    {
        var said = (await Node.Answer(CancellationToken.None, "volume", "quota", volume, "list", "/")).Descendants("hard_limit").FirstOrDefault()?.Value;
        return long.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? (int)(bytes >> 30) : null;
    }

    /// <inheritdoc/>
    public async Task<string> Wound(Random lots, CancellationToken ct)
    {
        if (lots.Next(2) == 0)
        {
            var volume = volumes[lots.Next(volumes.Count)];
            await Node.KillBrick(volume, ct);
            return $"brick of {volume}";
        }
        await Node.KillGlusterd(ct);
        down = true;
        return "glusterd";
    }

    /// <inheritdoc/>
    public async Task Heal(CancellationToken ct)
    {
        if (down) await Node.StartGlusterd(ct);
        down = false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => site.DisposeAsync();
}
