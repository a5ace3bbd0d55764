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
/// Manila's resources that no backend of this release makes: share servers and backups. Dashboards and command lines
/// list them all while they show something else, so the lists are there and empty, and a single one is not found. Endpoints that write are absent.
/// When a release gains one of these resources, its rows go from this table.
/// </summary>
static class AbsentResources
{
    const string Server = "Share server {0} could not be found.";
    const string Backup = "No backup exists with ID {0}.";

    /// <summary>The table.</summary>
    public static IReadOnlyList<AbsentOperation> All { get; } =
    [
        new("share_servers.list", "/share-servers", "share_server:index", 0, List: "share_servers"),
        new("share_servers.show", "/share-servers/{id}", "share_server:show", 0, Missing: Server),
        new("share_servers.details", "/share-servers/{id}/details", "share_server:details", 0, Missing: Server),
        new("share_backups.list", "/share-backups", "share_backup:get_all", 80, List: "share_backups", Paged: true),
        new("share_backups.detail", "/share-backups/detail", "share_backup:get_all", 80, List: "share_backups", Paged: true),
        new("share_backups.show", "/share-backups/{id}", "share_backup:get", 80, Missing: Backup),
    ];
}
