namespace Abaca.Server.ShareMigration;

/// <summary>The body of migration_start, read and checked as far as it can be without looking anything up.</summary>
/// <param name="Host"><c>host@backend#pool</c>.</param>
/// <param name="Required">What is insisted on.</param>
/// <param name="TypeId">New share type, or null.</param>
sealed record StartMigrationRequest(string Host, MigrationRequirements Required, string? TypeId)
{
    /// <summary>Reads the body.</summary>
    /// <exception cref="ApiRefusal">400.</exception>
    public static StartMigrationRequest From(Call call)
    {
        var asked = call.ActionBody();
        var host = asked.Required("host");
        var forced = asked.Flag("force_host_assisted_migration") ?? false;
        var required = new MigrationRequirements(
            Flag(asked, "preserve_metadata"), Flag(asked, "writable"), Flag(asked, "nondisruptive"), Flag(asked, "preserve_snapshots"));
        var type = asked.Reference("new_share_type_id");
        if (asked.Reference("new_share_network_id") is { } network)
        {
            throw Refusals.BadField("new_share_network_id", $"share network {network} could not be found.");
        }
        if (forced) RefuseHostAssisted(required);
        return new StartMigrationRequest(host, required, type);
    }

    static bool Flag(Fields asked, string name) => asked.Flag(name) ?? throw Refusals.BadField(name, "true or false is required.");

    static void RefuseHostAssisted(MigrationRequirements required) => throw Refusals.BadField("force_host_assisted_migration", required.Any
        ? "a host-assisted migration keeps nothing of preserve_metadata, writable, nondisruptive and preserve_snapshots; ask for none of them."
        : "this service does not copy shares itself; leave the field out, so that the backend's driver moves the share.");
}
