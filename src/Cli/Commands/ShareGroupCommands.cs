namespace Abaca.Cli;

/// <summary><c>abaca share-group …</c>: groups, and under them their snapshots and types.</summary>
/// <param name="parts">Builds commands.</param>
sealed class ShareGroupCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("STATUS", "status"), new("HOST", "host"), new("CREATED", "created_at")];

    static readonly Column[] snapshotColumns =
        [new("ID", "id"), new("NAME", "name"), new("STATUS", "status"), new("GROUP", "share_group_id"), new("CREATED", "created_at")];

    static readonly Column[] typeColumns = [new("ID", "id"), new("NAME", "name"), new("PUBLIC", "is_public"), new("DEFAULT", "is_default")];

    readonly ResourceCommands<ShareGroup> groups = new(parts, new("group", ClientJson.Default.ShareGroup, (run, text, ct) => run.Find.Group(text, ct)));

    readonly ResourceCommands<ShareGroupSnapshot> snapshots =
        new(parts, new("snapshot", ClientJson.Default.ShareGroupSnapshot, (run, text, ct) => run.Find.GroupSnapshot(text, ct)));

    readonly ResourceCommands<ShareGroupType> types = new(parts, new("type", ClientJson.Default.ShareGroupType, (run, text, ct) => run.Find.GroupType(text, ct)));

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("share-group", "Shares whose snapshots are taken together",
    [
        Create(), List(), groups.Show("Show a share group"),
        groups.Set("Change a share group's name or description", (run, id, changes, ct) => run.Cloud.Groups.Update(id, changes, ct)),
        groups.Delete("Delete share groups that have no shares and no snapshots", (run, id, force, ct) => run.Cloud.Groups.Delete(id, force, ct), (waits, group, ct) => waits.GroupIsGone(group, ct)),
        DeleteShares(),
        CommandParts.Inner("snapshot", "Snapshots of all shares of a group",
        [
            CreateSnapshot(), ListSnapshots(), snapshots.Show("Show a group snapshot with its members"),
            snapshots.Delete("Delete group snapshots", (run, id, force, ct) => run.Cloud.Groups.DeleteSnapshot(id, force, ct), (waits, snapshot, ct) => waits.GroupSnapshotIsGone(snapshot, ct)),
        ]),
        CommandParts.Inner("type", "Kinds of share groups",
        [
            CreateType(), types.List("List group types", [], _ => typeColumns, (run, ct) => run.Cloud.Groups.Types(ct)),
            types.Each("delete", "Delete group types that no group uses (admins)", [], (run, type, ct) => run.Cloud.Groups.DeleteType(type.Id, ct)),
        ]),
    ]);

    Command Create()
    {
        var (name, description) = Described("group");
        var type = Text("--type", "TYPE", "Group type, by name or id; the service's default without it");
        var shareTypes = Many("--share-type", "TYPE", "Share type that its shares may have, by name or id; may be repeated");
        var source = Text("--snapshot", "SNAPSHOT", "Start with the shares of this group snapshot, by name or id");
        var zone = Text("--availability-zone", "ZONE", "Place it in this zone");
        return parts.Leaf("create", "Make a share group", [name, description, type, shareTypes, source, zone], Takes.Output | Takes.Wait, async (run, ct) =>
        {
            var allowed = new List<string>();
            foreach (var one in run.Get(shareTypes) ?? []) allowed.Add((await run.Find.Type(one, ct)).Id);
            var group = await run.Cloud.Groups.Create(new NewShareGroup
            {
                Name = run.Get(name), Description = run.Get(description), AvailabilityZone = run.Get(zone), ShareTypeIds = allowed,
                TypeId = run.Get(type) is { } typed ? (await run.Find.GroupType(typed, ct)).Id : null,
                SourceSnapshotId = run.Get(source) is { } from ? (await run.Find.GroupSnapshot(from, ct)).Id : null,
            }, ct);
            return await groups.Made(run, group, waits => waits.GroupIsAvailable(group, ct), ct);
        });
    }

    Command List()
    {
        var name = Text("--name", "NAME", "Only with exactly this name");
        var all = Flag("--all-projects", "Of every project (admins)");
        return groups.List("List share groups", [name, all], _ => columns, (run, ct) => run.Cloud.Groups.List(run.Get(name), run.Get(all), ct));
    }

    Command DeleteShares()
    {
        var of = Word("group", "group that they are in, by name or id");
        var named = Words("share", "names or ids");
        return parts.Leaf("delete-share", "Delete shares that are in a group", [of, named], Takes.Wait, async (run, ct) =>
        {
            var group = await run.Find.Group(run.Get(of), ct);
            return await Deletion.Each(run, run.Get(named), async text =>
            {
                var share = await run.Find.Share(text, ct);
                await run.Cloud.Shares.DeleteFromGroup(share.Id, group.Id, ct);
                return run.Waits ? await new Waits(run).ShareIsGone(share, ct) : ExitCode.Ok;
            });
        });
    }

    Command CreateSnapshot()
    {
        var of = Word("group", "group to take it of, by name or id");
        var (name, description) = Described("group snapshot");
        return parts.Leaf("create", "Take a snapshot of every share of a group", [of, name, description], Takes.Output | Takes.Wait, async (run, ct) =>
        {
            var group = await run.Find.Group(run.Get(of), ct);
            var snapshot = await run.Cloud.Groups.CreateSnapshot(group.Id, run.Get(name), run.Get(description), ct);
            return await snapshots.Made(run, snapshot, waits => waits.GroupSnapshotIsAvailable(snapshot, ct), ct);
        });
    }

    Command ListSnapshots()
    {
        var of = Text("--group", "GROUP", "Only of this group, by name or id");
        var all = Flag("--all-projects", "Of every project (admins)");
        return snapshots.List("List snapshots of groups", [of, all], _ => snapshotColumns, async (run, ct) =>
            await run.Cloud.Groups.Snapshots(null, run.Get(of) is { } text ? (await run.Find.Group(text, ct)).Id : null, run.Get(all), ct));
    }

    Command CreateType()
    {
        var name = Word("name", "its name");
        var shareTypes = Words("share-type", "share types that its groups may have, by name or id");
        var isPrivate = Flag("--private", "Only for projects it is granted to");
        var specs = Many("--spec", "KEY=VALUE", "What pools must offer, such as consistent_snapshot_support=pool; may be repeated");
        return parts.Leaf("create", "Make a group type (admins)", [name, shareTypes, isPrivate, specs], Takes.Output, async (run, ct) =>
        {
            var type = await run.Cloud.Groups.CreateType(run.Get(name), run.Get(shareTypes), !run.Get(isPrivate), Pairs.Read(run.Get(specs)), ct);
            return await types.Made(run, type, null, ct);
        });
    }
}
