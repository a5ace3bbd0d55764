using System.Diagnostics;
using System.Text.Json;
using Abaca.Drivers.CephFs.Nfs;
using Abaca.Drivers.Ganesha;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>CephFS over NFS passes everything that a driver must do.</summary>
public sealed class CephNfsConformance(CephNfsBackend backend) : DriverConformance(backend), IClassFixture<CephNfsBackend>;

/// <summary>A real cluster and two real Ganeshas that are reached over SSH, with clients in network namespaces.</summary>
public sealed class CephNfsBackend : IBackendUnderTest, IAsyncLifetime
{
    const long Gib = 1L << 30;

    readonly CommandFaults faults = new();
    CephNfsGround ground = null!;
    IShareDriver driver = null!;
    long changes;

    public string Name => "CephFS over NFS";

    public IReadOnlyDictionary<Showing, string> NotShown { get; } = new Dictionary<Showing, string>
    {
        [Showing.PoolLimit] = "quotas may promise more than the cluster has (thin).",
        [Showing.Reverting] = "Ceph 16 cannot take a subvolume back to a snapshot.",
        [Showing.MeasuredCapacity] = "a share is filled with a sparse file, which takes quota but no space of the cluster.",
    };

    public IShareDriver Driver => driver;

    public string Pool => "cephfs";

    public string Protocol => "NFS";

    public AccessType AccessType => AccessType.Ip;

    public IReadOnlyList<IShareClient> Clients { get; private set; } = [];

    public AccessType UnsupportedAccessType => AccessType.User;

    public int BigGib => 10_000;

    public int TooBigGib => throw new NotSupportedException();

    public IFaults Faults => faults;

    public IReadOnlyList<string> Damages { get; } =
        ["export removed on a node", "other rules on a node", "index line removed", "object and line removed", "identity gone"];

    public long Changes => Interlocked.Read(ref changes);

    public string StoredName(SnapshotSpec snapshot) => snapshot.SnapshotId;

    public string InventoryName(SnapshotSpec snapshot) => $"{snapshot.Share.InstanceId}@{snapshot.SnapshotId}";

    public async ValueTask InitializeAsync()
    {
        ground = await CephNfsGround.Make(CancellationToken.None);
        Clients = ground.Net.NfsClients();
        await StartDriver(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await driver.DisposeAsync();
        await ground.DisposeAsync();
    }

    public async Task Restart(Death death, CancellationToken ct)
    {
        faults.Mend();
        if (death != Death.Servers) await driver.DisposeAsync();
        var lives = ground.Log.All.Split('\n').Count(line => line.Contains("Ganesha serves on", StringComparison.Ordinal));
        if (death != Death.Service)
        {
            await Task.WhenAll(ground.Machines.Select(machine => machine.Ganesha.Kill(ct)));
            await Task.WhenAll(ground.Machines.Select(machine => machine.Ganesha.Start(ct)));
            await ground.Machines[0].Ganesha.WaitOutGrace(ct);
        }
        if (death != Death.Servers) await StartDriver(ct);
        await Eventually.Holds(
            () => Task.FromResult(ground.Log.All.Split('\n').Count(line => line.Contains("Ganesha serves on", StringComparison.Ordinal))),
            now => now >= lives + 2, "both nodes are watched again", ct);
    }

    public async Task<IReadOnlyList<string>> ListRaw(CancellationToken ct)
    {
        var lines = new List<string>();
        using var subvolumes = JsonDocument.Parse(await ground.Cluster.Manager("fs subvolume ls", ct, ("vol_name", "cephfs")));
        foreach (var name in subvolumes.RootElement.EnumerateArray().Select(one => one.GetProperty("name").GetString()!))
        {
            lines.Add($"subvolume share-{name}");
            using var snapshots = JsonDocument.Parse(await ground.Cluster.Manager("fs subvolume snapshot ls", ct, ("vol_name", "cephfs"), ("sub_name", name)));
            lines.AddRange(snapshots.RootElement.EnumerateArray().Select(one => $"snapshot {one.GetProperty("name").GetString()}"));
        }
        var index = ExportIndex.Urls((await ground.Objects.Read("ganesha-export-index", ct)).Content ?? "");
        lines.AddRange(index.Select(url => "line " + url));
        lines.AddRange((await ground.Objects.List("ganesha-export-share", ct))!.Select(name => "object " + name));
        return lines;
    }

    public async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        var found = await ground.Cluster.Admin.Manager(
            new("fs subvolume info", new Dictionary<string, object> { ["vol_name"] = "cephfs", ["sub_name"] = share.InstanceId, ["format"] = "json" }, TimeSpan.FromSeconds(20)), ct);
        if (!found.Succeeded) return "";
        using var document = JsonDocument.Parse(found.Output);
        using var listed = JsonDocument.Parse(
            await ground.Cluster.Manager("fs subvolume authorized_list", ct, ("vol_name", "cephfs"), ("sub_name", share.InstanceId)));
        var identities = listed.RootElement.EnumerateArray().Select(one => one.GetRawText().Replace(share.InstanceId, "INSTANCE", StringComparison.Ordinal)).Order();
        var export = await Stored(share, ct);
        var shown = await Task.WhenAll(ground.Machines.Select(machine => Shown(machine, export, ct)));
        return $"""
            quota: {document.RootElement.GetProperty("bytes_quota")}
            mode: {document.RootElement.GetProperty("mode")}
            identities: {string.Join(' ', identities)}
            indexed: {ExportIndex.Holds((await ground.Objects.Read("ganesha-export-index", ct)).Content ?? "", Url(share))}
            in the object: {(export is null ? "none" : string.Join(' ', export.Clients.Select(client => $"{client.To}:{client.Writable}")))}
            on the nodes: {string.Join(" | ", shown)}
            """;
    }

    public async Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
    {
        var path = (await ground.Cluster.Manager("fs subvolume getpath", ct, ("vol_name", "cephfs"), ("sub_name", share.InstanceId))).Trim();
        var mounted = await CephFuseClient.Of(ground.Cluster, "admin").Mount($"{ground.Cluster.MonitorAddress}:{path}", ct);
        var mount = Assert.IsType<CephFuseMount>(mounted.Share, exactMatch: false);
        await using (mount)
        {
            long used = Directory.EnumerateFiles(mount.Path).Where(file => Path.GetFileName(file) != "filling").Sum(file => new FileInfo(file).Length);
            await Tool.Run(["truncate", "--size", $"{(share.SizeGib * Gib) - used - bytes}", Path.Combine(mount.Path, "filling")], ct);
        }
        await Eventually.Holds(
            async () => (await ground.Cluster.Manager("fs subvolume info", ct, ("vol_name", "cephfs"), ("sub_name", share.InstanceId))),
            info => JsonDocument.Parse(info).RootElement.GetProperty("bytes_used").GetInt64() >= (share.SizeGib * Gib) - bytes, "the MDS has counted", ct);
    }

    public async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        var export = (await Stored(share, ct))!;
        var node = Bus(ground.Machines[1]);
        var index = await ground.Objects.Read("ganesha-export-index", ct);
        switch (how)
        {
            case "export removed on a node":
                Assert.Equal(BusEnd.Done, (await node.Remove(export.Id, ct)).End);
                break;
            case "other rules on a node":
                var file = Path.Combine(ground.Cluster.Directory, "other.conf");
                await File.WriteAllTextAsync(file, (export with { Clients = [ExportClient.Parse("0.0.0.0/0", writable: true)!] }).Text(), ct);
                Assert.Equal(BusEnd.Done, (await node.Update(file, export.Id, ct)).End);
                break;
            case "index line removed":
                await ground.Objects.Write("ganesha-export-index", ExportIndex.Without(index.Content!, Url(share)), ct);
                break;
            case "object and line removed":
                await ground.Objects.Write("ganesha-export-index", ExportIndex.Without(index.Content!, Url(share)), ct);
                await ground.Objects.Remove("ganesha-export-" + NameOf(share), ct);
                foreach (var machine in ground.Machines) await Bus(machine).Remove(export.Id, ct);
                break;
            case "identity gone":
                await ground.Cluster.Manager(
                    "fs subvolume deauthorize", ct, ("vol_name", "cephfs"), ("sub_name", share.InstanceId), ("auth_id", "ganesha-" + share.InstanceId));
                break;
            default:
                throw new UnreachableException(how);
        }
    }

    async Task StartDriver(CancellationToken ct)
    {
        void Changed() => Interlocked.Increment(ref changes);
        var section = ground.Options();
        section["cephfs_ganesha_export_ips"] = $"{ground.Machines[0].Address},{ground.Machines[0].AddressV6}";
        driver = ground.NewDriver(
            section,
            wrap: inner => new CephNfsWatchedCluster(inner, faults, Changed),
            commands: new CephNfsWatchedCommands(new LocalCommandRunner(TimeProvider.System), faults, Changed));
        Assert.Equal(new DriverResult.Done(), await driver.Start(ct));
    }

    async Task<NfsExport?> Stored(ShareSpec share, CancellationToken ct) =>
        (await ground.Objects.Read("ganesha-export-" + NameOf(share), ct)).Content is { } text ? NfsExport.Parse(text) : null;

    static DBusSend Bus(CephNfsMachine machine) => new(new LocalCommandRunner(TimeProvider.System), machine.Ganesha.BusAddress);

    static async Task<string> Shown(CephNfsMachine machine, NfsExport? export, CancellationToken ct)
    {
        if (export is null || await Bus(machine).Display(export.Id, ct) is not { End: BusEnd.Done } shown) return "none";
        return string.Join(' ', shown.Value!.Select(client => $"{client.To}:{client.Writable}"));
    }

    static string NameOf(ShareSpec share) => share.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? share.Name : "share-" + share.InstanceId;

    static string Url(ShareSpec share) => $"rados://cephfs_data/ganesha-export-{NameOf(share)}";
}
