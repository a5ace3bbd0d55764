using Abaca.Tests.Compat.Service;

namespace Abaca.Tests.Drivers.Ceph;

/// <summary>An operator's manila.conf, as it was written for Manila; only addresses and paths are those of a test.</summary>
static class WholeConfig
{
    /// <summary>Section of the native backend.</summary>
    public const string Native = "cephfsnative";

    /// <summary>Section of the backend over NFS.</summary>
    public const string Nfs = "cephfsnfs";

    /// <summary>CephFS with cephx, by the driver's old name.</summary>
    public static ServiceSetting OfNative(string cephConf) => ServiceSetting.Given(Native, $"""
        [DEFAULT]
        default_share_type = cephfs
        share_name_template = share-%s
        enabled_share_protocols = CEPHFS
        quota_shares = -1
        storage_availability_zone = nova
        enabled_share_backends = cephfsnative
        [cephfsnative]
        driver_handles_share_servers = False
        share_backend_name = CEPHFS
        share_driver = manila.share.drivers.cephfs.cephfs_native.CephFSNativeDriver
        cephfs_conf_path = {cephConf}
        cephfs_auth_id = manila
        cephfs_cluster_name = ceph
        cephfs_enable_snapshots = True

        """);

    /// <summary>The same, with a second section on the same file system.</summary>
    public static ServiceSetting OfTwoNative(string cephConf) => ServiceSetting.Given(Native, $"""
        [DEFAULT]
        share_name_template = share-%s
        enabled_share_protocols = CEPHFS
        enabled_share_backends = cephfsnative,cephfstwo
        [cephfsnative]
        driver_handles_share_servers = False
        share_backend_name = CEPHFS
        share_driver = cephfs
        cephfs_conf_path = {cephConf}
        cephfs_auth_id = manila
        cephfs_enable_snapshots = True
        [cephfstwo]
        driver_handles_share_servers = False
        share_backend_name = CEPHTWO
        share_driver = cephfs
        cephfs_conf_path = {cephConf}
        cephfs_auth_id = manila

        """);

    /// <summary>CephFS over Ganesha nodes.</summary>
    /// <param name="cephConf">Path of ceph.conf.</param>
    /// <param name="key">Path of the private key for the nodes.</param>
    /// <param name="address">Address of the node, or the floating one.</param>
    /// <param name="snapshots">Offers snapshots.</param>
    public static ServiceSetting OfNfs(string cephConf, string key, string address, bool snapshots = false) => ServiceSetting.Given(Nfs, $"""
        [DEFAULT]
        default_share_type = nfs
        share_name_template = share-%s
        enabled_share_protocols = NFS
        ssh_conn_timeout = 30
        ssh_min_pool_conn = 1
        ssh_max_pool_conn = 1
        quota_shares = -1
        storage_availability_zone = nova
        enabled_share_backends = cephfsnfs
        [cephfsnfs]
        driver_handles_share_servers = False
        share_backend_name = CEPHFSNFS
        share_driver = manila.share.drivers.cephfs.driver.CephFSDriver
        cephfs_protocol_helper_type = NFS
        cephfs_conf_path = {cephConf}
        cephfs_auth_id = manila
        cephfs_cluster_name = ceph
        cephfs_enable_snapshots = {snapshots}
        ganesha_rados_store_enable = True
        ganesha_rados_store_pool_name = cephfs_data
        cephfs_ganesha_server_is_remote = True
        cephfs_ganesha_server_ip = {address}
        cephfs_ganesha_server_username = root
        cephfs_ganesha_path_to_private_key = {key}

        """);
}
