using System.Diagnostics;
using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Gluster;

/// <summary>GlusterFS on two real clusters with TLS. The tests' shares are on the one whose machine the service runs on.</summary>
public class GlusterBackend : IBackendUnderTest, IAsyncLifetime
{
    const long Gib = 1L << 30, Mib = 1L << 20;
    const int Volumes = 12;

    readonly CommandFaults faults = new();
    GlusterSite site = null!;
    IShareDriver driver = null!;
    long changes;

    public string Name => "GlusterFS";

    public virtual IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.Snapshots] = "bricks lie on no thin logical volumes here.",
        [Showing.Cloning] = "bricks lie on no thin logical volumes here.",
        [Showing.Reverting] = "a volume is stopped to go back, and Manila's driver does not.",
        [Showing.Ipv6] = "the address is that of the cluster, and here it is an IPv4 one.",
        [Showing.ReadOnlyRules] = "a certificate may do all or nothing.",
        [Showing.MeasuredCapacity] = "a share takes a whole volume, whatever its size.",
        [Showing.Interruptions] = "GlusterInterruptions does that, which takes long.",
    };

    public IShareDriver Driver => driver;

    public string Pool => site.Nodes[0].Address;

    public string Protocol => "GLUSTERFS";

    public AccessType AccessType => AccessType.Cert;

    public IReadOnlyList<IShareClient> Clients { get; private set; } = [];

    public AccessType UnsupportedAccessType => AccessType.Ip;

    public int BigGib => 10;

    public int TooBigGib => 11;

    public IFaults Faults => faults;

    public IReadOnlyList<string> Damages { get; } = ["rule gone", "all let in", "no limit", "TLS off", "stopped", "brick down"];

    public long Changes => Interlocked.Read(ref changes);

    public async ValueTask InitializeAsync()
    {
        site = await GlusterSite.Make(2, CancellationToken.None);
        var names = Enumerable.Range(1, Volumes).Select(one => string.Create(CultureInfo.InvariantCulture, $"pool-10-{one}"));
        await Task.WhenAll(site.Nodes[0].MakeVolumes(names, quota: true, CancellationToken.None), site.Nodes[1].MakeVolumes(["pool-10-1"], quota: false, CancellationToken.None));
        Clients = [site.Client("tenant-a"), site.Client("tenant-b")];
        await StartDriver(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (site is not null) await site.DisposeAsync();
    }

    public async Task Restart(Death death, CancellationToken ct)
    {
        faults.Mend();
        if (death != Death.Service) await site.Nodes[0].Reboot(ct);
        if (death != Death.Servers) await StartDriver(ct);
    }

    public async Task<IReadOnlyList<string>> ListRaw(CancellationToken ct)
    {
        var lines = new List<string>();
        foreach (var volume in (await site.Nodes[0].Answer(ct, "volume", "info", "all")).Descendants("volume"))
        {
            foreach (var option in volume.Descendants("option"))
            {
                var (name, value) = (option.Element("name")!.Value, option.Element("value")!.Value);
                if (name == "user.manila-share" && value != "NONE") lines.Add($"volume {volume.Element("name")!.Value} is share-{value}");
                if (name.StartsWith("user.abaca-claim-", StringComparison.Ordinal) && value != "none") lines.Add($"volume {volume.Element("name")!.Value} is claimed by share-{value[^36..]}");
            }
        }
        return lines;
    }

    public async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        if (await VolumeOf(share, ct) is not { } volume) return "";
        var options = await site.Nodes[0].Options(volume, ct);
        var (info, status, quota) = (await site.Nodes[0].Answer(ct, "volume", "info", volume), await site.Nodes[0].Answer(ct, "volume", "status", volume), await site.Nodes[0].Answer(ct, "volume", "quota", volume, "list"));
        var entries = Directory.EnumerateFileSystemEntries(site.Nodes[0].BrickOf(volume)).Select(Path.GetFileName).Where(name => name is not (".glusterfs" or ".glusterfs-anonymous-inode-" or ".trashcan") && !name!.StartsWith(".glusterfs", StringComparison.Ordinal));
        return $"""
            status: {info.Descendants("statusStr").First().Value}
            tls: {options.GetValueOrDefault("client.ssl")} {options.GetValueOrDefault("server.ssl")}
            names: {options.GetValueOrDefault("auth.ssl-allow")}
            limit: {quota.Descendants("hard_limit").FirstOrDefault()?.Value}
            bricks: {string.Join(' ', status.Descendants("node").Where(node => node.Element("path")!.Value.StartsWith('/')).Select(node => node.Element("status")!.Value))}
            entries: {entries.Count()}
            """;
    }

    public async Task<string> OnServer(string script, CancellationToken ct) => await site.Nodes[0].Run(ct, "sh", "-c", script);

    public async Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
    {
        const string Script = """
            place=$(mktemp -d); mount -t glusterfs "$1" "$place"; cd "$place" && ls >/dev/null
            held=$(stat -c %s filling 2>/dev/null || echo 0)
            fallocate -o "$held" -l "$2" filling || dd if=/dev/zero of=filling bs=64k oflag=append conv=notrunc,fsync status=none
            cd /; umount -l "$place"; rmdir "$place"
            """;
        var volume = await VolumeOf(share, ct) ?? throw new InvalidOperationException($"{share.Name} is not there.");
        var wanted = (share.SizeGib * Gib) - bytes;
        // The last bytes do not fit as a whole: the file system's own books count, too.
        if (wanted - await Used(volume, ct) - (bytes == 0 ? Mib : 0) is var most and > 0)
            await site.Nodes[0].Run(ct, "sh", "-c", Script, "sh", $"{Pool}:/{volume}", most.ToString(CultureInfo.InvariantCulture));
        if (bytes == 0) await site.Nodes[0].Run(ct, "sh", "-c", Script, "sh", $"{Pool}:/{volume}", Gib.ToString(CultureInfo.InvariantCulture));
        await Eventually.Holds(() => Used(volume, ct), used => used >= wanted - (256 << 10), "what was written is counted", ct);
    }

    public async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        var volume = await VolumeOf(share, ct) ?? throw new InvalidOperationException($"{share.Name} is not there.");
        switch (how)
        {
            case "rule gone":
                await site.Nodes[0].Gluster(ct, "volume", "set", volume, "auth.ssl-allow", site.Reserved);
                break;
            case "all let in":
                await site.Nodes[0].Gluster(ct, "volume", "set", volume, "auth.ssl-allow", site.Reserved + ",*");
                break;
            case "no limit":
                await site.Nodes[0].Gluster(ct, "volume", "quota", volume, "remove", "/");
                break;
            case "TLS off":
                await site.Nodes[0].Gluster(ct, "volume", "stop", volume, "force");
                await site.Nodes[0].Gluster(ct, "volume", "set", volume, "client.ssl", "off", "server.ssl", "off");
                await site.Nodes[0].Gluster(ct, "volume", "start", volume);
                break;
            case "stopped":
                await site.Nodes[0].Gluster(ct, "volume", "stop", volume, "force");
                break;
            case "brick down":
                await site.Nodes[0].KillBrick(volume, ct);
                await Eventually.Holds(() => site.Nodes[0].Answer(ct, "volume", "status", volume), seen => seen.Descendants("node").First().Element("status")!.Value == "0", "the brick is seen to be down", ct);
                break;
            default:
                throw new UnreachableException(how);
        }
    }

    async Task<string?> VolumeOf(ShareSpec share, CancellationToken ct) =>
        (await site.Nodes[0].Answer(ct, "volume", "info", "all")).Descendants("volume").Where(volume => volume.Descendants("option")
            .Any(option => option.Element("name")!.Value == "user.abaca-owner" && option.Element("value")!.Value.EndsWith(share.InstanceId, StringComparison.Ordinal))).Select(volume => volume.Element("name")!.Value).SingleOrDefault();

    async Task<long> Used(string volume, CancellationToken ct) => long.Parse((await site.Nodes[0].Answer(ct, "volume", "quota", volume, "list", "/")).Descendants("used_space").First().Value, CultureInfo.InvariantCulture);

    async Task StartDriver(CancellationToken ct) =>
        driver = await site.Started(site.Settings(commands: new WatchedGluster(faults.Around(site.Nodes[0].Commands), () => Interlocked.Increment(ref changes))), ct);
}
