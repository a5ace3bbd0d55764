using System.Globalization;
using Abaca.DriverSdk;
using Abaca.Drivers.Zfs;
using Abaca.Tests.Drivers.Conformance;
using Abaca.Tests.Drivers.Gluster;
using Abaca.Tests.Drivers.Zfs;
using ZfsHost = Abaca.Tests.Drivers.Zfs.ZfsHost;

namespace Abaca.Bench;

/// <summary>ZFS and GlusterFS: the storage itself is its commands, run where it is, without SSH.</summary>
static class FarBeside
{
    const int Volumes = 6;

    /// <summary>A file server with zfs-fuse behind a real sshd.</summary>
    public static async Task<StorageGround> Zfs(CancellationToken ct)
    {
        var site = await ZfsSite.Make(ct);
        var host = await site.AddFuseHost("zd", ct);
        await ZfsAtWork.LayRules(host, usesShareNfs: false, ct);
        var driver = new ZfsDriverFactory().Make(ZfsAtWork.Settings(site, host, "zfs", null, ("zfs_share_helpers", "NFS=NFSviaExportsFile")));
        if (await driver.Start(ct) is not DriverResult.Done) throw new BenchFailure("the driver does not start");
        var made = 0;
        return new StorageGround(
            () => StorageGround.Of(driver, ZfsAtWork.NewShare(), ZfsAtWork.Rule("192.0.2.7"), ct),
            () =>
            {
                var dataset = string.Create(CultureInfo.InvariantCulture, $"{ZfsHost.Pool}/raw{++made}");
                var export = $"192.0.2.7:/{dataset}";
                return new ShareSteps(
                    () => host.Root(ct, "zfs", "create", "-o", "quota=1G", dataset),
                    async () =>
                    {
                        export = $"192.0.2.7:{(await host.Root(ct, "zfs", "get", "-H", "-o", "value", "mountpoint", dataset)).Trim()}";
                        await host.Root(ct, "exportfs", "-o", "rw,no_root_squash,fsid=" + Guid.NewGuid().ToString("D"), export);
                    },
                    async () =>
                    {
                        await host.Root(ct, "exportfs", "-u", export);
                        await Eventually.Holds(() => host.Try(ct, "zfs", "destroy", dataset), run => !run.Failed, $"{dataset} is destroyed", ct); // busy for a moment
                    });
            },
            async () =>
            {
                await driver.DisposeAsync();
                await site.DisposeAsync();
            });
    }

    /// <summary>One cluster on this machine; a share is a volume that is there already, so a creation records whose it is and sets its limit.</summary>
    public static async Task<StorageGround> Gluster(CancellationToken ct)
    {
        var site = await GlusterSite.Make(1, ct);
        var node = site.Nodes[0];
        const string Raw = "plain-1";
        await node.MakeVolumes([.. Enumerable.Range(1, Volumes).Select(one => string.Create(CultureInfo.InvariantCulture, $"pool-1-{one}")), Raw], quota: true, ct);
        var driver = await site.Started(site.Settings(), ct);
        return new StorageGround(
            () => StorageGround.Of(driver, site.NewShare(), GlusterSite.Rule("tenant-a"), ct),
            () => new ShareSteps(
                async () =>
                {
                    await node.Gluster(ct, "volume", "set", Raw, "user.manila-share", "raw");
                    await node.Gluster(ct, "volume", "quota", Raw, "limit-usage", "/", "1GB");
                },
                () => node.Gluster(ct, "volume", "set", Raw, "auth.ssl-allow", $"{site.Reserved},tenant-a"),
                async () =>
                {
                    await node.Gluster(ct, "volume", "set", Raw, "auth.ssl-allow", site.Reserved);
                    await node.Gluster(ct, "volume", "set", Raw, "user.manila-share", "NONE");
                }),
            site.DisposeAsync);
    }
}
