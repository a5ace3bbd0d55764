namespace Abaca.Cli;

/// <summary><c>abaca share-group …</c>: groups, and under them their snapshots and types.</summary>
/// <param name="parts">Builds commands.</param>
sealed class ShareGroupCommands(CommandParts parts)
{
    static readonly Column[] columns = [new("ID", "id"), new("NAME", "name"), new("STATUS", "status"), new("HOST", "host"), new("CREATED", "created_at")];

    static readonly Column[] snapshotColumns =
        [new("ID", "id"), new("NAME", "name"), new("STATUS", "status"), new("GROUP", "share_group_id"), new("CREATED", "created_at")];

    static readonly Column[] typeColumns = [new("ID", "id"), new("NAME", "name"), new("PUBLIC", "is_public"), new("DEFAULT", "is_default")];

    /// <summary>The command with its subcommands.</summary>
    public Command Build() => parts.Group("share-group", "Shares whose snapshots are taken together",
    [
        Create(), List(), Show(), Set(), Delete(), DeleteShares(),
        CommandParts.Inner("snapshot", "Snapshots of all shares of a group", [CreateSnapshot(), ListSnapshots(), ShowSnapshot(), DeleteSnapshot()]),
        CommandParts.Inner("type", "Kinds of share groups", [CreateType(), ListTypes(), DeleteType()]),
    ]);

    Command Create()
    {
        var name = Text("--name", "NAME", "Name of the group");
        var description = Text("--description", "TEXT", "A text about it");
        var type = Text("--type", "TYPE", "Group type, by name or id; the service's default without it");
        var shareTypes = Many("--share-type", "TYPE", "Share type that its shares may have, by name or id; may be repeated");
        var source = Text("--snapshot", "SNAPSHOT", "Start with the shares of this group snapshot, by name or id");
        var zone = Text("--availability-zone", "ZONE", "Place it in this zone");
        return parts.Leaf("create", "Make a share group", [name, description, type, shareTypes, source, zone], Takes.Output | Takes.Wait, async (run, ct) =>
        {
            var types = new List<string>();
            foreach (var one in run.Get(shareTypes) ?? []) types.Add((await run.Find.Type(one, ct)).Id);
            var group = await run.Cloud.Groups.Create(new NewShareGroup
            {
                Name = run.Get(name), Description = run.Get(description), AvailabilityZone = run.Get(zone), ShareTypeIds = types,
                TypeId = run.Get(type) is { } typed ? (await run.Find.GroupType(typed, ct)).Id : null,
                SourceSnapshotId = run.Get(source) is { } from ? (await run.Find.GroupSnapshot(from, ct)).Id : null,
            }, ct);
            var code = run.Waits ? await new Waits(run).GroupIsAvailable(group, ct) : ExitCode.Ok;
            run.Print.One(Printer.Json(run.Waits ? await run.Cloud.Groups.Show(group.Id, ct) : group, ClientJson.Default.ShareGroup));
            return code;
        });
    }

    Command List()
    {
        var name = Text("--name", "NAME", "Only with exactly this name");
        var all = Flag("--all-projects", "Of every project (admins)");
        return parts.Leaf("list", "List share groups", [name, all], Takes.Output, async (run, ct) =>
        {
            var groups = await run.Cloud.Groups.List(run.Get(name), run.Get(all), ct);
            run.Print.List([.. groups.Select(group => Printer.Json(group, ClientJson.Default.ShareGroup))], columns);
            return ExitCode.Ok;
        });
    }

    Command Show()
    {
        var named = Word("group", "name or id");
        return parts.Leaf("show", "Show a share group", [named], Takes.Output, async (run, ct) =>
        {
            run.Print.One(Printer.Json(await run.Find.Group(run.Get(named), ct), ClientJson.Default.ShareGroup));
            return ExitCode.Ok;
        });
    }

    Command Set()
    {
        var named = Word("group", "name or id");
        var name = Text("--name", "NAME", "New name");
        var description = Text("--description", "TEXT", "New description");
        return parts.Leaf("set", "Change a share group's name or description", [named, name, description], Takes.Nothing, async (run, ct) =>
        {
            var changes = new Changes(run.Get(name), run.Get(description));
            if (changes is (null, null, _)) throw new UsageException("nothing to change was given");
            await run.Cloud.Groups.Update((await run.Find.Group(run.Get(named), ct)).Id, changes, ct);
            return ExitCode.Ok;
        });
    }

    Command Delete()
    {
        var named = Words("group", "names or ids");
        var force = Flag("--force", "Whatever its status (admins)");
        return parts.Leaf("delete", "Delete share groups that have no shares and no snapshots", [named, force], Takes.Wait, (run, ct) =>
            Deletion.Each(run, run.Get(named), async text =>
            {
                var group = await run.Find.Group(text, ct);
                await run.Cloud.Groups.Delete(group.Id, run.Get(force), ct);
                return run.Waits ? await new Waits(run).GroupIsGone(group, ct) : ExitCode.Ok;
            }));
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
        var name = Text("--name", "NAME", "Name of the group snapshot");
        var description = Text("--description", "TEXT", "A text about it");
        return parts.Leaf("create", "Take a snapshot of every share of a group", [of, name, description], Takes.Output | Takes.Wait, async (run, ct) =>
        {
            var group = await run.Find.Group(run.Get(of), ct);
            var snapshot = await run.Cloud.Groups.CreateSnapshot(group.Id, run.Get(name), run.Get(description), ct);
            var code = run.Waits ? await new Waits(run).GroupSnapshotIsAvailable(snapshot, ct) : ExitCode.Ok;
            run.Print.One(Printer.Json(run.Waits ? await run.Cloud.Groups.ShowSnapshot(snapshot.Id, ct) : snapshot, ClientJson.Default.ShareGroupSnapshot));
            return code;
        });
    }

    Command ListSnapshots()
    {
        var of = Text("--group", "GROUP", "Only of this group, by name or id");
        var all = Flag("--all-projects", "Of every project (admins)");
        return parts.Leaf("list", "List snapshots of groups", [of, all], Takes.Output, async (run, ct) =>
        {
            var group = run.Get(of) is { } text ? (await run.Find.Group(text, ct)).Id : null;
            var snapshots = await run.Cloud.Groups.Snapshots(null, group, run.Get(all), ct);
            run.Print.List([.. snapshots.Select(snapshot => Printer.Json(snapshot, ClientJson.Default.ShareGroupSnapshot))], snapshotColumns);
            return ExitCode.Ok;
        });
    }

    Command ShowSnapshot()
    {
        var named = Word("snapshot", "name or id");
        return parts.Leaf("show", "Show a group snapshot with its members", [named], Takes.Output, async (run, ct) =>
        {
            run.Print.One(Printer.Json(await run.Find.GroupSnapshot(run.Get(named), ct), ClientJson.Default.ShareGroupSnapshot));
            return ExitCode.Ok;
        });
    }

    Command DeleteSnapshot()
    {
        var named = Words("snapshot", "names or ids");
        var force = Flag("--force", "Whatever its status (admins)");
        return parts.Leaf("delete", "Delete group snapshots", [named, force], Takes.Wait, (run, ct) =>
            Deletion.Each(run, run.Get(named), async text =>
            {
                var snapshot = await run.Find.GroupSnapshot(text, ct);
                await run.Cloud.Groups.DeleteSnapshot(snapshot.Id, run.Get(force), ct);
                return run.Waits ? await new Waits(run).GroupSnapshotIsGone(snapshot, ct) : ExitCode.Ok;
            }));
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
            run.Print.One(Printer.Json(type, ClientJson.Default.ShareGroupType));
            return ExitCode.Ok;
        });
    }

    Command ListTypes() => parts.Leaf("list", "List group types", [], Takes.Output, async (run, ct) =>
    {
        var types = await run.Cloud.Groups.Types(ct);
        run.Print.List([.. types.Select(type => Printer.Json(type, ClientJson.Default.ShareGroupType))], typeColumns);
        return ExitCode.Ok;
    });

    Command DeleteType()
    {
        var named = Words("type", "names or ids");
        return parts.Leaf("delete", "Delete group types that no group uses (admins)", [named], Takes.Nothing, (run, ct) =>
            Deletion.Each(run, run.Get(named), async text =>
            {
                await run.Cloud.Groups.DeleteType((await run.Find.GroupType(text, ct)).Id, ct);
                return ExitCode.Ok;
            }));
    }
}
