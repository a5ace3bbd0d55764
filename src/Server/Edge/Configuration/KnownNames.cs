namespace Abaca.Server.Configuration;

/// <summary>
/// Names that Manila and the oslo libraries know and this release does not use. They raise no warning, so that a file of Manila's can be
/// taken as it is; <c>abaca config check</c> notes them.
/// </summary>
static class KnownNames
{
    /// <summary>What the name of a secret's file ends with: <c>connection_file = /path</c> stands for <c>connection</c>.</summary>
    public const string FileSuffix = "_file";

    /// <summary>Sections of which every key is taken: other services' clients and libraries Abaca does not need.</summary>
    public static IReadOnlySet<string> Sections { get; } = Words("""
        neutron nova cinder glance barbican key_manager coordination oslo_concurrency oslo_reports oslo_limit
        oslo_messaging_notifications oslo_messaging_rabbit oslo_messaging_kafka oslo_messaging_amqp oslo_messaging_metrics
        cors wsgi healthcheck profiler service_user privsep manila_sys_admin vault
        """);

    /// <summary>Keys of section DEFAULT, and of sections this release reads other keys of.</summary>
    public static IReadOnlySet<string> Keys { get; } = Words("""
        osapi_share_workers api_paste_config use_forwarded_for api_rate_limit
        driver_updatable_metadata driver_updatable_subnet_metadata soft_deleted_share_retention_time transfer_retention_time
        share_transfer_salt_length share_transfer_key_length is_deferred_deletion_enabled share_backup_name_template
        data_manager_backup_supported_share_protocols
        periodic_interval periodic_fuzzy_delay scheduler_topic share_topic data_topic scheduler_manager share_manager data_manager
        share_api_class db_backend db_driver rpc_response_timeout rpc_backend executor_thread_pool_size
        rootwrap_config network_api_class volume_api_class compute_api_class image_api_class
        lock_path memcached_servers fatal_exception_format_errors monkey_patch monkey_patch_modules
        scheduler_driver scheduler_host_manager scheduler_default_share_group_filters scheduler_json_config_location max_gigabytes
        hook_drivers delete_share_server_with_last_share automatic_share_server_cleanup unused_share_server_cleanup_interval
        unmanage_remove_access_rules
        server_migration_driver_continue_update_interval server_migration_extend_neutron_network share_usage_size_update_interval
        enable_gathering_share_usage_size share_service_inithost_offload update_shares_status_on_ensure
        check_for_expired_shares_in_recycle_bin_interval check_for_expired_transfers periodic_deferred_delete_interval
        driver_backup_continue_update_interval driver_restore_continue_update_interval enable_pre_hooks enable_post_hooks
        enable_periodic_hooks suppress_pre_hooks_errors suppress_post_hooks_errors periodic_hooks_interval
        mount_tmp_location backup_mount_tmp_location check_hash backup_continue_update_interval restore_continue_update_interval
        backup_driver backup_share_mount_template backup_share_unmount_template backup_ignore_files backup_protocol_access_mapping
        data_access_wait_access_rules_timeout data_node_access_ips data_node_access_cert data_node_access_admin_user
        data_node_mount_options backup_mount_export backup_mount_template backup_unmount_template backup_mount_proto backup_mount_options
        log_config_append log_config log_date_format
        use_json log_color use_eventlog log_rotate_interval log_rotate_interval_type max_logfile_count
        max_logfile_size_mb log_rotation_type logging_context_format_string logging_default_format_string logging_debug_format_suffix
        logging_exception_prefix logging_user_identity_format default_log_levels publish_errors instance_format instance_uuid_format
        migration_wait_access_rules_timeout migration_create_delete_share_timeout osapi_share_ext_list osapi_share_extension project_id_regex
        response_validation drivers_private_storage_class wsgi_keep_alive wsgi_server_debug wsgi_log_format tcp_keepalive tcp_keepalive_interval
        tcp_keepalive_count rpc_conn_pool_size run_external_periodic_tasks http_basic_auth_user_file log_rotate_interval
        rate_limit_interval rate_limit_burst rate_limit_except_level fatal_deprecations verbose
        backdoor_port backdoor_socket log_options graceful_shutdown_timeout wsgi_default_pool_size tcp_keepidle max_header_line
        reservation_expire until_refresh max_age driver
        quota_driver remote_content_type remote_ssl_verify_server_crt
        remote_ssl_ca_crt_file remote_ssl_client_crt_file remote_ssl_client_key_file remote_timeout
        sqlite_synchronous slave_connection mysql_sql_mode mysql_wsrep_sync_wait connection_debug connection_trace pool_timeout use_db_reconnect db_retry_interval
        db_inc_retry_interval db_max_retry_interval db_max_retries connection_parameters backend use_tpool synchronous_mode
        secure_proxy_ssl_header
        cache delay_auth_decision include_service_catalog auth_version service_type signing_dir hash_algorithms revocation_list_cache_time
        check_revocations_for_cached log_name memcache_use_advanced_pool memcache_pool_unused_timeout memcache_pool_conn_get_timeout
        memcache_tls_cafile memcache_tls_certfile memcache_tls_keyfile memcache_tls_allowed_ciphers memcache_username memcache_password
        """);

    /// <summary>Keys of back-end sections: what Manila's network plug-ins and drivers read and Abaca's drivers do not.</summary>
    public static IReadOnlySet<string> BackendKeys { get; } = Words("""
        neutron_net_id neutron_subnet_id neutron_physical_net_name neutron_vnic_type neutron_host_id neutron_binding_profiles
        neutron_switch_id neutron_port_id neutron_switch_info network_plugin_ipv4_enabled network_plugin_ipv6_enabled
        standalone_network_plugin_gateway standalone_network_plugin_mask standalone_network_plugin_network_type
        standalone_network_plugin_segmentation_id standalone_network_plugin_allowed_ip_ranges standalone_network_plugin_mtu
        standalone_network_plugin_ip_version max_shares_per_share_server max_share_server_size network_config_group
        admin_network_config_group migration_ignore_files share_mount_template share_unmount_template protocol_access_mapping
        num_shell_tries ssh_conn_timeout ssh_min_pool_conn ssh_max_pool_conn replication_domain qos_support
        admin_network_id admin_subnet_id connect_share_server_to_tenant_network interface_driver ovs_integration_bridge is_gpfs_node limit_ssh_access
        manila_huawei_conf_file manila_service_keypair_name path_to_private_key path_to_public_key report_default_filter_function
        set_zero_reserved_blocks share_helpers tenant_net_name_or_ip
        """);

    /// <summary>How the names of Manila's drivers' own options begin.</summary>
    public static IReadOnlyList<string> DriverPrefixes { get; } =
    [
        "cephfs_", "ganesha_", "zfs_", "glusterfs_", "lvm_", "container_", "service_", "smb_", "dummy_", "hitachi_", "netapp_", "emc_",
        "hpe3par_", "huawei_", "infinidat_", "isilon_", "unity_", "vnx_", "vast_", "qnap_", "tegile_", "inspur_", "gpfs_", "maprfs_",
        "hdfs_", "quobyte_", "zadara_", "zaqar_", "winrm_", "infortrend_", "macrosan_", "nexenta_", "powermax_", "powerscale_",
        "powerflex_", "powerstore_", "purestorage_", "flashblade_", "max_time_to_", "share_volume_", "share_mount_", "volume_", "cinder_",
        "boot_volume_", "aiq_", "as13000_", "dell_", "hpealletra_", "infinibox_", "instorage_", "lustre_", "va_", "zfssa_",
    ];

    /// <summary>Whether a backend's section may hold this key although no driver here reads it.</summary>
    public static bool IsBackendKey(string key) =>
        BackendKeys.Contains(key) || DriverPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal));

    static IReadOnlySet<string> Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
}
