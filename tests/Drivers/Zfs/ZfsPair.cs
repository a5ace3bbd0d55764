using Abaca.Drivers.Zfs;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>Two file servers, each a backend of one service.</summary>
sealed class ZfsPair : IAsyncDisposable
{
    static readonly Dictionary<string, string> Nothing = [];

    readonly Dictionary<string, ZfsHost> hosts = new(StringComparer.Ordinal);
    readonly Dictionary<string, ZfsDriver> drivers = new(StringComparer.Ordinal);
    ZfsDriverFactory factory = new();

    ZfsPair(ZfsSite site) => Site = site;

    /// <summary>Their site.</summary>
    public ZfsSite Site { get; }

    /// <summary>A file server.</summary>
    public ZfsHost Host(string backend) => hosts[backend];

    /// <summary>The driver for it.</summary>
    public ZfsDriver Driver(string backend) => drivers[backend];

    /// <summary>Makes both, and starts their drivers.</summary>
    public static async Task<ZfsPair> Make(CancellationToken ct)
    {
        var pair = new ZfsPair(await ZfsSite.Make(ct));
        foreach (var name in new[] { "za", "zb" })
        {
            pair.hosts[name] = await pair.Site.AddFuseHost(name, ct);
            await ZfsAtWork.LayRules(pair.hosts[name], usesShareNfs: false, ct, name);
        }
        await pair.Start(ct);
        return pair;
    }

    /// <summary>The service dies and lives again: all that was in memory is gone.</summary>
    public async Task Restart(CancellationToken ct)
    {
        foreach (var driver in drivers.Values) await driver.DisposeAsync();
        factory = new ZfsDriverFactory();
        await Start(ct);
    }

    /// <summary>A share that has not been made.</summary>
    public static ShareSpec Share(string pool = ZfsHost.Pool, string? shareId = null, int gib = 1)
    {
        var id = Guid.NewGuid().ToString();
        return new ShareSpec(id, shareId ?? id, "share-" + id, "project", pool, "NFS", gib, Nothing, Nothing, Nothing);
    }

    /// <summary>A snapshot that has not been taken.</summary>
    public static SnapshotSpec Snapshot(ShareSpec share, string? snapshotId = null)
    {
        var id = Guid.NewGuid().ToString();
        return new SnapshotSpec(id, snapshotId ?? id, "snapshot-" + id, share, share.SizeGib, Nothing);
    }

    /// <summary>Writes a file into a share, on its file server.</summary>
    public async Task Write(string backend, ShareSpec share, string file, string text, CancellationToken ct) =>
        await Host(backend).Write($"{await Place(backend, share, ct)}/{file}", text, ct);

    /// <summary>Reads a file of a share; null when it is not there.</summary>
    public async Task<string?> Read(string backend, ShareSpec share, string file, CancellationToken ct)
    {
        var run = await Host(backend).Try(ct, "cat", $"{await Place(backend, share, ct)}/{file}");
        return run.Failed ? null : run.Output;
    }

    /// <summary>The dataset of a share; null when it is not there.</summary>
    public async Task<ZfsDataset?> Dataset(string backend, ShareSpec share, CancellationToken ct) =>
        await Host(backend).Dataset(ZfsAtWork.DatasetOf(share), ct);

    /// <summary>Tags of the snapshots of a share's dataset.</summary>
    public async Task<IReadOnlyList<string>> Tags(string backend, ShareSpec share, CancellationToken ct) =>
    [
        .. (await Host(backend).Datasets(share.Pool, ct)).Where(found => found.Name.StartsWith(ZfsAtWork.DatasetOf(share) + "@", StringComparison.Ordinal))
            .Select(found => found.Name.Split('@')[1]),
    ];

    /// <summary>The value of a success.</summary>
    public static T Succeed<T>(DriverResult<T> result) => result is DriverResult<T>.Done done ? done.Value : throw new InvalidOperationException(result.ToString());

    /// <summary>A success.</summary>
    public static void Succeed(DriverResult result) => Assert.True(result is DriverResult.Done, result.ToString());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var driver in drivers.Values) await driver.DisposeAsync();
        await Site.DisposeAsync();
    }

    async Task<string> Place(string backend, ShareSpec share, CancellationToken ct) => (await Dataset(backend, share, ct))!.Properties["mountpoint"];

    async Task Start(CancellationToken ct)
    {
        foreach (var (name, host) in hosts)
        {
            drivers[name] = factory.Make(ZfsAtWork.Settings(
                Site, host, name, null, ("zfs_zpool_list", $"{ZfsHost.Pool},{ZfsHost.SecondPool}"), ("zfs_share_helpers", "NFS=NFSviaExportsFile"), ("ssh_conn_timeout", "4")));
            Succeed(await drivers[name].Start(ct));
        }
    }
}
