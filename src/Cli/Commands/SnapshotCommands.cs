namespace Abaca.Cli;

/// <summary><c>abaca snapshot …</c>.</summary>
/// <param name="parts">Builds commands.</param>
sealed class SnapshotCommands(CommandParts parts)
{
    static readonly Column[] columns =
    [
        new("ID", "id"), new("NAME", "name"), new("STATUS", "status"), new("SIZE", "size"), new("SHARE", "share_id"), new("CREATED", "created_at"),
    ];

    readonly ResourceCommands<Snapshot> alike = new(
        parts, new("snapshot", ClientJson.Default.Snapshot, (run, text, ct) => run.Find.Snapshot(text, ct)));

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("snapshot", "Snapshots of shares",
        [
            Create(), List(), alike.Show("Show a snapshot"),
            alike.Set("Change a snapshot's name or description", (run, id, changes, ct) => run.Cloud.Snapshots.Update(id, changes, ct)),
            alike.Delete("Delete snapshots", (run, id, force, ct) => force ? run.Cloud.Snapshots.ForceDelete(id, ct) : run.Cloud.Snapshots.Delete(id, ct), (waits, snapshot, ct) => waits.SnapshotIsGone(snapshot, ct)),
            .. new ManagementCommands(parts).OfSnapshots(alike),
            alike.ResetStatus((run, id, status, ct) => run.Cloud.Snapshots.ResetStatus(id, status, ct)), new MetadataCommands(parts).OfSnapshots(),
        ]);

    Command Create()
    {
        var of = Word("share", "share to take it of, by name or id");
        var (name, description) = Described("snapshot");
        var properties = Many("--property", "KEY=VALUE", "Metadata; may be repeated");
        return parts.Leaf("create", "Take a snapshot of a share", [of, name, description, properties], Takes.Output | Takes.Wait, async (run, ct) =>
        {
            var metadata = Pairs.Read(run.Get(properties));
            var share = await run.Find.Share(run.Get(of), ct);
            var snapshot = await run.Cloud.Snapshots.Create(share.Id, run.Get(name), run.Get(description), metadata, ct);
            return await alike.Made(run, snapshot, waits => waits.SnapshotIsAvailable(snapshot, ct), ct);
        });
    }

    Command List()
    {
        var name = Text("--name", "NAME", "Only with exactly this name");
        var of = Text("--share", "SHARE", "Only of this share, by name or id");
        var status = Text("--status", "STATUS", "Only in this status");
        var all = Flag("--all-projects", "Of every project (admins)");
        var sort = Text("--sort", "FIELD[:DIR]", "Sort by this field, asc or desc");
        var limit = Number("--limit", "N", "At most this many");
        return alike.List("List snapshots", [name, of, status, all, sort, limit], _ => columns,
            async (run, ct) => await run.Cloud.Snapshots.List(new SnapshotFilter
            {
                Name = run.Get(name), Status = run.Get(status), AllProjects = run.Get(all), Sort = run.Get(sort), Limit = run.Get(limit),
                ShareId = run.Get(of) is { } text ? (await run.Find.Share(text, ct)).Id : null,
            }, ct));
    }
}
