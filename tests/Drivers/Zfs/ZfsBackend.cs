using System.Globalization;
using System.Text.RegularExpressions;
using Abaca.DriverSdk;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>ZFS over SSH on a file server of its own, as a user with the documented rules of sudo.</summary>
public abstract partial class ZfsBackend : FarBackend
{
    const string Prefix = "manila_share_", SnapshotPrefix = "manila_share_snapshot_";
    const string ShareNfs = "manila.share.drivers.zfsonlinux.utils.NFSviaZFSHelper", ExportsFile = "NFSviaExportsFile";
    const long Gib = 1L << 30;

    public override string Pool => ZfsHost.Pool;

    public override IReadOnlyList<string> Damages =>
        UsesShareNfs ? ["unmounted", "no limit", "not exported", "no clients"] : ["unmounted", "no limit", "not exported", "others let in", "exports file gone"];

    public override string StoredName(SnapshotSpec snapshot) => snapshot.SnapshotId;

    public override string InventoryName(SnapshotSpec snapshot) => snapshot.SnapshotId;

    /// <summary>Clients are let in by ZFS's <c>sharenfs</c>; else by the managed exports file.</summary>
    private protected abstract bool UsesShareNfs { get; }

    private protected override Task SetUp(CancellationToken ct) => ZfsAtWork.LayRules(Host, UsesShareNfs, ct);

    private protected override IShareDriver NewDriver(ZfsSite on, ICommandRunner commands) => ZfsAtWork.NewDriver(
        on, Host, commands, ("zfs_zpool_list", Pool), ("zfs_share_helpers", "NFS=" + (UsesShareNfs ? ShareNfs : ExportsFile)), ("ssh_conn_timeout", $"{ConnectSeconds}"));

    private protected override bool IsChange(string line) => Changing().IsMatch(line);

    private protected override async Task<string> PathOf(ShareSpec share, CancellationToken ct) => (await Host.Dataset(ZfsAtWork.DatasetOf(share), ct))!.Properties["mountpoint"];

    public override async Task<IReadOnlyList<string>> ListRaw(CancellationToken ct)
    {
        List<string> lines = [];
        foreach (var found in (await Host.Datasets(Pool, ct)).Where(found => found.Name != Pool))
        {
            // A deleted snapshot that has clones is there until they are gone.
            if (found.Name.Contains('@') && found.Properties["defer_destroy"] != "on") lines.Add($"snapshot {Shown(found.Name[found.Name.IndexOf('@')..])}");
            else if (!found.Name.Contains('@')) lines.Add($"dataset {Shown(found.Name)}");
        }
        lines.AddRange((await RawExports(ct)).Select(Shown));
        return lines;
    }

    public override async Task<string> Describe(ShareSpec share, CancellationToken ct)
    {
        if ((await Host.Datasets(Pool, ct)).FirstOrDefault(found => found.Name == ZfsAtWork.DatasetOf(share)) is not { } dataset) return "";
        return $"""
            limit: {dataset.Properties["refquota"]} {dataset.Properties["quota"]}
            mounted: {dataset.Properties["mounted"]}
            {await DescribedExports(dataset.Properties["mountpoint"], ct)}
            """;
    }

    public override async Task FillAllBut(ShareSpec share, long bytes, CancellationToken ct)
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

    public override async Task FillBeyond(ShareSpec share, CancellationToken ct)
    {
        await FillAllBut(share, 1 << 20, ct);
        var path = (await Host.Dataset(ZfsAtWork.DatasetOf(share), ct))!.Properties["mountpoint"];
        var full = await Host.Try(ct, "dd", "if=/dev/urandom", $"of={path}/beyond", "bs=128k", "count=64", "conv=fsync", "status=none");
        Assert.True(full.Failed, "nothing more was to fit");
    }

    public override Task FillWithSmallFiles(ShareSpec share, CancellationToken ct) => FillWithFiles(share, ct);

    public override async Task Damage(string how, ShareSpec share, CancellationToken ct)
    {
        var dataset = ZfsAtWork.DatasetOf(share);
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
            default:
                await base.Damage(how, share, ct);
                break;
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

    /// <summary>In the line for the far shell: words of ZFS that do not only show, and writers of exports.</summary>
    [GeneratedRegex(@"/zfs' '(?!get'|list')|/exportfs' '-[^v]|/etc/exports\.d/\S+'.*/tee'")]
    private static partial Regex Changing();
}
