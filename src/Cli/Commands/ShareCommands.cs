namespace Abaca.Cli;

/// <summary><c>abaca share …</c>: from nothing to a share and back.</summary>
/// <param name="parts">Builds commands.</param>
sealed class ShareCommands(CommandParts parts)
{
    static readonly Column[] columns =
    [
        new("ID", "id"), new("NAME", "name"), new("SIZE", "size"), new("PROTOCOL", "share_proto"), new("STATUS", "status"),
        new("PUBLIC", "is_public"), new("TYPE", "share_type_name"), new("ZONE", "availability_zone"),
    ];

    readonly ResourceCommands<Share> alike = new(parts, new("share", ClientJson.Default.Share, (run, text, ct) => run.Find.Share(text, ct)));

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("share", "Shares",
    [
        Create(), List(), Show(), Set(),
        alike.Delete("Delete shares with all they hold", (run, id, force, ct) => force ? run.Cloud.Shares.ForceDelete(id, ct) : run.Cloud.Shares.Delete(id, ct), (waits, share, ct) => waits.ShareIsGone(share, ct)),
        .. new ShareSizeCommands(parts).All(), .. new ManagementCommands(parts).OfShares(alike),
        alike.ResetStatus((run, id, status, ct) => run.Cloud.Shares.ResetStatus(id, status, ct)), new MetadataCommands(parts).OfShares(), ExportLocations(),
    ]);

    Command Create()
    {
        var protocol = Word("protocol", "NFS, CIFS, CEPHFS, GLUSTERFS, …");
        var size = OptionalSize("size in GiB; may be left out with --snapshot");
        var (name, description) = Described("share");
        var type = Text("--share-type", "TYPE", "Share type, by name or id; the service's default without it");
        var snapshot = Text("--snapshot", "SNAPSHOT", "Start with the contents of this snapshot, by name or id");
        var group = Text("--share-group", "GROUP", "Put it into this share group, by name or id");
        var zone = Text("--availability-zone", "ZONE", "Place it in this zone");
        var isPublic = Flag("--public", "Let other projects see it");
        var properties = Many("--property", "KEY=VALUE", "Metadata; may be repeated");
        var hints = Many("--hint", "KEY=VALUE", "same_host, different_host or only_host, for its placement");
        return parts.Leaf("create", "Make a share", [protocol, size, name, description, type, snapshot, group, zone, isPublic, properties, hints],
            Takes.Output | Takes.Wait, async (run, ct) =>
            {
                if (run.Get(size) == 0 && !run.Has(snapshot)) throw new UsageException("a new share needs a size in GiB, unless it comes from a --snapshot");
                var share = await run.Cloud.Shares.Create(new NewShare(run.Get(protocol), run.Get(size) is > 0 and var gib ? gib : null)
                {
                    Name = run.Get(name), Description = run.Get(description), ShareType = run.Get(type),
                    SnapshotId = run.Get(snapshot) is { } text ? (await run.Find.Snapshot(text, ct)).Id : null,
                    ShareGroupId = run.Get(group) is { } grouped ? (await run.Find.Group(grouped, ct)).Id : null,
                    AvailabilityZone = run.Get(zone), IsPublic = run.Get(isPublic),
                    Metadata = Pairs.Read(run.Get(properties)), SchedulerHints = Pairs.Read(run.Get(hints)),
                }, ct);
                return await alike.Made(run, share, waits => waits.ShareIsAvailable(share, null, ct), ct);
            });
    }

    Command List()
    {
        var name = Text("--name", "NAME", "Only with exactly this name");
        var like = Text("--like", "TEXT", "Only with this text in the name");
        var status = Text("--status", "STATUS", "Only in this status");
        var type = Text("--share-type", "TYPE", "Only of this type, by name or id");
        var snapshot = Text("--snapshot", "SNAPSHOT", "Only those made from this snapshot, by name or id");
        var host = Text("--host", "HOST", "Only in this host, backend or pool (admins)");
        var all = Flag("--all-projects", "Of every project (admins)");
        var isPublic = Flag("--public", "Also the public ones of other projects");
        var sort = Text("--sort", "FIELD[:DIR]", "Sort by this field, asc or desc");
        var limit = Number("--limit", "N", "At most this many");
        return alike.List("List shares", [name, like, status, type, snapshot, host, all, isPublic, sort, limit],
            run => run.Get(all) ? [.. columns, new("PROJECT", "project_id")] : columns,
            async (run, ct) => await run.Cloud.Shares.List(new ShareFilter
            {
                Name = run.Get(name), NameContains = run.Get(like), Status = run.Get(status), Host = run.Get(host), AllProjects = run.Get(all),
                ShareTypeId = run.Get(type) is { } typed ? (await run.Find.Type(typed, ct)).Id : null,
                SnapshotId = run.Get(snapshot) is { } text ? (await run.Find.Snapshot(text, ct)).Id : null,
                Public = run.Get(isPublic), Sort = run.Get(sort), Limit = run.Get(limit),
            }, ct));
    }

    Command Show() => alike.Show(
        "Show a share, and from where it is mounted", async (run, share, ct) => run.Print.Below(await Locations(run, share, ct), locationColumns));

    Command Set()
    {
        var named = Word("share", "name or id");
        var name = Text("--name", "NAME", "New name");
        var description = Text("--description", "TEXT", "New description");
        var isPublic = Choice("--public", "Whether other projects see it");
        var properties = Many("--property", "KEY=VALUE", "Metadata to add or replace; may be repeated");
        return parts.Leaf("set", "Change a share's name, description, visibility or metadata", [named, name, description, isPublic, properties], Takes.Nothing, async (run, ct) =>
        {
            var metadata = Pairs.Read(run.Get(properties));
            var changes = new Changes(run.Get(name), run.Get(description), run.Get(isPublic));
            if (changes is (null, null, null) && metadata.Count == 0) throw new UsageException("nothing to change was given");
            var share = await run.Find.Share(run.Get(named), ct);
            if (changes is not (null, null, null)) await run.Cloud.Shares.Update(share.Id, changes, ct);
            if (metadata.Count > 0) await run.Cloud.Shares.SetMetadata(share.Id, metadata, ct);
            return ExitCode.Ok;
        });
    }

    static readonly Column[] locationColumns = [new("ID", "id"), new("PATH", "path"), new("PREFERRED", "preferred")];

    Command ExportLocations()
    {
        var named = Word("share", "name or id");
        return parts.Leaf("export-locations", "From where a share is mounted", [named], Takes.Output, async (run, ct) =>
        {
            run.Print.List(await Locations(run, await run.Find.Share(run.Get(named), ct), ct), locationColumns);
            return ExitCode.Ok;
        });
    }

    static async Task<IReadOnlyList<System.Text.Json.Nodes.JsonObject>> Locations(CommandRun run, Share share, CancellationToken ct) =>
        [.. (await run.Cloud.Shares.ExportLocations(share.Id, ct)).Select(location => Printer.Json(location, ClientJson.Default.ExportLocation))];
}
