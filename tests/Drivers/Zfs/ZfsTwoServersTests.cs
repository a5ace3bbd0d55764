using Abaca.Tests.Compat.Clients;
using Abaca.Tests.Compat.Service;
using Xunit;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>The whole service with two file servers, used by the unmodified client: replicas between them, and a share that moves.</summary>
public sealed class ZfsTwoServersTests : IAsyncLifetime
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(120);

    ZfsSite site = null!;
    ZfsHost one = null!;
    ZfsHost two = null!;
    ServiceProcess service = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Requirements.ForClients();
        site = await ZfsSite.Make(Ct);
        (one, two) = (await site.AddFuseHost("za", Ct), await site.AddFuseHost("zb", Ct));
        foreach (var host in new[] { one, two }) await ZfsAtWork.LayRules(host, usesShareNfs: false, Ct, host.Name);
        service = await ServiceProcess.Start(ServiceSetting.Given("za", $"""
            [DEFAULT]
            host = node
            enabled_share_backends = za,zb
            enabled_share_protocols = NFS
            replica_state_update_interval = 3
            migration_driver_continue_update_interval = 2
            {Section(one)}
            {Section(two)}

            """));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (service is not null) await service.DisposeAsync();
        if (site is not null) await site.DisposeAsync();
    }

    [Fact]
    public async Task A_share_is_replicated_promoted_and_lives_on()
    {
        var (admin, demo) = (ManilaShell.Admin(service), ManilaShell.Demo(service));
        await admin.Do("type-create", "kept", "False", "--extra-specs", "replication_type=readable", "snapshot_support=True");
        await demo.Do("create", "NFS", "1", "--name", "docs", "--share-type", "kept", "--availability-zone", "za");
        await demo.Until("available", "show", "docs");
        await demo.Do("access-allow", "docs", "ip", "192.0.2.21");
        await Written(one, "first");
        var first = Assert.Single(await demo.Table("share-replica-list", "--share-id", "docs"))["ID"];
        var second = (await demo.Properties("share-replica-create", "docs", "--availability-zone", "zb"))["id"];
        await Until(demo, second, "in_sync");
        // zfs-fuse, other than OpenZFS, has a follower unmounted for the moment in which it takes what is new.
        await Eventually(async () => await Read(two) == "first", "the replica has the content");
        await Rules(two, "ro");
        await Written(one, "second");
        await Eventually(async () => await Read(two) == "second", "the replica follows");

        await demo.Do("share-replica-promote", second);
        await Until(demo, second, "active");
        await Rules(two, "rw");
        Assert.StartsWith(two.Address, Assert.Single(await demo.Table("share-export-location-list", "docs"))["Path"], StringComparison.Ordinal);
        await Written(two, "third");
        await Until(demo, first, "in_sync");
        await Eventually(async () => await Read(one) == "third", "the old one follows the new one");
        await Rules(one, "ro");

        await demo.Do("share-replica-delete", first);
        await demo.UntilGone("share-replica-show", first);
        await demo.Do("delete", "docs");
        await demo.UntilGone("show", "docs");
        foreach (var host in new[] { one, two }) await IsEmpty(host);
    }

    [Fact]
    public async Task A_share_moves_to_the_other_file_server()
    {
        var (admin, demo) = (ManilaShell.Admin(service), ManilaShell.Demo(service));
        await admin.Do("type-create", "plain", "False", "--extra-specs", "snapshot_support=True");
        var share = (await demo.Properties("create", "NFS", "1", "--name", "docs", "--share-type", "plain", "--availability-zone", "za"))["id"];
        await demo.Until("available", "show", "docs");
        await demo.Do("access-allow", "docs", "ip", "192.0.2.21");
        await Written(one, "first");
        await admin.Do(
            "migration-start", share, "node@zb#trank", "--writable", "True", "--nondisruptive", "False", "--preserve-metadata", "True", "--preserve-snapshots", "True");
        await Eventually(
            async () => (await admin.Properties("show", share))["task_state"] == "migration_driver_phase1_done", "the first phase is over");
        await Written(one, "late");
        await admin.Do("migration-complete", share);
        await demo.Until("available", "show", "docs");
        Assert.Equal("node@zb#trank", (await admin.Properties("show", share))["host"]);
        await Eventually(async () => await Read(two) == "late", "the content is there");
        await Rules(two, "rw");
        await Eventually(async () => (await one.Datasets(ZfsHost.Pool, Ct)).Count == 1, "the source is gone");
        await demo.Do("delete", "docs");
        await demo.UntilGone("show", "docs");
        foreach (var host in new[] { one, two }) await IsEmpty(host);
    }

    string Section(ZfsHost host) => $"""
        [{host.Name}]
        share_driver = manila.share.drivers.zfsonlinux.driver.ZFSonLinuxShareDriver
        driver_handles_share_servers = False
        backend_availability_zone = {host.Name}
        replication_domain = site
        zfs_share_export_ip = {host.Address}
        zfs_service_ip = {host.Address}
        zfs_zpool_list = trank
        zfs_use_ssh = True
        zfs_ssh_username = {ZfsHost.User}
        zfs_ssh_private_key_path = {site.Key}
        share_backend_name = {host.Name}
        """;

    static async Task<string> Place(ZfsHost host) =>
        (await host.Datasets(ZfsHost.Pool, Ct)).Single(found => found.Name.Contains("/manila_share_", StringComparison.Ordinal) && !found.Name.Contains('@')).Properties["mountpoint"];

    static async Task Written(ZfsHost host, string text) => await host.Write($"{await Place(host)}/file", text, Ct);

    static async Task<string?> Read(ZfsHost host)
    {
        var run = await host.Try(Ct, "cat", $"{await Place(host)}/file");
        return run.Failed ? null : run.Output;
    }

    async Task Rules(ZfsHost host, string level) => await Eventually(
        async () => (await host.Exports(Ct)).Where(export => export.Client == "192.0.2.21").Any(export => export.Options.Contains(level)), $"{host.Name} lets its client in {level}");

    async Task Until(ManilaShell demo, string replica, string state) =>
        await Eventually(async () => (await demo.Properties("share-replica-show", replica)) is var seen && seen["replica_state"] == state && seen["status"] == "available", $"{replica} is {state}");

    async Task Eventually(Func<Task<bool>> holds, string what) => Assert.True(await Deadline.Holds(holds, Soon), $"{what}: not so.\n{service.LogTail}");

    static async Task IsEmpty(ZfsHost host)
    {
        Assert.Equal([ZfsHost.Pool], (await host.Datasets(ZfsHost.Pool, Ct)).Select(found => found.Name));
        Assert.Empty(await host.Exports(Ct));
    }
}
