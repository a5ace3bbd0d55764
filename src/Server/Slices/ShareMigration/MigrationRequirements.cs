namespace Abaca.Server.ShareMigration;

/// <summary>What an administrator insists on when a share moves.</summary>
/// <param name="PreserveMetadata">Owners, modes and times of files stay.</param>
/// <param name="Writable">Clients can write during the copy.</param>
/// <param name="Nondisruptive">Clients keep their mounts.</param>
/// <param name="PreserveSnapshots">Snapshots come along.</param>
public sealed record MigrationRequirements(bool PreserveMetadata, bool Writable, bool Nondisruptive, bool PreserveSnapshots)
{
    /// <summary>Whether anything is insisted on.</summary>
    public bool Any => PreserveMetadata || Writable || Nondisruptive || PreserveSnapshots;

    /// <summary>What of it a driver cannot do, as the request's fields.</summary>
    public IReadOnlyList<string> NotMetBy(MigrationAbilities abilities) =>
    [
        .. new (string Field, bool Asked, bool Offered)[]
        {
            ("preserve_metadata", PreserveMetadata, abilities.PreserveMetadata),
            ("writable", Writable, abilities.Writable),
            ("nondisruptive", Nondisruptive, abilities.Nondisruptive),
            ("preserve_snapshots", PreserveSnapshots, abilities.PreserveSnapshots),
        }.Where(one => one.Asked && !one.Offered).Select(one => one.Field),
    ];
}
