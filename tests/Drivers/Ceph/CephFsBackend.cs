using System.Diagnostics;
using System.Text.Json;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>CephFS on a real cluster, with ceph-fuse as its clients.</summary>
public sealed class CephFsBackend : IBackendUnderTest, IAsyncLifetime
{
    static readonly string[] Daemons = ["mon", "mgr", "osd", "mds.0"];

    readonly CommandFaults faults = new();
    readonly CephFsSite site = new();
    IMountedShare? root;
    long changes;

    public string Name => "CephFS";

    public IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.Reverting] = "Ceph 16 has no way back to a snapshot.",
        [Showing.Ipv6] = "this cluster's monitors listen on an IPv4 address; the addresses are those of the cluster.",
        [Showing.PoolLimit] = "subvolumes are thin, and the cluster takes any quota.",
        [Showing.MeasuredCapacity] = "shares are filled with holes here, which take quota and no space.",
    };

    public IShareDriver Driver { get; private set; } = null!;

    public string Pool => "cephfs";

    public string Protocol => "CEPHFS";

    public AccessType AccessType => AccessType.Cephx;

    /// <summary>Every test has identities of its own: what one leaves behind is another tenant's to the next.</summary>
    public IReadOnlyList<IShareClient> Clients => [site.Client(Mine("alice")), site.Client(Mine("bob"))];

    public AccessType UnsupportedAccessType => AccessType.Ip;

    public int BigGib => 100_000;

    public int TooBigGib => throw new UnreachableException();

    public IFaults Faults => faults;

    public IReadOnlyList<string> Damages { get; } = ["rule gone", "others let in", "no limit", "smaller limit"];

    public long Changes => Interlocked.Read(ref changes);

    public string StoredName(SnapshotSpec snapshot) => snapshot.SnapshotId;

    public string InventoryName(SnapshotSpec snapshot) => $"{snapshot.Share.InstanceId}@{snapshot.SnapshotId}";

    public async ValueTask InitializeAsync()
    {
        await site.InitializeAsync();
        await Begin(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (root is not null) await root.DisposeAsync();
        await site.DisposeAsync();
    }

    public async Task Restart(Death death, CancellationToken ct)
    {
        if (death != Death.Service)
        {
            foreach (var daemon in Daemons) await site.Cluster.Kill(daemon, ct);
            foreach (var daemon in Daemons) await site.Cluster.Run(daemon, ct);
            await site.Cluster.WaitUntilReady(ct);
        }
        if (death != Death.Servers) await Begin(ct);
    }

    public async Task<IReadOnlyList<string>> ListRaw(CancellationToken ct)
    {
        List<string> all = [];
        foreach (var subvolume in await site.Names("fs subvolume ls", ct))
        {
            all.Add($"subvolume share-{subvolume}");
            foreach (var snapshot in await site.Names("fs subvolume snapshot ls", ct, ("sub_name", subvolume))) all.Add($"snapshot {snapshot}");
        }
        foreach (var (entity, caps) in await site.AllCaps(ct))
            foreach (var cap in caps.GetValueOrDefault("mds", "").Split(',').Where(cap => cap.Contains("/volumes/", StringComparison.Ordinal)))
                all.Add($"caps of {entity} on share-{cap.Split('/')[3]}");
        return all;
    }

    public async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        using var facts = await site.Facts(share.InstanceId, ct);
        if (facts is null) return "";
        var path = facts.RootElement.GetProperty("path").GetString()!;
        using var listed = JsonDocument.Parse(await site.Cluster.Manager("fs subvolume authorized_list", ct, ("vol_name", "cephfs"), ("sub_name", share.InstanceId)));
        var caps = (await site.AllCaps(ct)).Where(entry => entry.Value.GetValueOrDefault("mds", "").Contains(path, StringComparison.Ordinal))
            .Select(entry => $"{entry.Key}: {entry.Value["mds"].Replace(path, "PATH", StringComparison.Ordinal)}; {entry.Value.GetValueOrDefault("mon")}");
        return $"""
            quota: {facts.RootElement.GetProperty("bytes_quota")}
            mode: {facts.RootElement.GetProperty("mode")}
            state: {facts.RootElement.GetProperty("state")}
            entries: {Directory.EnumerateFileSystemEntries(await InRoot(path, ct)).Count()}
            listed: {string.Join(' ', listed.RootElement.EnumerateArray().Select(one => one.GetRawText()).Order())}
            caps: {string.Join(" | ", caps.Order())}
            """;
    }

    public async Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
    {
        using var facts = await site.Facts(share.InstanceId, ct);
        var directory = await InRoot(facts!.RootElement.GetProperty("path").GetString()!, ct);
        var used = Directory.EnumerateFiles(directory).Where(file => Path.GetFileName(file) != "filling").Sum(file => new FileInfo(file).Length);
        var wanted = ((long)share.SizeGib << 30) - used - bytes;
        await using (var filling = File.Open(Path.Combine(directory, "filling"), FileMode.OpenOrCreate))
        {
            filling.SetLength(wanted);
            filling.Flush(flushToDisk: true);
        }
        await Eventually.Holds(() => site.Used(share.InstanceId, ct), seen => seen == used + wanted, "the MDS has counted what was written", ct);
    }

    public async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        (string, object)[] subvolume = [("vol_name", "cephfs"), ("sub_name", share.InstanceId)];
        switch (how)
        {
            case "rule gone":
                await site.Cluster.Manager("fs subvolume deauthorize", ct, [.. subvolume, ("auth_id", Mine("alice"))]);
                break;
            case "others let in":
                await site.Cluster.Manager("fs subvolume authorize", ct, [.. subvolume, ("auth_id", Mine("mallory")), ("access_level", "rw"), ("tenant_id", "x")]);
                break;
            case "no limit":
                await site.Cluster.Manager("fs subvolume resize", ct, [.. subvolume, ("new_size", "inf")]);
                break;
            case "smaller limit":
                await site.Cluster.Manager("fs subvolume resize", ct, [.. subvolume, ("new_size", "1048576")]);
                break;
            default:
                throw new UnreachableException(how);
        }
    }

    static string Mine(string identity) => $"{identity}-{TestContext.Current.Test?.UniqueID[..12]}";

    async Task Begin(CancellationToken ct) =>
        Driver = await site.Begin(cluster => new WatchedCluster(cluster, faults, () => Interlocked.Increment(ref changes)), ct: ct);

    /// <summary>A path of the file system, as the administrator sees it.</summary>
    async Task<string> InRoot(string path, CancellationToken ct)
    {
        if (root is null)
        {
            var attempt = await site.Client("admin").Mount($"{site.Cluster.MonitorAddress}:/", ct);
            root = attempt.Share ?? throw new InvalidOperationException(attempt.Said);
        }
        return ((CephFuseMount)root).Path + path;
    }
}
