using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Abaca.DriverSdk;
using Abaca.Tests.Drivers.Conformance;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>ZFS over SSH on a file server of its own, as a user with the documented rules of sudo.</summary>
public abstract partial class ZfsBackend : IBackendUnderTest, IAsyncLifetime
{
    const string Prefix = "manila_share_", SnapshotPrefix = "manila_share_snapshot_";
    const string ShareNfs = "manila.share.drivers.zfsonlinux.utils.NFSviaZFSHelper", ExportsFile = "NFSviaExportsFile";
    const long Gib = 1L << 30;

    readonly CommandFaultLine faults = new();
    ZfsSite site = null!;
    IShareDriver driver = null!;
    long changes;

    private protected ZfsHost Host { get; private set; } = null!;

    public abstract string Name { get; }

    public abstract IReadOnlyDictionary<Showing, string> NotShown { get; }

    public IShareDriver Driver => driver;

    public virtual string Pool => ZfsHost.Pool;

    public string Protocol => "NFS";

    public AccessType AccessType => AccessType.Ip;

    public IReadOnlyList<IShareClient> Clients { get; private set; } = [];

    public AccessType UnsupportedAccessType => AccessType.User;

    public int BigGib => 30;

    public int TooBigGib => throw new UnreachableException();

    public IFaultLine Faults => faults;

    public IReadOnlyList<string> Damages =>
        UsesShareNfs ? ["unmounted", "no limit", "not exported", "no clients"] : ["unmounted", "no limit", "not exported", "others let in", "exports file gone"];

    public long Changes => Interlocked.Read(ref changes);

    public string StoredName(SnapshotSpec snapshot) => snapshot.SnapshotId;

    public string InventoryName(SnapshotSpec snapshot) => snapshot.SnapshotId;

    /// <summary>Clients are let in by ZFS's <c>sharenfs</c>; else by the managed exports file.</summary>
    private protected abstract bool UsesShareNfs { get; }

    /// <summary>How long the connection may be silent before it is lost.</summary>
    private protected virtual int ConnectSeconds => 5;

    private protected abstract Task<ZfsHost> AddHost(ZfsSite to, CancellationToken ct);

    public async ValueTask InitializeAsync()
    {
        site = await ZfsSite.Make(CancellationToken.None);
        Host = await AddHost(site, CancellationToken.None);
        await ZfsAtWork.LayRules(Host, UsesShareNfs, CancellationToken.None);
        if (!NotShown.ContainsKey(Showing.RealMounts)) Clients = site.Net.NfsClients();
        await StartDriver(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (driver is not null) await driver.DisposeAsync();
        if (site is not null) await site.DisposeAsync();
    }

    public async Task Restart(Death death, CancellationToken ct)
    {
        faults.Mend();
        if (death != Death.Servers) await driver.DisposeAsync();
        if (death != Death.Service) await Host.Reboot(ct);
        if (death != Death.Servers) await StartDriver(ct);
    }

    public async Task<IReadOnlyList<string>> ListRaw(CancellationToken ct)
    {
        List<string> lines = [];
        foreach (var found in (await Host.Datasets(Pool, ct)).Where(found => found.Name != Pool))
        {
            // A deleted snapshot that has clones is there until they are gone.
            if (found.Name.Contains('@') && found.Properties["defer_destroy"] != "on") lines.Add($"snapshot {Shown(found.Name[found.Name.IndexOf('@')..])}");
            else if (!found.Name.Contains('@')) lines.Add($"dataset {Shown(found.Name)}");
        }
        lines.AddRange((await Host.Exports(ct)).Select(export => $"export {Shown(export.Path)} to {export.Client}"));
        var file = await Host.Try(ct, "sh", "-c", "grep -hv '^#' /etc/exports.d/abaca-* 2>/dev/null");
        lines.AddRange(file.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"line {Shown(line)}"));
        return lines;
    }

    public async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        if ((await Host.Datasets(Pool, ct)).FirstOrDefault(found => found.Name == ZfsAtWork.DatasetOf(share)) is not { } dataset) return "";
        var path = dataset.Properties["mountpoint"];
        var entries = await Host.Root(ct, "ls", "-A", path);
        var exports = (await Host.Exports(ct)).Where(export => export.Path == path)
            .Select(export => $"{export.Client}:{(export.Options.Contains("rw") ? "rw" : "ro")}").Order();
        var lines = await Host.Try(ct, "sh", "-c", "cat /etc/exports.d/abaca-* 2>/dev/null | grep -cF \"$1 \"", "sh", path);
        return $"""
            limit: {dataset.Properties["refquota"]} {dataset.Properties["quota"]}
            mounted: {dataset.Properties["mounted"]}
            entries: {entries.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length}
            told: {string.Join(' ', exports)}
            lines: {lines.Output.Trim()}
            """;
    }

    public Task<string> OnServer(string script, CancellationToken ct) => Host.Root(ct, "sh", "-c", script);

    public async Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
    {
        var path = (await Host.Dataset(ZfsAtWork.DatasetOf(share), ct))!.Properties["mountpoint"] + "/filling";
        await Host.Root(ct, "zfs", "set", "checksum=off", ZfsAtWork.DatasetOf(share)); // a machine in software computes them slowly
        // Whatever the file system needs for its own books comes with the data: near the end it is written in smaller and smaller pieces.
        for (var round = 0; round < 6; round++)
        {
            var left = ((long)share.SizeGib * Gib) - bytes - await Used(share, ct);
            if (left < 128 << 10) return;
            var piece = Math.Max(64 << 10, left - (left / 64));
            await Host.Root(
                ct, "dd", "if=/dev/zero", $"of={path}", "bs=128k", string.Create(CultureInfo.InvariantCulture, $"count={piece}"), "iflag=count_bytes", "oflag=append", "conv=notrunc", "status=none");
        }
    }

    public async Task FillBeyond(ShareSpec share, CancellationToken ct)
    {
        await FillAllBut(share, 1 << 20, ct);
        var path = (await Host.Dataset(ZfsAtWork.DatasetOf(share), ct))!.Properties["mountpoint"];
        var full = await Host.Try(ct, "dd", "if=/dev/urandom", $"of={path}/beyond", "bs=128k", "count=64", "conv=fsync", "status=none");
        Assert.True(full.Failed, "nothing more was to fit");
    }

    public async Task FillWithSmallFiles(ShareSpec share, CancellationToken ct)
    {
        const string Script = """mkdir -p "$1/small"; i=0; while echo "$i" >"$1/small/$i"; do i=$((i + 1)); done 2>/dev/null; rm -f "$1/small/$i"; echo "$i" """;
        await FillAllBut(share, 2 << 20, ct);
        var path = (await Host.Dataset(ZfsAtWork.DatasetOf(share), ct))!.Properties["mountpoint"];
        var made = await Host.Root(ct, "sh", "-c", Script, "sh", path);
        Assert.InRange(int.Parse(made.Trim(), CultureInfo.InvariantCulture), 50, int.MaxValue);
    }

    public async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        var (dataset, path) = (ZfsAtWork.DatasetOf(share), (await Host.Dataset(ZfsAtWork.DatasetOf(share), ct))!.Properties["mountpoint"]);
        switch (how)
        {
            case "unmounted":
                await Host.Root(ct, "zfs", "unmount", dataset);
                break;
            case "no clients":
                await Host.Root(ct, "zfs", "set", "sharenfs=off", dataset);
                break;
            case "no limit":
                await Host.Root(ct, "zfs", "set", "refquota=none", dataset);
                await Host.Root(ct, "zfs", "set", "quota=none", dataset);
                break;
            case "not exported":
                foreach (var export in (await Host.Exports(ct)).Where(export => export.Path == path)) await Host.Root(ct, "exportfs", "-u", $"{export.Client}:{path}");
                break;
            case "others let in":
                await Host.Root(ct, "exportfs", "-o", "rw,no_subtree_check,fsid=77", $"203.0.113.7:{path}");
                break;
            case "exports file gone":
                await Host.Root(ct, "sh", "-c", "rm -f /etc/exports.d/abaca-*; exportfs -r");
                break;
            default:
                throw new UnreachableException(how);
        }
    }

    /// <summary>With the names that the service has for shares, and ids as it writes them.</summary>
    static string Shown(string name) => Id().Replace(name, id => id.Value.Replace('_', '-'))
        .Replace(SnapshotPrefix, "share-snapshot-", StringComparison.Ordinal).Replace(Prefix, "share-", StringComparison.Ordinal);

    [GeneratedRegex("[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}", RegexOptions.ExplicitCapture)]
    private static partial Regex Id();

    /// <summary>Bytes in use. Setting a property makes ZFS write out and count what it was given.</summary>
    async Task<long> Used(ShareSpec share, CancellationToken ct)
    {
        await Host.Root(ct, "zfs", "set", $"abaca.test:look={Guid.NewGuid():N}", Pool);
        return (await Host.Dataset(ZfsAtWork.DatasetOf(share), ct))!.Bytes("referenced");
    }

    async Task StartDriver(CancellationToken ct)
    {
        var commands = new WatchedFarCommands(faults.Around(new LocalCommandRunner(TimeProvider.System)), () => Interlocked.Increment(ref changes));
        driver = ZfsAtWork.NewDriver(
            site, Host, commands, ("zfs_zpool_list", Pool), ("zfs_share_helpers", "NFS=" + (UsesShareNfs ? ShareNfs : ExportsFile)), ("ssh_conn_timeout", $"{ConnectSeconds}"));
        Assert.Equal(DriverResult.Done, await driver.Start(ct));
    }
}
