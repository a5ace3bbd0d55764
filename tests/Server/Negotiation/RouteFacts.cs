using System.Globalization;
using Abaca.Server.Microversions;

namespace Abaca.Tests.Server.Negotiation;

/// <summary>
/// The operations of this release as Manila serves them: method, path, action key and the versions in which that spelling is reached
/// without the header for experiments; <c>never</c> is said of what is an experiment to this day.
/// Written down apart from our routes so that each checks the other.
/// </summary>
sealed record RouteFact(string Method, string Path, string? Action, int From, int To)
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<RouteFact> All { get; } =
        [.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Line)];

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}{(Action is null ? "" : $" {Action}")}";

    static RouteFact Line(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] range = words[^1] == "never" ? [$"{int.MaxValue}", ""] : words[^1].Split('-');
        return new RouteFact(words[0], words[1], words.Length == 4 ? words[2] : null, Number(range[0], 0), Number(range[1], ApiVersion.Newest.Minor));
    }

    static int Number(string text, int otherwise) => text.Length == 0 ? otherwise : int.Parse(text, CultureInfo.InvariantCulture);

    const string Table = """
        GET /os-availability-zone -6
        GET /availability-zones 7-
        GET /os-services -6
        PUT /os-services/enable -6
        GET /services 7-
        PUT /services/enable 7-
        GET /os-quota-sets/ID -6
        GET /os-quota-sets/ID/defaults -6
        PUT /os-quota-sets/ID -6
        DELETE /os-quota-sets/ID -6
        GET /quota-sets/ID 7-
        GET /quota-sets/ID/defaults 7-
        GET /quota-sets/ID/detail 25-
        PUT /quota-sets/ID 7-
        DELETE /quota-sets/ID 7-
        GET /os-quota-class-sets/ID -6
        PUT /os-quota-class-sets/ID -6
        GET /quota-class-sets/ID 7-
        PUT /quota-class-sets/ID 7-
        GET /limits -
        GET /extensions -
        GET /scheduler-stats/pools -
        GET /scheduler-stats/pools/detail -
        GET /messages 37-
        GET /messages/ID 37-
        DELETE /messages/ID 37-
        GET /types -
        POST /types -
        GET /types/default -
        GET /types/ID -
        PUT /types/ID 50-
        DELETE /types/ID -
        GET /types/ID/share_type_access -
        GET /types/ID/os-share-type-access -
        POST /types/ID/action addProjectAccess -
        POST /types/ID/action removeProjectAccess -
        GET /types/ID/extra_specs -
        POST /types/ID/extra_specs -
        GET /types/ID/extra_specs/KEY -
        PUT /types/ID/extra_specs/KEY -
        DELETE /types/ID/extra_specs/KEY -
        GET /shares -
        GET /shares/detail -
        POST /shares -
        GET /shares/ID -
        PUT /shares/ID -
        DELETE /shares/ID -
        POST /shares/ID/action os-reset_status -6
        POST /shares/ID/action reset_status 7-
        POST /shares/ID/action os-force_delete -6
        POST /shares/ID/action force_delete 7-
        POST /shares/ID/action os-extend -6
        POST /shares/ID/action extend 7-
        POST /shares/ID/action os-shrink -6
        POST /shares/ID/action shrink 7-
        POST /shares/ID/action os-allow_access -6
        POST /shares/ID/action allow_access 7-
        POST /shares/ID/action os-deny_access -6
        POST /shares/ID/action deny_access 7-
        POST /shares/ID/action os-access_list -6
        POST /shares/ID/action access_list 7-44
        POST /shares/ID/action revert 27-
        POST /shares/ID/action migration_start 96-
        POST /shares/ID/action migration_complete 96-
        POST /shares/ID/action migration_cancel 96-
        POST /shares/ID/action migration_get_progress 96-97
        POST /shares/ID/action reset_task_state 96-
        GET /shares/ID/migration-progress 98-
        POST /os-share-manage -6
        POST /shares/manage 7-
        POST /os-share-unmanage/ID/unmanage -6
        POST /shares/ID/action unmanage 7-
        GET /shares/ID/metadata -
        POST /shares/ID/metadata -
        PUT /shares/ID/metadata -
        GET /shares/ID/metadata/KEY -
        POST /shares/ID/metadata/KEY -
        DELETE /shares/ID/metadata/KEY -
        GET /shares/ID/instances 3-
        GET /shares/ID/export_locations 9-
        GET /shares/ID/export_locations/OTHER 9-
        GET /shares/ID/export_locations/OTHER/metadata 87-
        POST /shares/ID/export_locations/OTHER/metadata 87-
        PUT /shares/ID/export_locations/OTHER/metadata 87-
        GET /shares/ID/export_locations/OTHER/metadata/KEY 87-
        POST /shares/ID/export_locations/OTHER/metadata/KEY 87-
        DELETE /shares/ID/export_locations/OTHER/metadata/KEY 87-
        GET /share_instances 3-
        GET /share_instances/ID 3-
        POST /share_instances/ID/action os-reset_status 3-6
        POST /share_instances/ID/action reset_status 7-
        POST /share_instances/ID/action os-force_delete 3-6
        POST /share_instances/ID/action force_delete 7-
        GET /share_instances/ID/export_locations 9-
        GET /share_instances/ID/export_locations/OTHER 9-
        GET /share-access-rules 45-
        GET /share-access-rules/ID 45-
        PUT /share-access-rules/ID 88-
        PUT /share-access-rules/ID/metadata 45-
        DELETE /share-access-rules/ID/metadata/KEY 45-
        GET /snapshots -
        GET /snapshots/detail -
        POST /snapshots -
        GET /snapshots/ID -
        PUT /snapshots/ID -
        DELETE /snapshots/ID -
        POST /snapshots/ID/action os-reset_status -6
        POST /snapshots/ID/action reset_status 7-
        POST /snapshots/ID/action os-force_delete -6
        POST /snapshots/ID/action force_delete 7-
        POST /snapshots/manage 12-
        POST /snapshots/ID/action unmanage 12-
        GET /snapshots/ID/export-locations 32-
        GET /snapshots/ID/export-locations/OTHER 32-
        GET /snapshots/ID/access-list 32-
        GET /share-networks -
        GET /share-networks/detail -
        GET /share-networks/ID -
        GET /share-networks/ID/subnets 51-
        GET /share-networks/ID/subnets/OTHER 51-
        GET /share-networks/ID/subnets/OTHER/metadata 78-
        GET /share-networks/ID/subnets/OTHER/metadata/KEY 78-
        GET /security-services -
        GET /security-services/detail -
        GET /security-services/ID -
        GET /share-servers -
        GET /share-servers/ID -
        GET /share-servers/ID/details -
        GET /snapshot-instances 19-
        GET /snapshot-instances/detail 19-
        GET /snapshot-instances/ID 19-
        GET /snapshot-instances/ID/export-locations 32-
        GET /snapshot-instances/ID/export-locations/OTHER 32-
        GET /share-transfers 77-
        GET /share-transfers/detail 77-
        GET /share-transfers/ID 77-
        GET /share-backups never
        GET /share-backups/detail never
        GET /share-backups/ID never
        GET /resource-locks 81-
        GET /resource-locks/ID 81-
        GET /qos-types 94-
        GET /qos-types/ID 94-
        GET /qos-types/ID/specs 94-
        GET /qos-types/ID/specs/KEY 94-
        GET /snapshots/ID/metadata 73-
        POST /snapshots/ID/metadata 73-
        PUT /snapshots/ID/metadata 73-
        GET /snapshots/ID/metadata/KEY 73-
        POST /snapshots/ID/metadata/KEY 73-
        DELETE /snapshots/ID/metadata/KEY 73-
        GET /share-groups 55-
        GET /share-groups/detail 55-
        POST /share-groups 55-
        GET /share-groups/ID 55-
        PUT /share-groups/ID 55-
        DELETE /share-groups/ID 55-
        POST /share-groups/ID/action reset_status 55-
        POST /share-groups/ID/action force_delete 55-
        GET /share-group-types 55-
        POST /share-group-types 55-
        GET /share-group-types/default 55-
        GET /share-group-types/ID 55-
        DELETE /share-group-types/ID 55-
        GET /share-group-types/ID/access 55-
        POST /share-group-types/ID/action addProjectAccess 55-
        POST /share-group-types/ID/action removeProjectAccess 55-
        GET /share-group-types/ID/group-specs 55-
        POST /share-group-types/ID/group-specs 55-
        GET /share-group-types/ID/group-specs/KEY 55-
        PUT /share-group-types/ID/group-specs/KEY 55-
        DELETE /share-group-types/ID/group-specs/KEY 55-
        GET /share-group-snapshots 55-
        GET /share-group-snapshots/detail 55-
        POST /share-group-snapshots 55-
        GET /share-group-snapshots/ID 55-
        GET /share-group-snapshots/ID/members 55-
        PUT /share-group-snapshots/ID 55-
        DELETE /share-group-snapshots/ID 55-
        POST /share-group-snapshots/ID/action reset_status 55-
        POST /share-group-snapshots/ID/action force_delete 55-
        GET /share-replicas 56-
        GET /share-replicas/detail 56-
        POST /share-replicas 56-
        GET /share-replicas/ID 56-
        DELETE /share-replicas/ID 56-
        POST /share-replicas/ID/action promote 56-
        POST /share-replicas/ID/action resync 56-
        POST /share-replicas/ID/action force_delete 56-
        POST /share-replicas/ID/action reset_status 56-
        POST /share-replicas/ID/action reset_replica_state 56-
        GET /share-replicas/ID/export-locations 56-
        GET /share-replicas/ID/export-locations/ID 56-
        GET /share-replicas/ID/metadata 95-
        POST /share-replicas/ID/metadata 95-
        PUT /share-replicas/ID/metadata 95-
        GET /share-replicas/ID/metadata/KEY 95-
        POST /share-replicas/ID/metadata/KEY 95-
        DELETE /share-replicas/ID/metadata/KEY 95-
        """;
}
