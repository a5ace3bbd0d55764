namespace Abaca.Server.Absent;

/// <summary>One endpoint of resources of which this release has none.</summary>
/// <param name="Name">Our name for it; microversions refer to it through <see cref="AbsentEndpoints.Since"/>.</param>
/// <param name="Path">Template.</param>
/// <param name="Policy">Rule that guards it.</param>
/// <param name="Since">Minor number of the version in which it came.</param>
/// <param name="List">Key of the list, which is empty; null for the endpoints of a single resource, which never find it.</param>
/// <param name="Missing">What is said when the resource is not found; <c>{0}</c> is the id that the path names first.</param>
/// <param name="Paged">The list takes <c>limit</c> and <c>offset</c>, and refuses bad ones.</param>
/// <param name="Late">The resource is looked for before the rule is asked.</param>
sealed record AbsentOperation(
    string Name, string Path, string Policy, int Since, string? List = null, string? Missing = null, bool Paged = false, bool Late = false);

/// <summary>
/// Manila's resources that no backend of this release makes: share networks and what belongs to them, instances of snapshots, transfers,
/// backups, locks, types of quality of service. Dashboards and command lines list them all while they show something else, so the lists are
/// there and empty, and a single one is not found. Endpoints that write are absent.
/// When a release gains one of these resources, its rows go from this table.
/// </summary>
static class AbsentResources
{
    const string Network = "Share network {0} could not be found.";
    const string Server = "Share server {0} could not be found.";
    const string Instance = "Snapshot instance {0} not found.";
    const string Service = "Security service {0} could not be found.";
    const string Transfer = "Transfer {0} could not be found.";
    const string Backup = "No backup exists with ID {0}.";
    const string Lock = "Resource lock {0} could not be found.";
    const string Qos = "No QoS Type exists with ID {0}.";
    const string Subnets = "/share-networks/{id}/subnets";

    /// <summary>The table.</summary>
    public static IReadOnlyList<AbsentOperation> All { get; } =
    [
        new("share_networks.list", "/share-networks", "share_network:index", 0, List: "share_networks", Paged: true),
        new("share_networks.detail", "/share-networks/detail", "share_network:detail", 0, List: "share_networks", Paged: true),
        new("share_networks.show", "/share-networks/{id}", "share_network:show", 0, Missing: Network),
        new("subnets.list", Subnets, "share_network_subnet:index", 51, Missing: Network),
        new("subnets.show", Subnets + "/{subnet}", "share_network_subnet:show", 51, Missing: Network),
        new("subnet_metadata.show", Subnets + "/{subnet}/metadata", "share_network_subnet:get_metadata", 78, Missing: Network),
        new("subnet_metadata.item", Subnets + "/{subnet}/metadata/{key}", "share_network_subnet:get_metadata", 78, Missing: Network),
        new("security_services.list", "/security-services", "security_service:index", 0, List: "security_services", Paged: true),
        new("security_services.detail", "/security-services/detail", "security_service:detail", 0, List: "security_services", Paged: true),
        new("security_services.show", "/security-services/{id}", "security_service:show", 0, Missing: Service, Late: true),
        new("share_servers.list", "/share-servers", "share_server:index", 0, List: "share_servers"),
        new("share_servers.show", "/share-servers/{id}", "share_server:show", 0, Missing: Server),
        new("share_servers.details", "/share-servers/{id}/details", "share_server:details", 0, Missing: Server),
        new("snapshot_instances.list", "/snapshot-instances", "share_snapshot_instance:index", 19, List: "snapshot_instances"),
        new("snapshot_instances.detail", "/snapshot-instances/detail", "share_snapshot_instance:detail", 19, List: "snapshot_instances"),
        new("snapshot_instances.show", "/snapshot-instances/{id}", "share_snapshot_instance:show", 19, Missing: Instance),
        new("snapshot_instances.export_locations", "/snapshot-instances/{id}/export-locations",
            "share_snapshot_instance_export_location:index", 32, Missing: Instance),
        new("snapshot_instances.export_location", "/snapshot-instances/{id}/export-locations/{location}",
            "share_snapshot_instance_export_location:show", 32, Missing: Instance),
        new("share_transfers.list", "/share-transfers", "share_transfer:get_all", 77, List: "transfers", Paged: true),
        new("share_transfers.detail", "/share-transfers/detail", "share_transfer:get_all", 77, List: "transfers", Paged: true),
        new("share_transfers.show", "/share-transfers/{id}", "share_transfer:get", 77, Missing: Transfer, Late: true),
        new("share_backups.list", "/share-backups", "share_backup:get_all", 80, List: "share_backups", Paged: true),
        new("share_backups.detail", "/share-backups/detail", "share_backup:get_all", 80, List: "share_backups", Paged: true),
        new("share_backups.show", "/share-backups/{id}", "share_backup:get", 80, Missing: Backup),
        new("resource_locks.list", "/resource-locks", "resource_lock:get_all", 81, List: "resource_locks", Paged: true),
        new("resource_locks.show", "/resource-locks/{id}", "resource_lock:get", 81, Missing: Lock),
        new("qos_types.list", "/qos-types", "qos_type:index", 94, List: "qos_types", Paged: true),
        new("qos_types.show", "/qos-types/{id}", "qos_type:show", 94, Missing: Qos),
        new("qos_types.specs", "/qos-types/{id}/specs", "qos_type_specs:index", 94, Missing: Qos),
        new("qos_types.spec", "/qos-types/{id}/specs/{key}", "qos_type_specs:show", 94, Missing: Qos),
    ];
}
