namespace Abaca.Cli;

/// <summary><c>manage</c> and <c>unmanage</c>: what lies on a backend comes into the service's care and leaves it; admins only.</summary>
/// <param name="parts">Builds commands.</param>
sealed class ManagementCommands(CommandParts parts)
{
    /// <summary>For shares.</summary>
    public IReadOnlyList<Command> OfShares(ResourceCommands<Share> shares) =>
    [
        ManageShare(shares),
        shares.Each("unmanage", "Let go of shares; what they hold stays on the backend (admins)", [],
            (run, share, ct) => run.Cloud.Shares.Unmanage(share.Id, ct), (waits, share, ct) => waits.ShareIsGone(share, ct)),
    ];

    /// <summary>For snapshots.</summary>
    public IReadOnlyList<Command> OfSnapshots(ResourceCommands<Snapshot> snapshots) =>
    [
        ManageSnapshot(snapshots),
        snapshots.Each("unmanage", "Let go of snapshots, which stay on the backend (admins)", [],
            (run, snapshot, ct) => run.Cloud.Snapshots.Unmanage(snapshot.Id, ct), (waits, snapshot, ct) => waits.SnapshotIsGone(snapshot, ct)),
    ];

    Command ManageShare(ResourceCommands<Share> shares)
    {
        var host = Word("host", "where it lies: host@backend#pool, as 'abaca pool list' names it");
        var protocol = Word("protocol", "NFS, CIFS, CEPHFS, …");
        var path = Word("export-path", "its export path or its name there, as the backend's documentation says");
        var (name, description) = Described("share");
        var type = Text("--share-type", "TYPE", "Share type, by name or id; the service's default without it");
        var isPublic = Flag("--public", "Let other projects see it");
        var options = Many("--driver-option", "KEY=VALUE", "For the driver, such as size=5; may be repeated");
        return parts.Leaf("manage", "Make a share of what lies on a backend already (admins)",
            [host, protocol, path, name, description, type, isPublic, options], Takes.Output | Takes.Wait, async (run, ct) =>
            {
                var share = await run.Cloud.Shares.Manage(new ExistingShare(run.Get(host), run.Get(protocol), run.Get(path))
                {
                    Name = run.Get(name), Description = run.Get(description), ShareType = run.Get(type), IsPublic = run.Get(isPublic),
                    DriverOptions = Pairs.Read(run.Get(options)),
                }, ct);
                return await shares.Made(run, share, waits => waits.ShareIsAvailable(share, null, ct), ct);
            });
    }

    Command ManageSnapshot(ResourceCommands<Snapshot> snapshots)
    {
        var of = Word("share", "share that it was taken of, by name or id");
        var location = Word("provider-location", "its name on the backend");
        var (name, description) = Described("snapshot");
        var options = Many("--driver-option", "KEY=VALUE", "For the driver, such as size=5; may be repeated");
        return parts.Leaf("manage", "Make a snapshot of what lies on a backend already (admins)",
            [of, location, name, description, options], Takes.Output | Takes.Wait, async (run, ct) =>
            {
                var told = Pairs.Read(run.Get(options));
                var share = await run.Find.Share(run.Get(of), ct);
                var snapshot = await run.Cloud.Snapshots.Manage(new ExistingSnapshot(share.Id, run.Get(location))
                {
                    Name = run.Get(name), Description = run.Get(description), DriverOptions = told,
                }, ct);
                return await snapshots.Made(run, snapshot, waits => waits.SnapshotIsAvailable(snapshot, ct), ct);
            });
    }
}
