using System.Globalization;
using Abaca.Tests.Compat.Kill;
using Abaca.Tests.Compat.Service;
using Abaca.Tests.Drivers.Zfs;

namespace Abaca.Tests.Drivers.Lvm;

/// <summary>A file server with LVM for the whole service.</summary>
sealed class LvmWholeGround : IAsyncDisposable
{
    LvmWholeGround(ZfsSite site, ZfsHost host) => (Site, Host) = (site, host);

    /// <summary>The file server.</summary>
    public ZfsHost Host { get; }

    /// <summary>Its site.</summary>
    public ZfsSite Site { get; }

    /// <summary>An operator's manila.conf; only addresses and paths are those of a test.</summary>
    public ServiceSetting Setting => ServiceSetting.Given("lvm", $"""
        [DEFAULT]
        default_share_type = lvm
        enabled_share_protocols = NFS
        storage_availability_zone = nova
        enabled_share_backends = lvm
        [lvm]
        share_driver = manila.share.drivers.lvm.LVMShareDriver
        driver_handles_share_servers = False
        share_backend_name = lvm
        lvm_share_volume_group = {LvmAtWork.Group}
        lvm_share_thin_pool = {LvmAtWork.ThinPool}
        lvm_share_export_ips = {Host.Address}
        lvm_share_export_root = {LvmAtWork.Root}
        lvm_share_helpers = NFS=manila.share.drivers.helpers.NFSHelper
        lvm_use_ssh = True
        lvm_ssh_username = {ZfsHost.User}
        lvm_ssh_private_key_path = {Site.Key}

        """);

    /// <summary>Makes it.</summary>
    public static async Task<LvmWholeGround> Make(CancellationToken ct)
    {
        var site = await ZfsSite.Make(ct);
        var ground = new LvmWholeGround(site, await site.AddOpenZfs("zv", ct));
        await LvmAtWork.LayRules(ground.Host, [], ct);
        return ground;
    }

    /// <summary>What it holds.</summary>
    public async Task<HeldThings> Held()
    {
        var ct = CancellationToken.None;
        var exports = (await Host.Exports(ct)).ToLookup(export => export.Path, export => $"{export.Client} {(export.Options.Contains("rw") ? "rw" : "ro")}", StringComparer.Ordinal);
        var listed = await Host.Root(ct, "lvs", "--noheadings", "--units", "g", "--nosuffix", "-o", "lv_name,lv_size", LvmAtWork.Group);
        var volumes = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(words => words[0] != LvmAtWork.ThinPool).ToList();
        var shares = volumes.Where(words => !words[0].StartsWith("share-snapshot-", StringComparison.Ordinal)).ToDictionary(words => words[0], words => (int?)double.Parse(words[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        return new HeldThings(
            shares, volumes.Select(words => words[0]).Except(shares.Keys).ToHashSet(),
            exports.ToDictionary(export => export.Key, export => (IReadOnlySet<string>)export.ToHashSet(), StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
