using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Drivers.Zfs;

/// <summary>An operator's manila.conf with a ZFS backend, as it was written for Manila; only addresses and paths are those of a test.</summary>
static class ZfsConfig
{
    /// <summary>Section of the backend.</summary>
    public const string Section = "zfs";

    /// <summary>The file server over SSH.</summary>
    /// <param name="address">Of the file server.</param>
    /// <param name="key">Path of the private key.</param>
    /// <param name="helper">How clients are let in.</param>
    /// <param name="pools">Where shares are made.</param>
    public static ServiceSetting Of(string address, string key, string helper = "manila.share.drivers.zfsonlinux.utils.NFSviaZFSHelper", string pools = ZfsHost.Pool) => ServiceSetting.Given(Section, $"""
        [DEFAULT]
        default_share_type = zfs
        enabled_share_protocols = NFS
        quota_shares = -1
        storage_availability_zone = nova
        enabled_share_backends = zfs
        [zfs]
        share_driver = manila.share.drivers.zfsonlinux.driver.ZFSonLinuxShareDriver
        driver_handles_share_servers = False
        zfs_share_export_ip = {address}
        zfs_service_ip = {address}
        zfs_zpool_list = {pools}
        zfs_share_helpers = NFS={helper}
        zfs_use_ssh = True
        zfs_ssh_username = {ZfsHost.User}
        zfs_ssh_private_key_path = {key}
        zfs_dataset_creation_options = dedup=off
        share_backend_name = zfs

        """);
}
